/** The workbench as the rest of the page knows it: which board is meant, what is open, and how to open more. */
import type { DockviewApi, DockviewGroupPanel, IDockviewPanel } from 'dockview-react';
import { create } from 'zustand';
import type { WorkstationCommand } from '../../contract/workstation-command.ts';
import { onBoardRenamed } from '../host/board-renamed.ts';
import { requestRun, takeRequest } from '../terminal/requested-runs.ts';
import { closeTerminal, freshTerminal, serialKey, shellKey, workstationKey } from '../terminal/terminals.ts';
import { boardOf, type PanelRef, panelId, panelRef } from './panel-ref.ts';
import { panelTitle, panelWords } from './panel-words.ts';

interface Dock {
  /** The board that the commands and the status bar are about: that of the panel used last. */
  readonly board: string | undefined;
  /** Ids of the panel that is used, and of those that can be seen. */
  readonly active: string | undefined;
  readonly shown: readonly string[];
  /** What is docked at the bottom can be seen. */
  readonly bottomShown: boolean;
}

export const useDock = create<Dock>(() => ({ board: undefined, active: undefined, shown: [], bottomShown: false }));

/** Name of the component that draws each panel, and of its tab: dockview asks for some. */
export const panelComponent = 'panel';

export const bottomId = 'bottom';

/** Pixels. */
const usualBottom = 224;
const leastBottom = 96;
const leastWidth = 160;

let dock: DockviewApi | undefined;
let waiting: ((api: DockviewApi) => void)[] = [];

/** What is asked for before the workbench is there is done once it is. */
function whenThere(run: (api: DockviewApi) => void): void {
  if (dock === undefined) waiting.push(run);
  else run(dock);
}

/** The workbench is there, with what was kept of it; `first`: what is opened before all that was asked for meanwhile. */
export function attachDock(api: DockviewApi, first: PanelRef | undefined): void {
  dock = api;
  tabsOnTop(api);
  if (first !== undefined) openPanel(first);
  const asked = waiting;
  waiting = [];
  for (const run of asked) run(api);
}

export function detachDock(api: DockviewApi): void {
  if (dock === api) dock = undefined;
}

/** Follows what dockview says of itself. */
export function followDock(api: DockviewApi): void {
  const active = api.activePanel?.id;
  const board = active === undefined ? undefined : boardOf(panelRef(active));
  const bottomShown = api.getEdgeGroup('bottom') !== undefined && api.isEdgeGroupVisible('bottom');
  const shown = api.panels
    .filter(({ api: panel }) => panel.isVisible && (panel.location.type !== 'edge' || bottomShown))
    .map(({ id }) => id);
  useDock.setState((before) => ({
    active,
    board: board ?? before.board,
    shown: sameTexts(before.shown, shown) ? before.shown : shown,
    bottomShown,
  }));
}

function sameTexts(one: readonly string[], other: readonly string[]): boolean {
  return one.length === other.length && one.every((text, at) => text === other[at]);
}

export function chooseBoard(board: string): void {
  useDock.setState({ board });
}

/** The bottom's group, made when there is none. */
export function bottomGroup(api: DockviewApi): DockviewGroupPanel | undefined {
  if (api.getEdgeGroup('bottom') === undefined) {
    api.addEdgeGroup('bottom', { id: bottomId, initialSize: usualBottom, minimumSize: leastBottom });
    tabsOnTop(api);
    api.setEdgeGroupVisible('bottom', false);
  }
  return api.groups.find(({ id }) => id === api.getEdgeGroup('bottom')?.id);
}

/** As in the middle; dockview has them below at this edge, and does not keep where they were. */
function tabsOnTop(api: DockviewApi): void {
  api.getEdgeGroup('bottom')?.setHeaderPosition('top');
}

function showBottom(api: DockviewApi, shown: boolean): void {
  if (api.getEdgeGroup('bottom') === undefined) bottomGroup(api);
  api.setEdgeGroupVisible('bottom', shown);
  if (shown) api.getEdgeGroup('bottom')?.expand();
  // What cannot be seen is not what one works in.
  else if (api.activePanel?.api.location.type === 'edge') middleGroup(api)?.activePanel?.api.setActive();
  followDock(api);
}

