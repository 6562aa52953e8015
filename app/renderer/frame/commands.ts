/** Everything that the window can do, by name, for the command palette. */
import type { Client } from '../../../remote-helper/rpc/contract.ts';
import { usualEmulated } from '../../contract/emulated.ts';
import type { BoardState } from '../../contract/state.ts';
import type { HostContract } from '../../contract.ts';
import { connect, disconnect } from '../connection/board-actions.ts';
import { connectCommand, disconnectCommand, logCommand, terminalCommand } from '../copied-commands/board.ts';
import { showTreeCommand } from '../copied-commands/device-tree.ts';
import { deviceCommand } from '../copied-commands/memory.ts';
import { moduleStatusCommand } from '../copied-commands/module.ts';
import { setCommand } from '../copied-commands/workstation.ts';
import { useTheme } from '../design/theme.ts';
import { themeChoices, themeNames } from '../design/theme-choice.ts';
import { type MoveTo, moveActive, openPanel, openSerial, openTerminal, runOnWorkstation } from '../dock/dock-store.ts';
import { type PlanStage, showPlanStage } from '../plan/plan-view.ts';
import { openShare } from '../share-wizard/share-store.ts';
import { type ShortcutId, shortcuts } from './shortcut-list.ts';

export interface Command {
  readonly id: string;
  readonly title: string;
  /** As the list of shortcuts shows them. */
  readonly keys?: readonly string[];
  /** The command line that does the same, where there is one. */
  readonly command?: string;
  run(): void;
}

/** Of no use to somebody who is in the palette. */
const leftOut: readonly ShortcutId[] = ['palette', 'next-region', 'previous-region', 'theme'];

const moves: readonly { readonly to: MoveTo; readonly title: string }[] = [
  { to: 'right', title: 'Split to the right' },
  { to: 'below', title: 'Split below' },
  { to: 'bottom', title: 'Move the panel to the bottom' },
  { to: 'middle', title: 'Move the panel to the middle' },
];

/** Nothing is applied unseen: that it was asked for leads to what it would do. */
const stages: readonly (readonly [PlanStage, (board: string) => string])[] = [
  ['edit', (board) => `Edit the plan of ${board}`],
  ['review', (board) => `Apply the plan of ${board}: review it`],
  ['result', (board) => `Show the result of the newest apply on ${board}`],
];

export function windowCommands(
  boards: readonly BoardState[],
  host: Client<HostContract>,
  run: (id: ShortcutId) => void,
  addBoard: () => void,
): Command[] {
  return [
    ...shortcuts
      .filter(({ id }) => !leftOut.includes(id))
      .map(({ id, about, shown }) => ({ id, title: about, keys: shown, run: () => run(id) })),
    ...boards.flatMap(({ board: { name }, connection, devices }): Command[] => {
      const isClosed = connection.state === 'closed' || connection.state === 'failed';
      return [
        { id: `show ${name}`, title: `Show ${name}`, run: () => openPanel({ kind: 'board', board: name }) },
        isClosed
          ? {
              id: `connect ${name}`,
              title: `Connect ${name}`,
              command: connectCommand(name),
              run: () => void connect(host, name),
            }
          : {
              id: `disconnect ${name}`,
              title: `Disconnect ${name}`,
              command: disconnectCommand(name),
              run: () => void disconnect(host, name),
            },
        ...(devices ?? []).map(({ device }) => ({
          id: `device ${name}/${device.name}`,
          title: `Open ${device.name} of ${name}`,
          command: deviceCommand(name, device.name),
          run: () => openPanel({ kind: 'device', board: name, name: device.name }),
        })),
        {
          id: `module ${name}`,
          title: `Open the module of ${name}`,
          command: moduleStatusCommand(name),
          run: () => openPanel({ kind: 'module', board: name }),
        },
        {
          id: `tree ${name}`,
          title: `Open the device tree of ${name}`,
          command: showTreeCommand(name),
          run: () => openPanel({ kind: 'tree', board: name }),
        },
        { id: `plan ${name}`, title: `Open the plan of ${name}`, run: () => openPanel({ kind: 'plan', board: name }) },
        ...stages.map(([stage, title]) => ({
          id: `${stage} ${name}`,
          title: title(name),
          run: () => {
            openPanel({ kind: 'plan', board: name });
            showPlanStage(name, stage);
          },
        })),
        {
          id: `share ${name}`,
          title: `Share a range of ${name} among devices`,
          run() {
            openPanel({ kind: 'plan', board: name });
            openShare(name);
          },
        },
        {
          id: `log ${name}`,
          title: `Open the kernel log of ${name}`,
          command: logCommand(name),
          run: () => openPanel({ kind: 'log', board: name }),
        },
        {
          id: `terminal ${name}`,
          title: `Open one more terminal on ${name}`,
          command: terminalCommand(name),
          run: () => openTerminal(name),
        },
        {
          id: `steps ${name}`,
          title: `Open the steps of ${name}`,
          run: () => openPanel({ kind: 'steps', board: name }),
        },
      ];
    }),
    ...moves.map(({ to, title }) => ({ id: `move ${to}`, title, run: () => moveActive(to) })),
    ...emulatedStart(boards),
    { id: 'serial', title: 'Open a serial console', run: openSerial },
    { id: 'add', title: 'Add a board', run: addBoard },
    ...themeChoices.map((choice) => ({
      id: `theme ${choice}`,
      title: `Theme: ${themeNames[choice]}`,
      command: setCommand('appearance.theme', choice),
      run: () => useTheme.getState().choose(choice),
    })),
  ];
}

/** As the start page offers it: of the emulated board that is known, else of the usual one. */
function emulatedStart(boards: readonly BoardState[]): Command[] {
  const own = boards.find(({ emulated }) => emulated !== undefined);
  if (own?.emulated?.running === true) return [];
  const board = own?.board.name ?? usualEmulated;
  return [
    {
      id: 'emulated-up',
      title: 'Start the emulated board in a terminal',
      run: () => runOnWorkstation({ run: 'emulated-up', board }),
    },
  ];
}
