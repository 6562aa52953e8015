/** `device …`: what the driver made. */
import type { UiomemDevice } from '../../../remote-helper/contract/device.ts';
import { hex } from '../../../remote-helper/contract/quantity.ts';
import type { Command } from '../command.ts';
import { sizeText } from '../size-text.ts';
import { table } from '../table.ts';

function cacheWords({ cached, coherent }: UiomemDevice): string {
  if (!cached) return 'off';
  return coherent ? 'coherent' : 'non-coherent';
}

function originWords({ origin }: UiomemDevice): string {
  if (origin.kind === 'insmod') return `insmod region ${origin.slot}`;
  return origin.kind === 'device-tree' ? origin.path : 'unknown';
}

export const deviceCommands: readonly Command[] = [
  {
    words: 'device list',
    about: 'List the uiomem devices of the board.',
    example: 'uiomem-studio device list --board zynq',
    positionals: [],
    async run({ client, where, signal }) {
      const result = await client.call('device.list', where, { signal });
      const rows = result.devices.map((device) => [
        device.name,
        hex(device.address),
        sizeText(device.size),
        cacheWords(device),
        device.sync.owner,
        originWords(device),
      ]);
      const text =
        rows.length === 0
          ? 'No uiomem devices: the driver is not loaded, or was given no region.'
          : table(['NAME', 'ADDRESS', 'SIZE', 'CACHE', 'OWNER', 'FROM'], rows);
      return { result, text };
    },
  },
  {
    words: 'device info',
    about: 'Tell everything of one device, and which processes have it open.',
    example: 'uiomem-studio device info uiomem0',
    positionals: ['DEVICE'],
    async run({ client, where, signal }, { positionals: [name = ''] }) {
      const result = await client.call('device.info', { ...where, device: name }, { signal });
      const { device, holders } = result;
      const { sync } = device;
      const rows = [
        ['node', `${device.node ?? 'none'} ${device.nodeMode ?? ''}`.trim()],
        ['number', `${device.major}:${device.minor}`],
        ['address', `${hex(device.address)} to ${hex(device.address + device.size - 1n)}`],
        ['size', sizeText(device.size)],
        ['cache', cacheWords(device)],
        ['shareable', device.shareable === undefined ? 'not told' : String(device.shareable)],
        [
          'sync',
          `${sync.mode}${sync.always ? ' always' : ''}, ${sizeText(sync.size)} from offset ${hex(sync.offset)}, ${sync.direction}`,
        ],
        ['owner', sync.owner],
        ['sync operation', device.syncOperation],
        ['driver', `${device.driverVersion}, ioctl ${device.ioctlVersion}`],
        ['from', originWords(device)],
        [
          'open in',
          holders.map(({ pid, command, ours }) => `${command} (${pid}${ours ? ', ours' : ''})`).join(', ') ||
            'no process',
        ],
      ];
      return { result, text: table([name, ''], rows) };
    },
  },
];
