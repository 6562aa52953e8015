/** `mem …`: the memory of a device. */
import { createWriteStream } from 'node:fs';
import { open, rename, rm } from 'node:fs/promises';
import { hex } from '../../../remote-helper/contract/quantity.ts';
import { problem } from '../../../remote-helper/rpc/problem.ts';
import type { Arguments, Command, Context, Option } from '../command.ts';
import { hexDump } from '../hex-dump.ts';
import { parseQuantity } from '../quantity.ts';

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
      const { output, bytes } = await context.client.call(
        'memory.read',
        { ...place(context, args, at), size: wanted, width: bits },
        { signal: context.signal },
      );
      return {
        result: { address: hex(output.address), width: bits, hex: Buffer.from(bytes).toString('hex') },
        text: hexDump(bytes, output.address, bits),
      };
    },
  },
  {
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
      const bytes = new Uint8Array(bits / 8);
      for (let k = 0; k < bytes.length; k += 1) bytes[k] = Number((value >> BigInt(8 * k)) & 0xffn);
      const { address } = await context.client.call(
        'memory.write',
        { ...place(context, args, at), width: bits },
        { signal: context.signal, bytes },
      );
      return { result: { address: hex(address) }, text: `${hex(value)} at ${hex(address)}` };
    },
  },
  {
    words: 'mem dump',
    about: 'Copy a range into a file, or to standard output.',
    example: 'uiomem-studio mem dump uiomem0 --offset 0x1000 --size 64KiB -o dump.bin --content memory',
    positionals: ['DEVICE'],
    options: {
      offset,
      size: { value: 'SIZE', about: 'bytes; otherwise to the end of the device' },
      output: { value: 'FILE', about: 'where to; otherwise standard output (then without --json)' },
      eye,
      content,
    },
    async run(context, args) {
      const { client, signal, progress } = context;
      const size = args.option('size');
      const input = {
        ...place(context, args, args.option('offset')),
        ...(size !== undefined && { size: parseQuantity(size, 'size') }),
      };
      const onProgress = ({ done, total }: { done: number; total: number }) => progress(`${done} of ${total} bytes`);
      const file = args.option('output');
      const dump = (onBytes: (bytes: Uint8Array) => Promise<void>) =>
        client.call('memory.dump', input, { signal, onProgress, onBytes });
      if (file === undefined) {
        const { sha256, size: got } = await dump((bytes) => context.write(bytes));
        return { result: { sha256, size: hex(got) }, text: '' };
      }
      const { sha256, size: got } = await intoFile(file, dump);
      return { result: { sha256, size: hex(got), file }, text: `${got} bytes in ${file}, sha256 ${sha256}` };
    },
  },
  {
    words: 'mem load',
    about: 'Fill a range from a file.',
    example: 'uiomem-studio mem load uiomem0 firmware.bin --offset 0x1000 --content memory',
    positionals: ['DEVICE', 'FILE'],
    options: { offset, eye, content },
    async run(context, args) {
      const { client, signal, progress } = context;
      const [, file = ''] = args.positionals;
      await using handle = await open(file).catch((cause: NodeJS.ErrnoException) => {
        throw problem('file.unreadable', `${file} cannot be read: ${cause.code ?? cause.message}.`, {
          data: { file },
          cause,
        });
      });
      const { size } = await handle.stat({ bigint: true });
      const result = await client.call(
        'memory.load',
        { ...place(context, args, args.option('offset')), size },
        {
          signal,
          upload: handle.createReadStream({ autoClose: false, highWaterMark: 2 ** 20 }),
          onProgress: ({ done, total }) => progress(`${done} of ${total} bytes`),
        },
      );
      return { result, text: `${size} bytes, sha256 ${result.sha256}` };
    },
  },
];

/** The file appears under its name only when it is whole. */
async function intoFile<T>(
  file: string,
  fill: (write: (bytes: Uint8Array) => Promise<void>) => Promise<T>,
): Promise<T> {
  const partial = `${file}.part`;
  const stream = createWriteStream(partial);
  const failed = new Promise<never>((_, reject) => stream.once('error', reject));
  failed.catch(() => {});
  const write = (bytes: Uint8Array) =>
    Promise.race([new Promise<void>((resolve) => stream.write(bytes, () => resolve())), failed]);
  try {
    const answer = await fill(write);
    await Promise.race([new Promise<void>((resolve) => stream.end(resolve)), failed]);
    await rename(partial, file);
    return answer;
  } catch (thrown) {
    stream.destroy();
    await rm(partial, { force: true });
    throw thrown;
  }
}