/** In the middle, what opens goes to where one works: the group used last that is not at an edge. */
function middleGroup(api: DockviewApi): DockviewGroupPanel | undefined {
  const isMiddle = (group: DockviewGroupPanel | undefined) => group?.api.location.type === 'grid';
  return isMiddle(api.activeGroup) ? api.activeGroup : api.groups.find(isMiddle);
}

export interface OpenOptions {
  /** What one works in stays what it is. */
  readonly quiet?: boolean;
  /** Pixels that it wants at least. */
  readonly height?: number;
  /** Where this one can be seen, it is not needed. */
  readonly unless?: PanelRef;
}

/** Opens a panel, or shows it when it is open. */
export function openPanel(ref: PanelRef, { quiet = false, height, unless }: OpenOptions = {}): void {
  const board = boardOf(ref);
  if (board !== undefined && !quiet) chooseBoard(board);
  whenThere((api) => {
    if (unless !== undefined && api.getPanel(panelId(unless))?.api.isVisible === true) return;
    const before = api.activePanel;
    const id = panelId(ref);
    const panel = api.getPanel(id) ?? addPanel(api, ref);
    if (panel.group.api.location.type === 'edge') {
      showBottom(api, true);
      if (height !== undefined && panel.group.height < height) panel.group.api.setSize({ height });
    }
    panel.api.setActive();
    if (quiet && before !== undefined && before.group !== panel.group) before.api.setActive();
  });
}

function addPanel(api: DockviewApi, ref: PanelRef, at?: { group: DockviewGroupPanel; index: number }): IDockviewPanel {
  const group = at?.group ?? (panelWords(ref).place === 'bottom' ? bottomGroup(api) : middleGroup(api));
  return api.addPanel({
    id: panelId(ref),
    component: panelComponent,
    tabComponent: panelComponent,
    title: panelTitle(ref),
    minimumWidth: leastWidth,
    position: group === undefined ? { direction: 'right' } : { referenceGroup: group, ...(at && { index: at.index }) },
    inactive: at !== undefined,
  });
}

/** What runs in a terminal ends when its panel was closed, and lives on when the panel was moved, which takes it away, too. */
export function endTerminal(api: DockviewApi, id: string): void {
  const ref = panelRef(id);
  const key = ref && terminalKey(ref);
  if (key === undefined) return;
  setTimeout(() => {
    if (dock !== api || api.getPanel(id) !== undefined) return;
    takeRequest(key);
    closeTerminal(key);
  });
}

function terminalKey(ref: PanelRef): string | undefined {
  switch (ref.kind) {
    case 'terminal':
      return shellKey(ref.board, ref.name);
    case 'serial':
      return serialKey(ref.name);
    case 'workstation':
      return workstationKey(ref.command);
    default:
      return undefined;
  }
}

/** Numbers of the panels of a kind that are open. */
function openNumbers(api: DockviewApi, kind: 'terminal' | 'serial', board?: string): string[] {
  return api.panels.flatMap(({ id }) => {
    const ref = panelRef(id);
    return ref?.kind === kind && 'name' in ref && boardOf(ref) === board ? [ref.name] : [];
  });
}

/** One more shell on a board. */
export function openTerminal(board: string): void {
  whenThere((api) =>
    openPanel({ kind: 'terminal', board, name: freshTerminal(board, openNumbers(api, 'terminal', board)) }),
  );
}

/** The shell of a board that was opened last, or its first one. */
export function showTerminal(board: string): void {
  whenThere((api) => {
    const name = openNumbers(api, 'terminal', board).at(-1);
    if (name === undefined) openTerminal(board);
    else openPanel({ kind: 'terminal', board, name });
  });
}

/** One more serial console. */
export function openSerial(): void {
  whenThere((api) => {
    const taken = openNumbers(api, 'serial');
    let number = 1;
    while (taken.includes(String(number))) number += 1;
    openPanel({ kind: 'serial', name: String(number) });
  });
}

/** Runs a command on the host's machine in its panel, or shows that it runs. */
export function runOnWorkstation(command: WorkstationCommand): void {
  requestRun(workstationKey(command));
  openPanel({ kind: 'workstation', command });
}

export function closePanel(id: string): void {
  whenThere((api) => {
    api.getPanel(id)?.api.close();
    const bottom = bottomGroup(api);
    if (bottom !== undefined && bottom.panels.length === 0) showBottom(api, false);
  });
}

