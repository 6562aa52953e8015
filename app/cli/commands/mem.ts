/** `mem …`: the memory of a device. */
import { open } from 'node:fs/promises';
import { hex } from '../../../remote-helper/contract/quantity.ts';
import { problem } from '../../../remote-helper/rpc/problem.ts';
import type { Arguments, Command, Context, Option } from '../command.ts';
import { fileFault } from '../file-fault.ts';
import { hexDump } from '../hex-dump.ts';
import { openOutput } from '../output-file.ts';
import { parseQuantity } from '../quantity.ts';
import { roundSize, sizeText, transferText } from '../size-text.ts';
import { changing } from '../take-over.ts';

const eye: Option = {
  value: 'EYE',
  about: 'cpu: through the cache; device: past it, as the device sees it',
  choices: ['cpu', 'device'],
};
const content: Option = {
  value: 'CONTENT',
  about: 'what the device is, when it cannot be known',
  choices: ['memory', 'registers'],
};
const width: Option = { value: 'BITS', about: 'bits of one access (32)', choices: ['8', '16', '32', '64'] };
const offset: Option = { value: 'OFFSET', about: 'bytes from the start of the device (0)' };

type Width = 8 | 16 | 32 | 64;

function place({ where }: Context, args: Arguments, at: string | undefined) {
  const [device = ''] = args.positionals;
  const [chosenEye, chosenContent] = [args.option('eye'), args.option('content')];
  return {
    ...where,
    device,
    offset: at === undefined ? 0n : parseQuantity(at, 'offset'),
    ...(chosenEye !== undefined && { eye: chosenEye as 'cpu' | 'device' }),
    ...(chosenContent !== undefined && { content: chosenContent as 'memory' | 'registers' }),
  };
}

function widthOf(args: Arguments): Width {
  return Number(args.option('width') ?? 32) as Width;
}

/** What one read may ask for (remote-helper/memory/checks.ts: largestAccess). */
const largestRead = 2n ** 20n;

/** Devices begin at page boundaries, so the offset alone tells whether an address is aligned. Throws `usage.unaligned`. */
function checkAligned(bits: Width, values: Readonly<Record<string, bigint>>): void {
  const step = BigInt(bits / 8);
  for (const [what, value] of Object.entries(values)) {
    if (value % step === 0n) continue;
    throw problem(
      'usage.unaligned',
      `The ${what} ${hex(value)} is not a multiple of ${step}, the bytes of one access of ${bits} bits.`,
      {
        hint: `Round it to ${hex(value - (value % step))} or ${hex(value - (value % step) + step)}, or choose a smaller --width.`,
        data: { what, value: hex(value), width: bits },
      },
    );
  }
}

/** Throws `memory.outside` with what would fit; the board's memory is not touched for it. */
async function checkInside(
  { client, where, signal }: Context,
  name: string,
  offset: bigint,
  size: bigint,
): Promise<void> {
  const { devices } = await client.call('device.list', where, { signal });
  const device = devices.find((each) => each.name === name);
  // The call itself says which devices there are.
  if (device === undefined || (offset + size <= device.size && offset < device.size)) return;
  throw problem(
    'memory.outside',
    `${name} has ${sizeText(device.size)}; ${size === 0n ? '' : `${sizeText(size)} at `}offset ${hex(offset)} is outside.`,
    {
      hint:
        offset < device.size
          ? `From that offset at most ${sizeText(device.size - offset)}.`
          : `Offsets count bytes from the start of the device: 0 to ${hex(device.size - 1n)}.`,
      data: { device: name, offset: hex(offset), size: hex(size), deviceSize: hex(device.size) },
    },
  );
}

/** Draws how far a transfer has come. */
function transferTold({ progress }: Context): (report: { done: number; total: number }) => void {
  const began = Date.now();
  return ({ done, total }) => progress(transferText(done, total, Date.now() - began));
}

