/** `sync …`: the CPU's cache over a device, by the driver. */
import type { Direction, MappingMode, SyncState } from '../../../remote-helper/contract/device.ts';
import { hex } from '../../../remote-helper/contract/quantity.ts';
import { problem } from '../../../remote-helper/rpc/problem.ts';
import type { Arguments, Command, Context, Option, Outcome } from '../command.ts';
import { parseQuantity } from '../quantity.ts';
import { sizeText } from '../size-text.ts';
import { table } from '../table.ts';
import { changing } from '../take-over.ts';

const options: Readonly<Record<string, Option>> = {
  offset: { value: 'OFFSET', about: 'bytes from the start of the device' },
  size: { value: 'SIZE', about: 'bytes' },
  direction: {
    value: 'DIRECTION',
    about: 'cpu-writes: CPU writes, device reads; device-writes: device writes, CPU reads; both',
    choices: ['both', 'cpu-writes', 'device-writes'],
  },
};

function quantity(args: Arguments, name: string): bigint | undefined {
  const text = args.option(name);
  return text === undefined ? undefined : parseQuantity(text, name);
}

async function run(
  procedure: 'sync.forCpu' | 'sync.forDevice',
  { client, where, signal }: Context,
  args: Arguments,
): Promise<Outcome> {
  const [device = ''] = args.positionals;
  const [offset, size] = [quantity(args, 'offset'), quantity(args, 'size')];
  if ((offset === undefined) !== (size === undefined)) {
    throw problem('usage.range', '--offset and --size belong together.', {
      hint: 'Give both, or none to use the device’s own sync range.',
    });
  }
  const direction = args.option('direction') as Direction | undefined;
  const result = await client.call(
    procedure,
    {
      ...where,
      device,
      ...(offset !== undefined && size !== undefined && { range: { offset, size } }),
      ...(direction !== undefined && { direction }),
    },
    { signal },
  );
  const { owner, commands } = result;
  return {
    result: { owner, commands: commands.map(hex) },
    text: `the ${owner === 'cpu' ? 'CPU' : 'device'} owns ${device} (command ${commands.map(hex).join(', ')})`,
  };
}

function stateText(device: string, state: SyncState): string {
  return table(
    [device, ''],
    [
      ['mode', `${state.mode}${state.always ? ', always' : ', for O_SYNC'}`],
      ['offset', hex(state.offset)],
      ['size', sizeText(state.size)],
      ['direction', state.direction],
      ['owner', state.owner],
    ],
  );
}

export const syncCommands: readonly Command[] = [
  changing({
    words: 'sync for-cpu',
    about: 'Give memory back to the CPU: what a device wrote becomes visible.',
    example: 'uiomem-studio sync for-cpu uiomem0 --direction device-writes',
    positionals: ['DEVICE'],
    options,
    run: (context, args) => run('sync.forCpu', context, args),
  }),
  changing({
    words: 'sync for-device',
    about: 'Hand memory to a device: what the CPU wrote leaves the cache.',
    example: 'uiomem-studio sync for-device uiomem0 --direction cpu-writes --offset 0 --size 4KiB',
    positionals: ['DEVICE'],
    options,
    run: (context, args) => run('sync.forDevice', context, args),
  }),
  {
    words: 'sync get',
    about: 'Tell a device’s sync attributes.',
    example: 'uiomem-studio sync get uiomem0',
    positionals: ['DEVICE'],
    async run({ client, where, signal }, { positionals: [device = ''] }) {
      const state = await client.call('sync.get', { ...where, device }, { signal });
      return { result: state, text: stateText(device, state) };
    },
  },
  changing({
    words: 'sync set',
    about: 'Store sync attributes; all that are given, or none.',
    example: 'uiomem-studio sync set uiomem0 --mode write-combine --always yes',
    positionals: ['DEVICE'],
    options: {
      ...options,
      mode: {
        value: 'MODE',
        about: 'what O_SYNC mappings become',
        choices: ['as-is', 'non-cached', 'write-combine', 'dma-coherent'],
      },
      always: { value: 'YES|NO', about: 'apply the mode to every mapping', choices: ['yes', 'no'] },
    },
    async run({ client, where, signal }, args) {
      const [device = ''] = args.positionals;
      const [offset, size, mode] = [quantity(args, 'offset'), quantity(args, 'size'), args.option('mode')];
      const [direction, always] = [args.option('direction'), args.option('always')];
      const state = await client.call(
        'sync.set',
        {
          ...where,
          device,
          ...(offset !== undefined && { offset }),
          ...(size !== undefined && { size }),
          ...(mode !== undefined && { mode: mode as MappingMode }),
          ...(direction !== undefined && { direction: direction as Direction }),
          ...(always !== undefined && { always: always === 'yes' }),
        },
        { signal },
      );
      return { result: state, text: stateText(device, state) };
    },
  }),
];
