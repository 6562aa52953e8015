/** What a panel of the workbench shows: which window, of which board, and of what there. Its id is kept in layouts. */

/** Windows of a board. */
export const boardPanels = ['board', 'device', 'plan', 'log', 'steps'] as const;
/** Windows that belong to no board. */
export const commonPanels = ['problems'] as const;

export type BoardPanel = (typeof boardPanels)[number];
export type CommonPanel = (typeof commonPanels)[number];

export type PanelRef =
  | { readonly kind: 'device'; readonly board: string; readonly device: string }
  | { readonly kind: Exclude<BoardPanel, 'device'>; readonly board: string }
  | { readonly kind: CommonPanel };

/** Pure: one text a panel. A device's name comes last, since it may have any characters in it. */
export function panelId(ref: PanelRef): string {
  if (!('board' in ref)) return ref.kind;
  return ref.kind === 'device' ? `device:${ref.board}:${ref.device}` : `${ref.kind}:${ref.board}`;
}

/** Pure: the panel of an id; undefined for ids of other versions. */
export function panelRef(id: string): PanelRef | undefined {
  const [, kind = '', board = '', device] = /^([a-z]+)(?::([^:]+)(?::([^]+))?)?$/.exec(id) ?? [];
  if (board === '') {
    const common = commonPanels.find((each) => each === kind);
    return common === undefined ? undefined : { kind: common };
  }
  const found = boardPanels.find((each) => each === kind);
  if (found === undefined || (found === 'device') !== (device !== undefined)) return undefined;
  return found === 'device' ? { kind: found, board, device: device ?? '' } : { kind: found, board };
}

/** Pure: the board that a panel belongs to. */
export function boardOf(ref: PanelRef | undefined): string | undefined {
  return ref !== undefined && 'board' in ref ? ref.board : undefined;
}
