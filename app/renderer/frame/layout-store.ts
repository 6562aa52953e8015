/** What the user chose to see: the board, the tabs of each board, the steps panel. Kept for the tab of the browser, or the window. */
import { create } from 'zustand';
import { createJSONStorage, persist } from 'zustand/middleware';

export const overviewTab = 'overview';
export const planTab = 'plan';
export const logTab = 'log';

/** A device's tab is named after it. */
export const deviceTab = (device: string) => `device:${device}`;

interface Tabs {
  readonly devices: readonly string[];
  readonly plan: boolean;
  /** Absent in layouts that were kept before there was one. */
  readonly log?: boolean;
  readonly chosen: string;
}

export const noTabs: Tabs = { devices: [], plan: false, chosen: overviewTab };

interface Layout {
  readonly board: string | undefined;
  readonly tabs: Readonly<Record<string, Tabs>>;
  readonly steps: { readonly open: boolean; readonly height: number };
  chooseBoard(name: string): void;
  chooseTab(board: string, tab: string): void;
  openDevice(board: string, device: string): void;
  openPlan(board: string): void;
  openLog(board: string): void;
  closeTab(board: string, tab: string): void;
  setSteps(change: { open?: boolean; height?: number }): void;
}

/** Pixels. */
export const leastSteps = 96;
const usualSteps = 208;

export const useLayout = create<Layout>()(
  persist(
    (set) => {
      const change = (board: string, edit: (tabs: Tabs) => Tabs) =>
        set((state) => ({ board, tabs: { ...state.tabs, [board]: edit(state.tabs[board] ?? noTabs) } }));
      return {
        board: undefined,
        tabs: {},
        steps: { open: false, height: usualSteps },
        chooseBoard: (board) => set({ board }),
        chooseTab: (board, chosen) => change(board, (tabs) => ({ ...tabs, chosen })),
        openDevice: (board, device) =>
          change(board, (tabs) => ({
            ...tabs,
            devices: tabs.devices.includes(device) ? tabs.devices : [...tabs.devices, device],
            chosen: deviceTab(device),
          })),
        openPlan: (board) => change(board, (tabs) => ({ ...tabs, plan: true, chosen: planTab })),
        openLog: (board) => change(board, (tabs) => ({ ...tabs, log: true, chosen: logTab })),
        closeTab: (board, tab) =>
          change(board, (tabs) => ({
            devices: tabs.devices.filter((device) => deviceTab(device) !== tab),
            plan: tabs.plan && tab !== planTab,
            log: tabs.log === true && tab !== logTab,
            chosen: tabs.chosen === tab ? overviewTab : tabs.chosen,
          })),
        setSteps: (part) => set((state) => ({ steps: { ...state.steps, ...part } })),
      };
    },
    { name: 'uiomem-layout', version: 1, storage: createJSONStorage(() => sessionStorage) },
  ),
);
