/** The mappings of a session in shell mode: no mapping at all, but what each number stands for, and transfers by plain commands. */
import { createHash } from 'node:crypto';
import type { UiomemDevice } from '../../../remote-helper/contract/device.ts';
import { hex } from '../../../remote-helper/contract/hex.ts';
import type { Content, Eye, Width } from '../../../remote-helper/contract/memory.ts';
import { nodeOf } from '../../../remote-helper/devices/read.ts';
import { checkedSize, checkInside, placeIn } from '../../../remote-helper/memory/checks.ts';
import { problem } from '../../../remote-helper/rpc/problem.ts';
import { shellQuote } from '../ssh/shell-quote.ts';
import { checkProven, largestDevmem, readWay } from './access.ts';
import type { Shell } from './root-shell.ts';

/** Bytes of one command of a long transfer: other calls get their turn in between. */
const pieceSize = 2 ** 20;

export interface MapWish {
  readonly device: UiomemDevice;
  readonly eye: Eye;
  readonly content: Content;
  readonly writable: boolean;
  readonly offset?: bigint | undefined;
  readonly size?: bigint | undefined;
  readonly proven: boolean;
  readonly devmem: string | undefined;
}

interface Entry {
  readonly wish: MapWish;
  readonly node: string;
  readonly place: { readonly device: string; readonly size: bigint };
  /** Bytes from the device's start. */
  readonly start: bigint;
  /** Physical address of the place's first byte. */
  readonly address: bigint;
}

export class ShellMemory {
  readonly #shell: Shell;
  readonly #entries = new Map<number, Entry>();
  #next = 1;

  constructor(shell: Shell) {
    this.#shell = shell;
  }

  /** Throws `memory.outside`, `memory.no-node`, `shell.unproven-range`. */
  map(wish: MapWish): { mapping: number; address: bigint; size: bigint } {
    const { device } = wish;
    const { offset, size } = placeIn({ ...wish, device: device.name, deviceSize: device.size });
    const node = nodeOf(device);
    checkProven(wish);
    const mapping = this.#next;
    this.#next += 1;
    const address = device.address + offset;
    this.#entries.set(mapping, { wish, node, place: { device: device.name, size }, start: offset, address });
    return { mapping, address, size };
  }

  unmap(mapping: number): void {
    this.#entry(mapping);
    this.#entries.delete(mapping);
  }

  /** Forgets all; answers how many there were. */
  closeAll(): number {
    const count = this.#entries.size;
    this.#entries.clear();
    return count;
  }

  async read(mapping: number, offset: bigint, size: bigint, width: Width, signal?: AbortSignal): Promise<Uint8Array> {
    const entry = this.#entry(mapping);
    const bytes = checkedSize(entry, offset, size, width);
    return bytes === 0 ? new Uint8Array(0) : await this.#fetch(entry, offset, bytes, signal);
  }

  async write(mapping: number, offset: bigint, bytes: Uint8Array, width: Width, signal?: AbortSignal): Promise<void> {
    const entry = this.#writable(mapping);
    checkedSize(entry, offset, BigInt(bytes.byteLength), width);
    if (bytes.byteLength > 0) await this.#store(entry, offset, bytes, signal);
  }

  async dump(
    mapping: number,
    offset: bigint,
    size: bigint,
    send: (bytes: Uint8Array) => Promise<void>,
    signal: AbortSignal,
  ): Promise<void> {
    const entry = this.#entry(mapping);
    checkInside(entry, offset, size);
    if (readWay(entry.wish) === 'devmem') checkDevmem(entry, size);
    for (let at = 0n; at < size; ) {
      const length = Number(size - at < BigInt(pieceSize) ? size - at : BigInt(pieceSize));
      await send(await this.#fetch(entry, offset + at, length, signal));
      at += BigInt(length);
    }
  }

  /** Answers the digest of what was written. Throws `memory.upload-size`; what came is written then. */
  async load(
    mapping: number,
    offset: bigint,
    size: bigint,
    upload: AsyncIterable<Uint8Array>,
    signal: AbortSignal,
  ): Promise<string> {
    const entry = this.#writable(mapping);
    checkInside(entry, offset, size);
    const hash = createHash('sha256');
    let at = 0n;
    for await (const bytes of pieces(upload)) {
      if (at + BigInt(bytes.byteLength) > size) throw wrongSize('more', size);
      await this.#store(entry, offset + at, bytes, signal);
      hash.update(bytes);
      at += BigInt(bytes.byteLength);
    }
    if (at < size) throw wrongSize(hex(at), size);
    return hash.digest('hex');
  }

  #entry(mapping: number): Entry {
    const entry = this.#entries.get(mapping);
    if (entry !== undefined) return entry;
    throw problem(
      'mapping.closed',
      `There is no mapping ${mapping}: it was unmapped, or belonged to an earlier helper.`,
      {
        data: { mapping },
      },
    );
  }

