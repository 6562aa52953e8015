/** A module file as it lies on a disk: plain, or packed as distributions do (CONFIG_MODULE_COMPRESS_*). */
import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { gunzip, zstdDecompress } from 'node:zlib';
import { problem } from '../../../remote-helper/rpc/problem.ts';

/** As the helper's: a driver is some 100 KiB, with debug information some MiB. */
const largestModule = 64 * 2 ** 20;

/** First bytes of gzip (RFC 1952), xz (The .xz File Format, Stream Header) and zstd (RFC 8878). */
const packings: readonly { name: string; magic: readonly number[]; unpack(bytes: Buffer): Promise<Buffer> }[] = [
  {
    name: 'gzip',
    magic: [0x1f, 0x8b],
    unpack: (bytes) => promisify(gunzip)(bytes, { maxOutputLength: largestModule }),
  },
  { name: 'xz', magic: [0xfd, 0x37, 0x7a, 0x58, 0x5a, 0x00], unpack: unpackXz },
  {
    name: 'zstd',
    magic: [0x28, 0xb5, 0x2f, 0xfd],
    unpack: (bytes) => promisify(zstdDecompress)(bytes, { maxOutputLength: largestModule }),
  },
];

/** Node has no xz; the workstation's own program unpacks it. */
async function unpackXz(bytes: Buffer): Promise<Buffer> {
  const run = promisify(execFile)('xz', ['--decompress', '--stdout'], {
    encoding: 'buffer',
    maxBuffer: largestModule,
  });
  // A program that is not there, or that ended early, is told by the promise.
  run.child.stdin?.on('error', () => {});
  run.child.stdin?.end(bytes);
  return (await run).stdout;
}

/** The module itself. Throws `module.packed-damaged`, `module.unpacker-missing`; plain files come back as they are. */
export async function unpackModule(stored: Buffer, path: string): Promise<Buffer> {
  const packing = packings.find(({ magic }) => magic.every((byte, index) => stored[index] === byte));
  if (packing === undefined) return stored;
  try {
    return await packing.unpack(stored);
  } catch (cause) {
    if (cause instanceof Error && 'code' in cause && cause.code === 'ENOENT') {
      throw problem(
        'module.unpacker-missing',
        `${path} is packed with ${packing.name}, and there is no ${packing.name} here.`,
        {
          hint: `Install it (apt-get install xz-utils), or unpack the file yourself.`,
          data: { path, packing: packing.name },
          cause,
        },
      );
    }
    throw problem('module.packed-damaged', `${path} is packed with ${packing.name}, and cannot be unpacked.`, {
      hint: 'It was cut short or changed: copy it again.',
      data: { path, packing: packing.name },
      cause,
    });
  }
}

/** Reads and unpacks. Throws `module.file-missing` too. */
export async function readPacked(path: string): Promise<Buffer> {
  const stored = await readFile(path).catch((cause: NodeJS.ErrnoException) => {
    throw problem('module.file-missing', `${path} cannot be read: ${cause.code ?? cause.message}.`, {
      hint: 'Name the .ko file; in a plan module.path names it, relative to the plan’s own folder.',
      data: { path },
      cause,
    });
  });
  return await unpackModule(stored, path);
}
