/** What a panel of the workbench shows: which window, of which board, and of what there. Its id is kept in layouts. */
import { type WorkstationCommand, workstationCommand } from '../../contract/workstation-command.ts';

/** Windows of a board. */
export const boardPanels = ['board', 'plan', 'module', 'tree', 'log', 'steps', 'console'] as const;
/** Windows of something on a board: a device by its name, a shell by its number. */
export const namedPanels = ['device', 'terminal'] as const;
/** Windows of something on the workstation: a serial console by its number, a device-tree source or a module's by its path. */
export const ownPanels = ['serial', 'source', 'code'] as const;
/** Windows that belong to no board. */
export const commonPanels = ['start', 'problems', 'settings'] as const;

export type PanelRef =
  | { readonly kind: (typeof boardPanels)[number]; readonly board: string }
  | { readonly kind: (typeof namedPanels)[number]; readonly board: string; readonly name: string }
  | { readonly kind: (typeof commonPanels)[number] }
  | { readonly kind: (typeof ownPanels)[number]; readonly name: string }
  /** A command of the tool on the host's machine: one panel a command. */
  | { readonly kind: 'workstation'; readonly command: WorkstationCommand };

export type BoardRef = Extract<PanelRef, { board: string }>;

/** Pure: one text a panel. A name comes last, since it may have any characters in it. */
export function panelId(ref: PanelRef): string {
  if (ref.kind === 'workstation') return `workstation::${ref.command.run}/${ref.command.board}`;
  if (!('board' in ref)) return 'name' in ref ? `${ref.kind}::${ref.name}` : ref.kind;
  return 'name' in ref ? `${ref.kind}:${ref.board}:${ref.name}` : `${ref.kind}:${ref.board}`;
}

/** Pure: the panel of an id; undefined for ids of other versions. */
export function panelRef(id: string): PanelRef | undefined {
  const [, kind, board, name] = /^([a-z]+)(?::([^:]*)(?::(.+))?)?$/s.exec(id) ?? [];
  const common = commonPanels.find((each) => each === kind);
  if (common !== undefined) return board === undefined ? { kind: common } : undefined;
  const own = ownPanels.find((each) => each === kind);
  if (own !== undefined) return board === '' && name !== undefined ? { kind: own, name } : undefined;
  if (kind === 'workstation') return board === '' && name !== undefined ? commandRef(name) : undefined;
  if (board === undefined || board === '') return undefined;
  const named = namedPanels.find((each) => each === kind);
  if (named !== undefined) return name === undefined ? undefined : { kind: named, board, name };
  const found = boardPanels.find((each) => each === kind);
  return found === undefined || name !== undefined ? undefined : { kind: found, board };
}

function commandRef(name: string): PanelRef | undefined {
  const [run, board, ...more] = name.split('/');
  const { data: command } = workstationCommand.safeParse({ run, board });
  return command === undefined || more.length > 0 ? undefined : { kind: 'workstation', command };
}

/** Pure: the board that a panel belongs to. */
export function boardOf(ref: PanelRef | undefined): string | undefined {
  return ref !== undefined && 'board' in ref ? ref.board : undefined;
}
