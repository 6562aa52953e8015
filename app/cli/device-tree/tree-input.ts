/** A device tree that a command line names: a file, flattened or as text, or that of a board or of saved facts. */
import { readFileSync, statSync } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';
import { dirname, isAbsolute, join, resolve } from 'node:path';
import type { BoardFacts } from '../../../remote-helper/contract/facts.ts';
import { problem } from '../../../remote-helper/rpc/problem.ts';
import { readFdt } from '../../devicetree/fdt/read-fdt.ts';
import { hasErrors, type TreeFinding } from '../../devicetree/finding.ts';
import { readSource } from '../../devicetree/source/read-source.ts';
import type { ReadBytes, ReadInclude, SourceTree } from '../../devicetree/source-tree.ts';
import type { DeviceTree } from '../../devicetree/tree.ts';
import { savedFacts } from '../../plan/saved-facts.ts';
import type { Arguments, Context, Option } from '../command.ts';
import { fileFault } from '../file-fault.ts';
import { factsFile } from '../plan-judging.ts';

export interface TreeInput {
  /** As the user wrote it, or whose tree it is. */
  readonly shown: string;
  /** Undefined when nothing could be read of it. */
  readonly tree: DeviceTree | undefined;
  /** Of a text. */
  readonly source?: SourceTree;
  readonly text?: string;
  readonly findings: readonly TreeFinding[];
}

export const includeOption: Readonly<Record<string, Option>> = {
  include: { value: 'FOLDERS', about: 'where included files are looked for, separated by colons' },
};

export const boardOptions: Readonly<Record<string, Option>> = {
  facts: { value: 'FILE', about: 'use the tree of facts that board facts --json wrote, without a board' },
};

/** Bytes. The largest tree of the kernel's own has some 300 KiB as a .dtb and 1 MiB as text; a whole one of a server several times that. */
const largestFile = 64 << 20;

/** Big-endian at the start of a flattened tree (Devicetree Specification 0.4, 5.2). */
const flattenedMagic = 0xd00d_feed;

/**
 * `symbols`: as dtc -@, so that overlays can be put on it. Throws `device-tree.file-missing`, `.file-unreadable`, `.not-a-file`,
 * `.file-too-large`; what is wrong inside of it are findings.
 */
export async function readTreeFile(
  shown: string,
  args: Arguments,
  options: { readonly symbols?: boolean } = {},
): Promise<TreeInput> {
  const bytes = await bytesOf(shown);
  const isFlattened = bytes.length >= 4 && bytes.readUInt32BE(0) === flattenedMagic;
  if (isFlattened || /\.dtbo?$/.test(shown)) return { shown, ...readFdt(bytes) };
  return treeOfText(shown, bytes.toString('utf8'), args, options);
}

/** As if the file held that text. */
export function treeOfText(
  shown: string,
  text: string,
  args: Arguments,
  options: { readonly symbols?: boolean } = {},
): TreeInput {
  const source = readSource(shown, text, includes(args), { ...options, readBytes: byteFiles(args) });
  return { shown, tree: source.tree, source, text, findings: source.findings };
}

/** Reads a file of text as it is. Throws as `readTreeFile` does, and `device-tree.not-text`. */
export async function readSourceText(shown: string): Promise<string> {
  const bytes = await bytesOf(shown);
  if (bytes.includes(0)) {
    throw problem('device-tree.not-text', `${shown} is no text.`, {
      hint: 'dt show prints a compiled tree as text.',
      data: { file: shown },
    });
  }
  return bytes.toString('utf8');
}

async function bytesOf(shown: string): Promise<Buffer> {
  const path = resolve(shown);
  const data = { file: shown };
  try {
    const there = await stat(path);
    if (!there.isFile()) throw problem('device-tree.not-a-file', `${shown} is no file.`, { data });
    if (there.size > largestFile)
      throw problem('device-tree.file-too-large', `${shown} has ${there.size} bytes, more than any device tree has.`, {
        hint: `Up to ${largestFile} bytes are read.`,
        data,
      });
    return await readFile(path);
  } catch (thrown) {
    const { code } = thrown as NodeJS.ErrnoException;
    if (code === undefined) throw thrown;
    const isMissing = code === 'ENOENT' || code === 'ENOTDIR';
    throw problem(
      `device-tree.file-${isMissing ? 'missing' : 'unreadable'}`,
      `${shown} cannot be read: ${fileFault(thrown)}.`,
      { hint: 'A .dts, .dtsi or .dtso is text, a .dtb or .dtbo a compiled tree.', data, cause: thrown },
    );
  }
}

/** As the preprocessor looks for them: beside the file that includes where the name is in quotes, then in the folders. */
function includes(args: Arguments): ReadInclude {
  const folders = includeFolders(args);
  return (name, { file, angled }) => {
    const found = firstFile(name, [...(angled ? [] : [dirname(file)]), ...folders]);
    return found === undefined ? undefined : { file: found.path, text: found.bytes.toString('utf8') };
  };
}

/** As dtc -i looks for what `/incbin/` names. */
function byteFiles(args: Arguments): ReadBytes {
  const folders = includeFolders(args);
  return (name, { file }) => firstFile(name, [dirname(file), ...folders])?.bytes;
}

const includeFolders = (args: Arguments): string[] =>
  (args.option('include') ?? '').split(':').filter((folder) => folder !== '');

function firstFile(
  name: string,
  folders: readonly string[],
): { readonly path: string; readonly bytes: Buffer } | undefined {
  for (const folder of isAbsolute(name) ? ['/'] : folders) {
    const path = join(folder, name);
    try {
      const there = statSync(path);
      // A device or a pipe may never end.
      if (there.isFile() && there.size <= largestFile) return { path, bytes: readFileSync(path) };
    } catch {
      // The next folder may have it.
    }
  }
  return undefined;
}

/** Of `--facts FILE`, else of the board. */
export async function readFacts({ client, where, follow }: Context, args: Arguments): Promise<BoardFacts> {
  const file = args.option('facts');
  return file === undefined ? await client.call('board.facts', where, follow()) : savedFacts(await factsFile(file));
}

/** Throws `device-tree.no-tree` where the facts have none. */
export function boardTree({ fdt }: BoardFacts): TreeInput {
  if (fdt === undefined) {
    throw problem('device-tree.no-tree', 'The board has no device tree, or the facts were gathered without root.', {
      hint: '/sys/firmware/fdt is for root alone; boards with ACPI have none.',
    });
  }
  return { shown: 'the board', ...readFdt(Buffer.from(fdt, 'base64')) };
}

/** The tree of an input that has to be whole. Throws `device-tree.unreadable` with its findings. */
export function wholeTree({ shown, tree, findings }: TreeInput): DeviceTree {
  if (tree !== undefined && !hasErrors(findings)) return tree;
  const [first] = findings.filter(({ severity }) => severity === 'error');
  throw problem('device-tree.unreadable', `${shown} is not whole: ${first?.message ?? 'it holds no tree.'}`, {
    ...(first?.hint !== undefined && { hint: first.hint }),
    data: { file: shown, findings },
  });
}
