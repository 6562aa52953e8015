/** What a line of a build's output is about: error, warning or note, and the place of it in a file of this machine. */
import { existsSync } from 'node:fs';
import { isAbsolute, join, normalize } from 'node:path';
import type { BuildMessage } from '../../contract/module.ts';
import { compilerError, errorOf } from './compiler-errors.ts';

/** What is no error: gcc and clang alike. */
const others: readonly (readonly [BuildMessage['grade'], RegExp])[] = [
  ['warning', /^(?<file>[^\s:][^:]*):(?<line>\d+):(?:(?<column>\d+):)? warning: (?<message>.*)$/],
  ['note', /^(?<file>[^\s:][^:]*):(?<line>\d+):(?:(?<column>\d+):)? note: (?<message>.*)$/],
  ['note', /^(?<message>(?:In file included| {16}) from (?<file>[^\s:][^:]*):(?<line>\d+)(?::(?<column>\d+))?[,:].*)$/],
];

export interface BuiltFrom {
  /** Where make ran: a copy of the source, here or on the board. */
  readonly folder: string;
  /** The source itself, and its files, as paths below it. */
  readonly source: string;
  readonly files: readonly string[];
  /** Kernel folders of this machine, which relative paths may be of. Empty for a build on the board. */
  readonly kernels: readonly string[];
}

/** Undefined for a line that is about nothing of the kind. `column` is a byte's, from 1, as compilers count. */
export function buildMessage(line: string, from: BuiltFrom): BuildMessage | undefined {
  const error = compilerError(line);
  if (error !== undefined) return messageOf('error', error, from);
  for (const [grade, pattern] of others) {
    const found = pattern.exec(line)?.groups;
    if (found !== undefined) return messageOf(grade, errorOf(found), from);
  }
  return undefined;
}

function messageOf(
  grade: BuildMessage['grade'],
  { file, line, column, message }: ReturnType<typeof errorOf>,
  from: BuiltFrom,
): BuildMessage {
  if (file === '' || line === undefined || line < 1) return { grade, message };
  const here = fileHere(file, from);
  const isColumn = column !== undefined && column > 0;
  return {
    grade,
    message,
    place: {
      text: [file, line, ...(column === undefined ? [] : [column])].join(':'),
      ...(here !== undefined && { file: here }),
      line,
      ...(isColumn && { column }),
    },
  };
}

/** The user's own file rather than the copy that is gone after the build; else one of the kernel's. */
function fileHere(written: string, { folder, source, files, kernels }: BuiltFrom): string | undefined {
  const path = normalize(written);
  const below = isAbsolute(path) ? (path.startsWith(`${folder}/`) ? path.slice(folder.length + 1) : undefined) : path;
  if (below !== undefined && files.includes(below)) return join(source, below);
  if (kernels.length === 0 || path.startsWith(`${folder}/`)) return undefined;
  const candidates = isAbsolute(path) ? [path] : kernels.map((kernel) => join(kernel, path));
  return candidates.find((each) => existsSync(each));
}
