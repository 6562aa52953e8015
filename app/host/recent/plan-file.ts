/** The text of a plan file that somebody named by its path. */
import { constants } from 'node:fs';
import { open } from 'node:fs/promises';
import { homedir } from 'node:os';
import { basename, dirname, isAbsolute, join, normalize } from 'node:path';
import { problem } from '../../../remote-helper/rpc/problem.ts';

/** Bytes. A plan is written by hand; what is larger is another kind of file. */
const largest = 1 << 20;

export interface PlanFile {
  readonly path: string;
  readonly name: string;
  /** Where relative paths of the plan start. */
  readonly folder: string;
  readonly text: string;
}

/** `~/…` is the user's folder; what is not absolute then is `plan.path-relative`. */
export function absolutePath(written: string, home = process.env.HOME ?? homedir()): string {
  const path = written === '~' || written.startsWith('~/') ? join(home, written.slice(1)) : written;
  if (isAbsolute(path)) return normalize(path);
  throw problem('plan.path-relative', `${written} does not say where the file is.`, {
    hint: 'Give its whole path: /home/…/bringup.yaml, or ~/bringup.yaml.',
    data: { path: written },
  });
}

/**
 * Nothing that is no regular file is read. Throws `plan.path-relative`, `plan.file-missing`, `plan.file-unreadable`, `plan.not-a-file`,
 * `plan.file-too-large`, `plan.not-text`.
 */
export async function readPlanFile(written: string): Promise<PlanFile> {
  const path = absolutePath(written);
  const bytes = await bytesOf(path);
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    if (!text.includes('\0')) return { path, name: basename(path), folder: dirname(path), text };
  } catch {
    // Said below.
  }
  throw problem('plan.not-text', `${path} holds no text.`, {
    hint: 'A plan is YAML in UTF-8: plan new writes one.',
    data: { path },
  });
}

async function bytesOf(path: string): Promise<Uint8Array> {
  try {
    // O_NONBLOCK: a FIFO that nobody writes to would hold the opening up.
    await using file = await open(path, constants.O_RDONLY | constants.O_NONBLOCK);
    const found = await file.stat();
    if (!found.isFile()) {
      throw problem('plan.not-a-file', `${path} is ${found.isDirectory() ? 'a folder' : 'no regular file'}.`, {
        hint: 'Name the plan file itself, such as …/bringup.yaml.',
        data: { path },
      });
    }
    if (found.size > largest) {
      throw problem('plan.file-too-large', `${path} has ${found.size} bytes; a plan has at most ${largest}.`, {
        hint: 'Is it a plan? It is a text of some lines: plan new writes one.',
        data: { path, size: found.size, largest },
      });
    }
    return await file.readFile();
  } catch (cause) {
    const code = cause instanceof Error && 'code' in cause ? cause.code : undefined;
    if (code === 'ENOENT' || code === 'ENOTDIR') {
      throw problem('plan.file-missing', `There is no file ${path}.`, {
        hint: 'Check the path; it is one of the machine that the host runs on.',
        data: { path },
        cause,
      });
    }
    if (typeof code === 'string' && /^E[A-Z]+$/.test(code)) {
      throw problem('plan.file-unreadable', `${path} cannot be read: ${code}.`, {
        hint: 'Give your user the right to read it.',
        data: { path, code },
        cause,
      });
    }
    throw cause;
  }
}
