/** The text of a file that somebody named by its path: read, and written back. */
import { createHash } from 'node:crypto';
import { constants } from 'node:fs';
import { open, realpath } from 'node:fs/promises';
import { homedir } from 'node:os';
import { basename, dirname, isAbsolute, join, normalize } from 'node:path';
import writeFileAtomic from 'write-file-atomic';
import { type ProblemError, problem, problemOf } from '../../../remote-helper/rpc/problem.ts';
import { type ReadKind, type ShownKind, type TextKind, textKinds } from '../../contract/text-file.ts';

export interface TextFile {
  readonly path: string;
  readonly name: string;
  /** Where relative paths of the text start. */
  readonly folder: string;
  readonly text: string;
  /** SHA-256 of the bytes, hex digits. */
  readonly digest: string;
}

/** `~/…` is the user's folder; undefined for what is not absolute then. */
export function wholePath(written: string, home = process.env.HOME ?? homedir()): string | undefined {
  const path = written === '~' || written.startsWith('~/') ? join(home, written.slice(1)) : written;
  return isAbsolute(path) ? normalize(path) : undefined;
}

/** As {@link wholePath}; what is not absolute then is `….path-relative`. */
export function absolutePath(kind: ReadKind, written: string, home?: string): string {
  const path = wholePath(written, home);
  if (path !== undefined) return path;
  const { example } = textKinds[kind];
  throw problem(`${kind}.path-relative`, `${written} does not say where the file is.`, {
    hint: `Give its whole path: /home/…/${example}, or ~/${example}.`,
    data: { path: written },
  });
}

/** Nothing that is no regular file is read. Throws as `text.open` says. */
export async function readTextFile(kind: ShownKind, written: string): Promise<TextFile> {
  const path = absolutePath(kind, written);
  const bytes = await bytesOf(kind, path);
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    if (!text.includes('\0')) {
      return { path, name: basename(path), folder: dirname(path), text, digest: digestOf(bytes) };
    }
  } catch {
    // Said below.
  }
  throw problem(`${kind}.not-text`, `${path} holds no text.`, { hint: textKinds[kind].wanted, data: { path } });
}

/** Throws as `text.bytes` says. */
export async function readBytesFile(written: string): Promise<{ readonly path: string; readonly bytes: Uint8Array }> {
  const path = absolutePath('bytes', written);
  return { path, bytes: await bytesOf('bytes', path) };
}

/** Throws as `text.save` says. Answers the digest of what the file holds now. */
export async function writeTextFile(
  kind: TextKind,
  written: string,
  text: string,
  was: string | undefined,
): Promise<{ readonly path: string; readonly digest: string }> {
  const { path, before } = await writable(kind, written, text, was);
  await put(kind, path, before, text);
  return { path, digest: digestOf(Buffer.from(text)) };
}

/** All or none. Throws as `text.saveAll` says. Answers what each file holds now, in their order. */
export async function writeTextFiles(
  kind: TextKind,
  files: readonly { readonly path: string; readonly text: string; readonly was: string }[],
): Promise<{ readonly path: string; readonly digest: string }[]> {
  const looked = [];
  for (const { path, text, was } of files) looked.push({ ...(await writable(kind, path, text, was)), text });
  const written: typeof looked = [];
  try {
    for (const each of looked) {
      await put(kind, each.path, each.before, each.text);
      written.push(each);
    }
  } catch (thrown) {
    throw await givenBack(kind, written, thrown);
  }
  return looked.map(({ path, text }) => ({ path, digest: digestOf(Buffer.from(text)) }));
}

/** What to throw for a write that failed: as it was when each file before it holds again what it held, else with those that do not. */
async function givenBack(
  kind: TextKind,
  written: readonly { readonly path: string; readonly before: string | undefined }[],
  thrown: unknown,
): Promise<unknown> {
  const left: string[] = [];
  for (const { path, before = '' } of written) await put(kind, path, before, before).catch(() => left.push(path));
  if (left.length === 0) return thrown;
  const { message } = problemOf(thrown);
  return problem(`${kind}.half-written`, `${message} What was written before it could not be taken back.`, {
    hint: `Open them, compare, and save what they shall hold: ${left.join(', ')}.`,
    data: { paths: left },
    cause: thrown,
  });
}

