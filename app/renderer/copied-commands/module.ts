/** The driver as a file: what the panel of a board's module does. */
import type { Parameter } from '../../plan/parameters.ts';
import { tool } from './tool.ts';

/** As `module.build` is asked; absent: what the tool brings and finds. */
export interface BuildWords {
  readonly folder?: string;
  readonly headers?: string;
  readonly on?: 'board';
}

function sourceWords({ folder, headers, on }: BuildWords): string[] {
  return [
    ...(folder === undefined ? [] : ['--source', folder]),
    ...(headers === undefined ? [] : ['--headers', headers]),
    ...(on === undefined ? [] : ['--on', on]),
  ];
}

const loadWords = (parameters: readonly Parameter[], file: string | undefined) => [
  ...parameters.map(({ name, value }) => `${name}=${value}`),
  ...(file === undefined ? [] : ['--file', file]),
];

export const moduleStatusCommand = (board: string) => tool('module', 'status', '--board', board);
export const preflightCommand = (board: string, of: BuildWords) =>
  tool('module', 'preflight', ...sourceWords(of), '--board', board);
export const buildCommand = (board: string, of: BuildWords) =>
  tool('module', 'build', ...sourceWords(of), '--board', board);
/** What is not written yet stands as the command's help names it. */
export const checkCommand = (board: string, file: string) =>
  tool('module', 'check', file === '' ? 'FILE' : file, '--board', board);
export const uploadCommand = (board: string, file: string) => tool('module', 'upload', file, '--board', board);
/** `file` absent: the one that is built of what comes with the tool. */
export const loadModuleCommand = (board: string, parameters: readonly Parameter[], file?: string) =>
  tool('module', 'load', ...loadWords(parameters, file), '--board', board);
/** In the place of what is loaded. */
export const reloadModuleCommand = (board: string, parameters: readonly Parameter[], file?: string) =>
  tool(
    'module',
    'reload',
    ...loadWords(parameters, file),
    ...(parameters.length === 0 ? ['--bare'] : []),
    '--board',
    board,
  );
export const listModulesCommand = () => tool('module', 'list');
export const removeModuleCommand = (file: string) => tool('module', 'remove', file);
