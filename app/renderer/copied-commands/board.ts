/** The list of boards, and what is done with one as a whole. */
import type { Board } from '../../contract/board.ts';
import type { Parameter } from '../../plan/parameters.ts';
import { destinationText } from '../connection/destination.ts';
import { tool } from './tool.ts';

export const connectCommand = (board: string) => tool('board', 'connect', board);
export const disconnectCommand = (board: string) => tool('board', 'disconnect', board);
export const makeDefaultCommand = (board: string) => tool('board', 'default', board);
export const removeCommand = (board: string) => tool('board', 'remove', board);
export const forgetSecretsCommand = (board: string) => tool('board', 'forget-secrets', board);
export const factsCommand = (board: string) => tool('board', 'facts', '--board', board, '--json');
export const logCommand = (board: string) => tool('board', 'log', '--follow', '--board', board);
export const terminalCommand = (board: string) => tool('terminal', '--board', board);

export function runtimeCommand(board: string, runtime: NonNullable<Board['runtime']> | 'ask'): string {
  return tool('board', 'runtime', board, runtime);
}

/** What is not written yet stands as the command's help names it. */
export function addCommand(name: string, where: string, identity: string): string {
  const key = identity === '' ? [] : ['--identity', identity];
  return tool('board', 'add', name === '' ? 'NAME' : name, where === '' ? 'USER@HOST' : where, ...key);
}

export function trustCommand(board: Board, fingerprint: string): string {
  return tool('board', 'add', board.name, destinationText(board), '--trust', fingerprint);
}

export function reflashedCommand(board: string, fingerprint: string): string {
  return tool('board', 'reflashed', board, '--fingerprint', fingerprint);
}

export interface BoardTexts {
  readonly name: string;
  readonly where: string;
  readonly identity: string;
  readonly runtime: NonNullable<Board['runtime']> | 'ask';
}

/** Only what is another. */
export function editCommand(board: Board, { name, where, identity, runtime }: BoardTexts): string {
  const key = identity === '' ? ['--no-identity'] : ['--identity', identity];
  return tool(
    ...['board', 'edit', board.name],
    ...(name === board.name ? [] : ['--name', name]),
    ...(where === destinationText(board) ? [] : ['--address', where]),
    ...(identity === (board.identityFile ?? '') ? [] : key),
    ...(runtime === (board.runtime ?? 'ask') ? [] : ['--runtime', runtime]),
  );
}

/** `name` absent: the usual one. */
export const emulatedUpCommand = (name?: string) => tool('board', 'emulated', 'up', name);
export const emulatedDownCommand = (name: string) => tool('board', 'emulated', 'down', name);
export const emulatedConsoleCommand = (name: string) => tool('board', 'emulated', 'console', name, '--follow');

/** An example that the emulated board takes as it is, and that says what to replace elsewhere. */
const exampleRegion = ['uiomem0_addr=0x70000000', 'uiomem0_size=1MiB'];

export const loadCommand = (board: string) => tool('module', 'load', '--board', board, ...exampleRegion);
export const unloadCommand = (board: string) => tool('module', 'unload', '--board', board);
export const persistShowCommand = (board: string) => tool('persist', 'show', '--board', board);

/** With the parameters of a plan; `isLoaded`: what is loaded goes first. */
export function loadPlannedCommand(board: string, parameters: readonly Parameter[], isLoaded: boolean): string {
  const words = parameters.map(({ name, value }) => `${name}=${value}`);
  const load = tool('module', 'load', '--board', board, ...words);
  return isLoaded ? `${unloadCommand(board)} && ${load}` : load;
}
