/** What the next boot of a board will load, as far as its files, its device tree and its command line tell. */
import type { BoardFacts, PersistedFile } from '../../../remote-helper/contract/facts.ts';
import { cacheFlags, meaningOf, moduleParameters, type Parameter } from '../parameters.ts';
import { type Plan, type Region, slotOf } from '../schema.ts';
import { nodeRegions } from '../tree-nodes.ts';
import { parseModprobe } from './modprobe-options.ts';
import { loadsUiomem } from './modules-load.ts';
import { hasUdev } from './udev-rule.ts';

export interface NextBoot {
  readonly loads: boolean;
  /** Why not, or what decides. */
  readonly because: string;
  /** In the order in which modprobe hands them on; the last of a name counts. */
  readonly parameters: readonly Parameter[];
}

export type RegionNextBoot = 'same' | 'differs' | 'none';

type Told = Pick<BoardFacts, 'kernel' | 'tools' | 'uiomemNodes' | 'reservedMemory'> &
  Partial<Pick<BoardFacts, 'persisted' | 'nodes'>>;

/** Undefined when the facts do not tell of the board's files. */
export function nextBoot(board: Told): NextBoot | undefined {
  const { persisted, kernel } = board;
  if (persisted === undefined) return undefined;
  const of = (kind: PersistedFile['kind']) =>
    persisted.filter((file) => file.kind === kind).sort((a, b) => (nameOf(a.path) < nameOf(b.path) ? -1 : 1));
  const words = of('modprobe.d').map((file) => ({ ...parseModprobe(file.text ?? ''), path: file.path }));
  // Parameters of the command line come with every load by modprobe (modprobe(8)).
  const parameters = [...commandLineParameters(kernel.commandLine), ...words.flatMap(({ options }) => options)];
  const not = (because: string): NextBoot => ({ loads: false, because, parameters });

  if (of('module').length === 0) return not(`there is no uiomem.ko in /lib/modules/${kernel.release}`);
  const list = of('modules-load.d').find(({ text }) => loadsUiomem(text ?? ''));
  // udev loads a module by the alias of its node in the device tree.
  const node = hasUdev(board) ? board.uiomemNodes.find(({ status }) => enabled(status)) : undefined;
  if (list === undefined && node === undefined) return not('nothing on the board loads it at boot');
  const instead = words.find(({ install }) => install.length > 0);
  if (instead !== undefined) return not(`${instead.path} has a command run instead of loading it`);
  const black = words.find(({ blacklisted }) => blacklisted);
  if (black !== undefined) return not(`${black.path} blacklists it`);
  return { loads: true, because: list?.path ?? `the device tree’s ${node?.path}`, parameters };
}

/** What becomes of one region: address, size, cache and sharing; sync attributes are not looked at. */
export function regionNextBoot(region: Region, next: NextBoot, board: Told): RegionNextBoot {
  if (!next.loads) return 'none';
  if (region.load === 'insmod') {
    const slot = slotOf(region.device);
    const only = (parameters: readonly Parameter[]) =>
      meaningOf(parameters.filter(({ name }) => name.startsWith(`uiomem${slot}_`)));
    const found = only(next.parameters);
    if (slot === undefined || found === meaningOf([])) return 'none';
    const one: Plan = { version: 1, module: { from: 'built-in', info: true }, regions: [region] };
    return found === only(moduleParameters(one)) ? 'same' : 'differs';
  }
  const node = nodeRegions(board).find(({ device }) => device === region.device);
  if (node === undefined) return 'none';
  const same =
    node.address === region.address &&
    node.size === region.size &&
    node.shareable === region.shareable &&
    JSON.stringify(cacheFlags[node.cache]) === JSON.stringify(cacheFlags[region.cache]);
  return same ? 'same' : 'differs';
}

/** `uiomem.NAME=VALUE` of the kernel's command line. */
export function commandLineParameters(commandLine: string): Parameter[] {
  return [...commandLine.matchAll(/(?:^|\s)uiomem\.([^\s=]+)=(\S*)/g)].map(([, name = '', value = '']) => ({
    name,
    value,
  }));
}

function nameOf(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

function enabled(status: string | undefined): boolean {
  return status === undefined || status === 'okay' || status === 'ok';
}