/** Of boards that are no more. */
export function closePanelsOf(isGone: (board: string) => boolean): void {
  whenThere((api) => {
    for (const { id } of [...api.panels]) {
      const board = boardOf(panelRef(id));
      if (board !== undefined && isGone(board)) closePanel(id);
    }
  });
}

onBoardRenamed(({ name, to }) => {
  useDock.setState(({ board }) => (board === name ? { board: to } : {}));
  whenThere((api) => renamePanels(api, name, to));
});

/** Panels keep their places under the board's new name, and what was seen is seen: each is taken by another one, since ids are for good. */
function renamePanels(api: DockviewApi, name: string, to: string): void {
  const used = api.activePanel;
  let usedNow = used;
  for (const group of api.groups) {
    const { activePanel: front } = group;
    let frontNow = front;
    for (const [index, panel] of [...group.panels].entries()) {
      const ref = panelRef(panel.id);
      if (ref === undefined || boardOf(ref) !== name) continue;
      const made = addPanel(api, { ...ref, board: to } as PanelRef, { group, index });
      if (panel === front) frontNow = made;
      if (panel === used) usedNow = made;
      panel.api.close();
    }
    if (group.activePanel !== frontNow) frontNow?.api.setActive();
  }
  usedNow?.api.setActive();
  if (usedNow !== undefined && usedNow !== used) focusTab(usedNow, isFocusLost);
  followDock(api);
}

/** Shows what is below, or hides it; `first`: what is opened there when nothing is. */
export function toggleBottom(first: PanelRef): void {
  whenThere((api) => {
    const group = bottomGroup(api);
    if (group === undefined || group.panels.length === 0) openPanel(first);
    else showBottom(api, !api.isEdgeGroupVisible('bottom'));
  });
}

export type MoveTo = 'right' | 'below' | 'bottom' | 'middle';

/** Docks the panel that is used elsewhere, as dragging its tab does. */
export function moveActive(to: MoveTo): void {
  whenThere((api) => {
    const panel = api.activePanel;
    if (panel === undefined) return;
    const group = to === 'bottom' ? bottomGroup(api) : to === 'middle' ? api.groups.find(isGrid) : middleGroup(api);
    if (to === 'bottom') showBottom(api, true);
    if (group === undefined) return;
    const position = to === 'right' ? 'right' : to === 'below' ? 'bottom' : 'center';
    panel.api.moveTo({ group, position });
    panel.api.setActive();
    focusTab(panel);
  });
}

/** Once the menu or the palette that this was wished in is gone, and has given the focus back to what may be no more. */
function focusTab({ group }: IDockviewPanel, isWanted = () => true): void {
  const focus = () => isWanted() && group.element.querySelector<HTMLElement>('[role=tab][aria-selected=true]')?.focus();
  requestAnimationFrame(() => requestAnimationFrame(() => requestAnimationFrame(focus)));
}

/** It went with what had it. */
const isFocusLost = () => document.activeElement === null || document.activeElement === document.body;

const isGrid = (group: DockviewGroupPanel) => group.api.location.type === 'grid';

export type Resize = 'wider' | 'narrower' | 'taller' | 'shorter';

/** Pixels a step. */
const resizeStep = 32;

/** Gives the group of the panel that is used more room, or less: what a splitter does for the mouse. */
export function resizeActive(how: Resize): void {
  whenThere((api) => {
    const group = api.activeGroup;
    if (group === undefined) return;
    const step = how === 'wider' || how === 'taller' ? resizeStep : -resizeStep;
    if (how === 'wider' || how === 'narrower') group.api.setSize({ width: group.width + step });
    else group.api.setSize({ height: Math.max(leastBottom, group.height + step) });
  });
}

/** The panel that is used takes the whole middle, or gives it back. */
export function maximizeActive(): void {
  whenThere((api) => {
    if (api.hasMaximizedGroup()) api.exitMaximizedGroup();
    else if (api.activePanel !== undefined) api.maximizeGroup(api.activePanel);
  });
}

/** Goes to the next tab of the group that is used, and round. */
export function cycleTabs(step: 1 | -1): void {
  whenThere((api) => {
    const { panels, activePanel } = api.activeGroup ?? {};
    if (panels === undefined || activePanel === undefined) return;
    panels.at((panels.indexOf(activePanel) + step) % panels.length)?.api.setActive();
  });
}
