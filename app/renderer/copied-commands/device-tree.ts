/** The device tree of a board, and overlays brought to it, by the names of their files: a command reads what was saved. */
import type { TreeWayId } from '../../contract/device-tree.ts';
import { tool } from './tool.ts';

export const showTreeCommand = (board: string) => tool('dt', 'show', '--board', board);
export const rehearseCommand = (file: string, board: string) => tool('dt', 'rehearse', file, '--board', board);

/** `way`: `run-time` is applied, the others are installed for the next boots. */
export function applyTreeCommand(file: string, board: string, way: TreeWayId): string {
  return way === 'run-time'
    ? tool('dt', 'apply', file, '--board', board)
    : tool('dt', 'install', file, '--way', way, '--board', board);
}

export const removeTreeCommand = (name: string, board: string) => tool('dt', 'remove', name, '--board', board);
export const restoreTreeCommand = (board: string) => tool('dt', 'restore', '--board', board);
export const treeStatusCommand = (board: string) => tool('dt', 'status', '--board', board);

export const lintTreeCommand = (file: string, board: string) => tool('dt', 'lint', file, '--board', board);