/** What is there, when it is what it is said to be. */
async function writable(
  kind: TextKind,
  written: string,
  text: string,
  was: string | undefined,
): Promise<{ readonly path: string; readonly before: string | undefined }> {
  const { names, example, called, largest } = textKinds[kind];
  const path = absolutePath(kind, written);
  if (!names.test(path)) {
    throw problem(`${kind}.other-name`, `${basename(path)} is no name of ${called}.`, {
      hint: `Give it one such as ${example}.`,
      data: { path },
    });
  }
  const size = Buffer.byteLength(text);
  if (size > largest) throw tooLarge(kind, path, size);
  const there = await readTextFile(kind, path).catch((thrown: unknown) => {
    if (problemOf(thrown).id !== `${kind}.file-missing`) throw thrown;
    return undefined;
  });
  if (there?.digest !== was) throw was === undefined ? isThere(kind, path) : changed(kind, path, there?.digest);
  return { path, before: there?.text };
}

async function put(kind: TextKind, path: string, before: string | undefined, text: string): Promise<void> {
  try {
    // Behind a link the file that it leads to is the one that is written.
    await writeFileAtomic(before === undefined ? path : await realpath(path), text);
  } catch (cause) {
    const code = codeOf(cause);
    if (code === undefined) throw cause;
    throw problem(`${kind}.file-unwritable`, `${path} cannot be written: ${code}.`, {
      hint: 'Give your user the right to write there and room for it, or save it elsewhere.',
      data: { path, code },
      cause,
    });
  }
}

function isThere(kind: TextKind, path: string): ProblemError {
  return problem(`${kind}.file-exists`, `There is a file ${path} already.`, {
    hint: 'Choose another name, or open that file.',
    data: { path },
  });
}

function changed(kind: TextKind, path: string, digest: string | undefined): ProblemError {
  const how = digest === undefined ? 'is not there any more' : 'was changed by another program since it was read';
  return problem(`${kind}.changed-on-disk`, `${path} ${how}.`, {
    hint: 'Read it again to see what it holds now, or write over it.',
    data: { path, ...(digest !== undefined && { digest }) },
  });
}

function tooLarge(kind: ReadKind, path: string, size: number): ProblemError {
  const { called, largest, wanted } = textKinds[kind];
  return problem(`${kind}.file-too-large`, `${path} has ${size} bytes; ${called} has at most ${largest}.`, {
    hint: wanted,
    data: { path, size, largest },
  });
}

const digestOf = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

async function bytesOf(kind: ReadKind, path: string): Promise<Uint8Array> {
  const { called, example, largest } = textKinds[kind];
  try {
    // O_NONBLOCK: a FIFO that nobody writes to would hold the opening up.
    await using file = await open(path, constants.O_RDONLY | constants.O_NONBLOCK);
    const found = await file.stat();
    if (!found.isFile()) {
      throw problem(`${kind}.not-a-file`, `${path} is ${found.isDirectory() ? 'a folder' : 'no regular file'}.`, {
        hint: `Name the file of ${called} itself, such as …/${example}.`,
        data: { path },
      });
    }
    if (found.size > largest) throw tooLarge(kind, path, found.size);
    return await file.readFile();
  } catch (cause) {
    const code = codeOf(cause);
    if (code === 'ENOENT' || code === 'ENOTDIR') {
      throw problem(`${kind}.file-missing`, `There is no file ${path}.`, {
        hint: 'Check the path; it is one of the machine that the host runs on.',
        data: { path },
        cause,
      });
    }
    if (code !== undefined) {
      throw problem(`${kind}.file-unreadable`, `${path} cannot be read: ${code}.`, {
        hint: 'Give your user the right to read it.',
        data: { path, code },
        cause,
      });
    }
    throw cause;
  }
}

/** Of what the system refused: `EACCES` and the like. */
function codeOf(thrown: unknown): string | undefined {
  const code = thrown instanceof Error && 'code' in thrown ? thrown.code : undefined;
  return typeof code === 'string' && /^E[A-Z]+$/.test(code) ? code : undefined;
}
