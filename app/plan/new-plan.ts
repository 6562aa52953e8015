/** A plan to start from: an example with comments, or what a board has loaded. */
import type { UiomemDevice } from '../../remote-helper/contract/device.ts';
import type { BoardFacts } from '../../remote-helper/contract/facts.ts';
import { hex } from '../../remote-helper/contract/quantity.ts';
import { syncAtStart, syncChange } from './compare.ts';
import { driverName, ofAnother } from './loaded-driver.ts';
import { cachePolicyOf } from './parameters.ts';
import { writtenSize } from './quantity.ts';

const head = (title: string) => `# ${title}
# Check it with \`plan lint\`, see what would be done with \`plan steps\`, do it with \`plan apply\`.
version: 1
`;

/** One insmod region, with every key that it can have explained. */
export function examplePlan(): string {
  return `${head('A bring-up plan of uiomem studio.')}
module:
  # built-in (the driver of the tool), folder or file (path: names it), or loaded (left alone)
  from: built-in
  # headers: ../linux        # kernel headers to build against; otherwise looked for

regions:
  - device: uiomem0          # becomes /dev/uiomem0; insmod makes uiomem0 to uiomem7
    load: insmod             # or device-tree: a node of the board's tree makes it
    address: "0x70000000"    # physical, whole pages
    size: 1 MiB
    content: memory          # or registers, which want cache: off
    cache: noncoherent       # or coherent (the port snoops the CPU's cache), or off
    # shareable: true        # several devices may cover the range
    # sync:                  # how the cache is kept, when not the driver's own way
    #   mode: write-combine  # what an O_SYNC mapping becomes: non-cached, write-combine, dma-coherent, as-is
    #   direction: device-writes
`;
}

/** Without a region yet. `title`: what it is, in a line. */
export function blankPlan(title = 'A bring-up plan of uiomem studio.'): string {
  return `${head(title)}
module:
  from: built-in

regions: []
`;
}

/** Every uiomem device that is loaded, with what differs from the driver's defaults. */
export function planFromBoard(board: Pick<BoardFacts, 'devices' | 'uiomem' | 'model' | 'kernel'>): string {
  const where = board.model ?? board.kernel.machine;
  const regions = board.devices.map(regionText);
  return `${head(`What was loaded on ${where.replaceAll('\n', ' ')}, Linux ${board.kernel.release}.`)}
module:
${moduleText(board.uiomem)}${info(board.uiomem)}
regions:${regions.length === 0 ? ' []\n' : `\n${regions.join('\n')}`}`;
}

/** Another's driver is left alone: whoever loaded it has a reason. */
function moduleText(module: BoardFacts['uiomem']): string {
  if (module === undefined || ofAnother(module) !== true) return '  from: built-in\n';
  return `  # The ${driverName(module)} is loaded, and stays. With from: built-in the tool’s own takes its place.\n  from: loaded\n`;
}

function info(module: BoardFacts['uiomem']): string {
  return module?.parameters.info_enable === '0' ? '  info: false\n' : '';
}

function regionText(device: UiomemDevice): string {
  const { name, address, size, sync, origin } = device;
  const policy = cachePolicyOf(device);
  const lines = [
    `  - device: ${name}`,
    `    load: ${origin.kind === 'device-tree' ? 'device-tree' : 'insmod'}`,
    `    address: "${hex(address)}"`,
    `    size: ${sizeOf(size)}`,
    `    cache: ${policy}`,
    ...(device.shareable === true ? ['    shareable: true'] : []),
  ];
  const { owner: _owner, ...now } = sync;
  const change = Object.entries(syncChange(now, syncAtStart(size)));
  if (change.length > 0) {
    lines.push('    sync:');
    for (const [key, value] of change)
      lines.push(`      ${key}: ${typeof value === 'bigint' ? `"${hex(value)}"` : value}`);
  }
  return `${lines.join('\n')}\n`;
}

/** Quoted in hex, as an address. */
function sizeOf(size: bigint): string {
  const text = writtenSize(size);
  return text.startsWith('0x') ? `"${text}"` : text;
}