export const memCommands: readonly Command[] = [
  {
    words: 'mem read',
    about: 'Read up to 1 MiB and show it.',
    example: 'uiomem-studio mem read uiomem0 0x100 64 --width 32 --content memory',
    positionals: ['DEVICE', '[OFFSET]', '[SIZE]'],
    options: { width, eye, content },
    async run(context, args) {
      const [, at, size] = args.positionals;
      const bits = widthOf(args);
      const wanted = size === undefined ? BigInt(bits / 8) : parseQuantity(size, 'size');
      const from = place(context, args, at);
      if (wanted === 0n || wanted > largestRead) {
        throw problem('usage.size', `One read is of 1 byte to ${roundSize(largestRead)}, not of ${sizeText(wanted)}.`, {
          hint: 'Larger ranges go into a file: mem dump.',
          data: { size: hex(wanted) },
        });
      }
      checkAligned(bits, { offset: from.offset, size: wanted });
      await checkInside(context, from.device, from.offset, wanted);
      const { output, bytes } = await context.client.call(
        'memory.read',
        { ...from, size: wanted, width: bits },
        { signal: context.signal },
      );
      return {
        result: { address: hex(output.address), width: bits, hex: Buffer.from(bytes).toString('hex') },
        text: hexDump(bytes, output.address, bits),
      };
    },
  },
  changing({
    words: 'mem write',
    about: 'Write one value.',
    example: 'uiomem-studio mem write uiomem0 0x10 0xcafe --width 32 --content memory',
    positionals: ['DEVICE', 'OFFSET', 'VALUE'],
    options: { width, eye, content },
    async run(context, args) {
      const [, at, text = ''] = args.positionals;
      const bits = widthOf(args);
      const value = parseQuantity(text, 'value');
      if (value >> BigInt(bits) !== 0n) {
        throw problem('usage.value-too-wide', `${text} does not fit into ${bits} bits.`, {
          hint: 'Give a smaller value or a larger --width.',
          data: { value: hex(value), width: bits },
        });
      }
      const to = place(context, args, at);
      checkAligned(bits, { offset: to.offset });
      await checkInside(context, to.device, to.offset, BigInt(bits / 8));
      const bytes = new Uint8Array(bits / 8);
      for (let k = 0; k < bytes.length; k += 1) bytes[k] = Number((value >> BigInt(8 * k)) & 0xffn);
      const { address } = await context.client.call(
        'memory.write',
        { ...to, width: bits },
        { signal: context.signal, bytes },
      );
      return { result: { address: hex(address) }, text: `${hex(value)} at ${hex(address)}` };
    },
  }),
  {
    words: 'mem dump',
    about: 'Copy a range into a file, or to standard output.',
    example: 'uiomem-studio mem dump uiomem0 --offset 0x1000 --size 64KiB -o dump.bin --content memory',
    positionals: ['DEVICE'],
    options: {
      offset,
      size: { value: 'SIZE', about: 'bytes; otherwise to the end of the device' },
      output: { value: 'FILE', about: 'where to (also -o FILE); otherwise standard output' },
      force: { about: 'replace a file that is there' },
      eye,
      content,
    },
    async run(context, args) {
      const { client, signal } = context;
      const [size, file] = [args.option('size'), args.option('output')];
      const from = place(context, args, args.option('offset'));
      const wanted = size === undefined ? undefined : parseQuantity(size, 'size');
      if (wanted === 0n)
        throw problem('usage.size', 'A dump of 0 bytes has no content.', { hint: 'Give a larger --size.' });
      if (file === undefined && args.has('json')) {
        throw problem('usage.json-without-output', 'Memory and JSON cannot both go to standard output.', {
          hint: 'Name a file with -o, or leave out --json.',
        });
      }
      await using output = file === undefined ? undefined : await openOutput(file, { replace: args.has('force') });
      await checkInside(context, from.device, from.offset, wanted ?? 0n);
      const { sha256, size: got } = await client.call(
        'memory.dump',
        { ...from, ...(wanted !== undefined && { size: wanted }) },
        {
          signal,
          onProgress: transferTold(context),
          onBytes: (bytes) => (output === undefined ? context.write(bytes) : output.write(bytes)),
        },
      );
      await output?.finish();
      if (file === undefined) return { result: { sha256, size: hex(got) }, text: '' };
      return { result: { sha256, size: hex(got), file }, text: `${sizeText(got)} in ${file}, sha256 ${sha256}` };
    },
  },
  changing({
    words: 'mem load',
    about: 'Fill a range from a file.',
    example: 'uiomem-studio mem load uiomem0 firmware.bin --offset 0x1000 --content memory',
    positionals: ['DEVICE', 'FILE'],
    options: { offset, eye, content },
    async run(context, args) {
      const { client, signal } = context;
      const [, file = ''] = args.positionals;
      const to = place(context, args, args.option('offset'));
      await using handle = await open(file).catch((cause: unknown) => {
        throw unreadable(file, fileFault(cause));
      });
      const status = await handle.stat({ bigint: true });
      if (!status.isFile()) throw unreadable(file, 'it is no file with a size');
      const { size } = status;
      if (size === 0n) throw unreadable(file, 'it is empty');
      await checkInside(context, to.device, to.offset, size);
      const result = await client.call(
        'memory.load',
        { ...to, size },
        {
          signal,
          upload: handle.createReadStream({ autoClose: false, highWaterMark: 2 ** 20 }),
          onProgress: transferTold(context),
        },
      );
      return { result: { ...result, size: hex(size) }, text: `${sizeText(size)}, sha256 ${result.sha256}` };
    },
  }),
];

function unreadable(file: string, why: string) {
  return problem('file.unreadable', `${file} cannot be loaded: ${why}.`, {
    hint: 'Name a file that can be read and holds the bytes for the board.',
    data: { file },
  });
}
