/** The uiomem nodes of a tree as regions of a plan. */
import { hex } from '../../../remote-helper/contract/quantity.ts';
import { planSchema, type Region } from '../../plan/schema.ts';
import type { TreeFinding } from '../finding.ts';
import { numberOfCells } from '../lint/cells.ts';
import { type JudgedNode, judgedTree } from '../lint/judged-tree.ts';
import { type UiomemNode, uiomemNodes } from '../lint/uiomem-nodes.ts';
import type { SourceTree } from '../source-tree.ts';
import type { DeviceTree, NodePath } from '../tree.ts';
import { indexTree, type TreeIndex } from '../tree-index.ts';
import { commentBefore } from './comment-before.ts';
import { directions, modes } from './node-text.ts';

export interface ReadRegion {
  /** Of the node in the tree that was given. */
  readonly path: NodePath;
  /** On the board; undefined where what an overlay is for is not known. */
  readonly becomes: NodePath | undefined;
  readonly region: Region;
}

/** Nodes that are switched off make no devices and are left out with a word; what no region can be made of is a finding. */
export function readRegions({
  tree,
  index,
  source,
  base,
}: {
  readonly tree: DeviceTree;
  readonly index?: TreeIndex | undefined;
  /** The text that says it: what stands in the comment before a node is what the region is for. */
  readonly source?: SourceTree | undefined;
  /** Of an overlay: the tree that it is for. */
  readonly base?: TreeIndex | undefined;
}): { readonly regions: readonly ReadRegion[]; readonly findings: readonly TreeFinding[] } {
  const regions: ReadRegion[] = [];
  const findings: TreeFinding[] = [];
  for (const uiomem of uiomemNodes(judgedTree(index ?? indexTree(tree), base))) {
    const { node, enabled } = uiomem;
    if (!enabled) {
      findings.push(switchedOff(node));
      continue;
    }
    const region = regionOf(uiomem, source);
    const other = regions.find((each) => typeof region !== 'string' && each.region.device === region.device);
    if (typeof region === 'string') findings.push(noRegion(node, region));
    else if (other !== undefined) findings.push(noRegion(node, `${other.becomes ?? other.path} has its name already`));
    else regions.push({ path: node.path, becomes: node.becomes, region });
  }
  return { regions, findings: findings.map((finding) => placed(finding, source)) };
}

function placed(finding: TreeFinding, source: SourceTree | undefined): TreeFinding {
  const origin = source?.nodes.find(({ path }) => path === finding.path);
  return origin === undefined ? finding : { ...finding, place: origin.name };
}

/** A sentence where there is none. */
function regionOf(
  { node, range, device, cache, shareable, minor }: UiomemNode,
  source: SourceTree | undefined,
): Region | string {
  if (range === undefined) return 'which addresses of the CPU it has is not known from this tree';
  if (device === undefined) return 'what its device is called is not known from this tree';
  const about = source === undefined ? undefined : commentBefore(source, node.path)?.slice(0, 200);
  const sync = syncOf(node);
  const read = planSchema.shape.regions.safeParse([
    {
      device,
      load: 'device-tree',
      address: hex(range.address),
      size: hex(range.size),
      cache,
      shareable,
      ...(minor !== undefined && { minor: BigInt(minor) }),
      ...(sync !== undefined && { sync }),
      ...(about !== undefined && about !== '' && { about }),
    },
  ]);
  const [region] = read.data ?? [];
  if (region !== undefined) return region;
  const [issue] = read.error?.issues ?? [];
  return `a plan’s ${issue?.path.slice(1).join(' ') ?? 'region'} is ${issue?.message ?? 'another'}`;
}

function syncOf({ node: { properties } }: JudgedNode) {
  const number = (name: string) => {
    const bytes = properties.get(name);
    return bytes?.length === 4 || bytes?.length === 8 ? numberOfCells(bytes, 0, bytes.length / 4) : undefined;
  };
  const worded = (words: Readonly<Record<string, number>>, name: string) => {
    const value = number(name);
    return Object.entries(words).find(([, cell]) => value !== undefined && BigInt(cell) === value)?.[0];
  };
  const offset = number('sync-offset');
  const size = number('sync-size');
  const direction = worded(directions, 'sync-direction');
  const mode = worded(modes, 'sync-mode');
  const sync = {
    ...(mode !== undefined && { mode }),
    ...(properties.has('sync-always') && { always: true }),
    ...(offset !== undefined && { offset: hex(offset) }),
    ...(size !== undefined && { size: hex(size) }),
    ...(direction !== undefined && { direction }),
  };
  return Object.keys(sync).length === 0 ? undefined : sync;
}

function switchedOff({ path, becomes }: JudgedNode): TreeFinding {
  return {
    id: 'device-tree.uiomem-disabled',
    severity: 'info',
    path,
    message: `${becomes ?? path} is switched off by its status, and becomes no region.`,
    why: 'The kernel makes no device of it.',
    hint: 'status = "okay" switches it on.',
  };
}

function noRegion({ path, becomes }: JudgedNode, why: string): TreeFinding {
  return {
    id: 'device-tree.no-region',
    severity: 'warning',
    path,
    message: `${becomes ?? path} becomes no region of a plan: ${why}.`,
    why: 'A region has an address and a size for the CPU, and the name of its device.',
    hint: 'Of an overlay the tree that it is for tells more; a device-name tells the name.',
  };
}