  #writable(mapping: number): Entry {
    const entry = this.#entry(mapping);
    if (entry.wish.writable) return entry;
    throw problem('memory.read-only', `The mapping of ${entry.place.device} is read-only.`, {
      hint: 'Map it writable first.',
    });
  }

  async #fetch(entry: Entry, offset: bigint, size: number, signal?: AbortSignal): Promise<Uint8Array> {
    if (readWay(entry.wish) === 'devmem') return await this.#devmem(entry, offset, size, signal);
    // dd moves the position of the descriptor that head then reads from.
    const script = `{ dd bs=1 skip=${entry.start + offset} count=0 2>/dev/null && head -c ${size}; } <${shellQuote(entry.node)}`;
    const { output } = await this.#shell.run(script, { signal });
    if (output.byteLength === size) return output;
    throw failed(entry, 'read', offset, `${output.byteLength} of ${size} bytes came`);
  }

  async #store(entry: Entry, offset: bigint, bytes: Uint8Array, signal?: AbortSignal): Promise<void> {
    const node = shellQuote(entry.node);
    const { status, output } = await this.#shell.run(
      `[ -c ${node} ] || { echo 'No such device'; exit 1; }
{ { dd bs=1 seek=${entry.start + offset} count=0 2>/dev/null && cat; } 1<>${node}; } 2>&1`,
      { input: bytes, signal },
    );
    if (status !== 0) throw failed(entry, 'write', offset, output.toString('utf8').trim());
  }

  /** Whole words past the cache; the range is memory, so that the bytes beside it may be read too. */
  async #devmem(entry: Entry, offset: bigint, size: number, signal?: AbortSignal): Promise<Uint8Array> {
    checkDevmem(entry, BigInt(size));
    const from = entry.address + offset;
    const first = from & ~3n;
    const words = Number((from + BigInt(size) - first + 3n) / 4n);
    const addresses = Array.from({ length: words }, (_, index) => hex(first + BigInt(index * 4)));
    const { status, output } = await this.#shell.run(
      `for a in ${addresses.join(' ')}; do ${entry.wish.devmem} $a 32 2>&1 || exit 1; done`,
      { signal },
    );
    const said = output.toString('utf8').trim();
    const values = said.split('\n');
    if (status !== 0 || values.length !== words) {
      throw problem('shell.devmem-refused', `devmem may not read ${hex(first)}: ${values.at(-1)}`, {
        hint: 'The kernel forbids it (CONFIG_STRICT_DEVMEM, CONFIG_IO_STRICT_DEVMEM, lockdown). Load the device coherent or with the cache off, or let the tool bring node.',
        data: { device: entry.place.device, address: hex(first), said: values.at(-1) },
      });
    }
    const bytes = Buffer.alloc(words * 4);
    for (const [index, value] of values.entries()) bytes.writeUInt32LE(Number(value), index * 4);
    const lead = Number(from - first);
    return bytes.subarray(lead, lead + size);
  }
}

async function* pieces(upload: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  let waiting: Uint8Array[] = [];
  let size = 0;
  for await (const bytes of upload) {
    waiting.push(bytes);
    size += bytes.byteLength;
    if (size < pieceSize) continue;
    yield Buffer.concat(waiting);
    waiting = [];
    size = 0;
  }
  if (size > 0) yield Buffer.concat(waiting);
}

function checkDevmem(entry: Entry, size: bigint): void {
  if (size <= BigInt(largestDevmem)) return;
  throw problem(
    'shell.too-slow',
    `${entry.place.device} can only be read word by word here, a process each: at most ${hex(BigInt(largestDevmem))} bytes a call, ${hex(size)} were asked for.`,
    { hint: 'Load it coherent or with the cache off, or let the tool bring node (runtime bring).' },
  );
}

function failed(entry: Entry, what: string, offset: bigint, said: string): Error {
  return problem(
    'shell.transfer-failed',
    `The ${what} at offset ${hex(offset)} of ${entry.place.device} failed: ${said || 'no word'}.`,
    {
      hint: 'Is the device still there, and the driver loaded?',
      data: { device: entry.place.device, offset: hex(offset), said },
    },
  );
}

function wrongSize(came: string, size: bigint): Error {
  return problem('memory.upload-size', `The load was to be ${hex(size)} bytes; ${came} came.`, {
    data: { wanted: hex(size), came },
  });
}
