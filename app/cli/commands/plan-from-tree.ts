/** `plan from-device-tree`: the uiomem nodes of a device tree as regions of a plan, a new one or one that is there. */
import { hex } from '../../../remote-helper/contract/quantity.ts';
import { problem } from '../../../remote-helper/rpc/problem.ts';
import type { TreeFinding } from '../../devicetree/finding.ts';
import type { DeviceTree } from '../../devicetree/tree.ts';
import { indexTree, type TreeIndex } from '../../devicetree/tree-index.ts';
import { planEdits, planOfRegions } from '../../devicetree/uiomem/plan-edits.ts';
import { type ReadRegion, readRegions } from '../../devicetree/uiomem/read-regions.ts';
import { clean } from '../../plan/address-map/text.ts';
import { readPlan } from '../../plan/document.ts';
import { applyEdits } from '../../plan/edit.ts';
import type { Region } from '../../plan/schema.ts';
import type { Arguments, Command, Context, Outcome } from '../command.ts';
import { notedFindings } from '../device-tree/finding-text.ts';
import { baseOption, judge } from '../device-tree/judge.ts';
import { namedNode } from '../device-tree/named-node.ts';
import {
  boardOptions,
  boardTree,
  includeOption,
  readFacts,
  readTreeFile,
  type TreeInput,
  wholeTree,
} from '../device-tree/tree-input.ts';
import { openOutput } from '../output-file.ts';
import { changePlan, planRefusal } from '../plan-change.ts';
import { readPlanFile } from '../plan-file.ts';
import { countText, judgedBy } from '../plan-judging.ts';

/** A text of a region (schema.ts). */
const mostOfSource = 200;

interface Found {
  readonly regions: readonly ReadRegion[];
  /** Nodes of which no region was made. */
  readonly findings: readonly TreeFinding[];
}

/** Throws `device-tree.no-uiomem-node`, `device-tree.no-region`, `device-tree.no-node`, and what reading a tree throws. */
async function regionsOf(context: Context, args: Arguments, input: TreeInput): Promise<Found> {
  const tree = wholeTree(input);
  const base = isOverlay(tree) ? (await judge(context, args)).base : undefined;
  const index = indexTree(tree);
  const read = readRegions({ tree, index, source: input.source, base: base && indexTree(wholeTree(base)) });
  const name = args.option('node');
  const found = name === undefined ? read : below(read, index, name, input.shown);
  if (found.regions.length > 0) return found;
  const where = name === undefined ? input.shown : `${name} of ${input.shown}`;
  if (found.findings.length === 0) {
    throw problem('device-tree.no-uiomem-node', `${where} has no node that uiomem would take.`, {
      hint: 'Such a node has compatible = "ikwzm,uiomem".',
      data: { file: input.shown },
    });
  }
  notedFindings(context, { ...input, findings: found.findings });
  throw problem('device-tree.no-region', `${where} has no node that a region can be made of.`, {
    hint: 'Of each it is told why. dt lint tells what else is wrong with it.',
    data: { file: input.shown, findings: found.findings },
  });
}

const isOverlay = ({ root }: DeviceTree): boolean =>
  root.children.some(({ children }) => children.some(({ name }) => name === '__overlay__'));

/** The node and all below it; of an overlay a path of the board is taken, too. */
function below({ regions, findings }: Found, index: TreeIndex, name: string, shown: string): Found {
  const isBelow = (path: string, top: string) => path === top || top === '/' || path.startsWith(`${top}/`);
  const onBoard = regions.filter(({ becomes }) => becomes !== undefined && isBelow(becomes, name));
  if (onBoard.length > 0 && !index.byPath.has(name)) return { regions: onBoard, findings: [] };
  const { path } = namedNode(index, name, shown);
  return {
    regions: regions.filter((each) => isBelow(each.path, path)),
    findings: findings.filter((each) => each.path !== undefined && isBelow(each.path, path)),
  };
}

const plainRegion = ({ path, becomes, region: { device, address, size } }: ReadRegion) => ({
  device,
  node: becomes ?? path,
  address: hex(address),
  size: hex(size),
});

const counted = (count: number): string => `${count} region${count === 1 ? '' : 's'}`;

async function newPlan(args: Arguments, title: string, regions: readonly Region[], result: object): Promise<Outcome> {
  const text = planOfRegions(title, regions);
  const out = args.option('out');
  if (out === undefined) return { result: { ...result, text }, text: text.trimEnd() };
  await using output = await openOutput(out, { replace: args.has('force') });
  await output.write(Buffer.from(text));
  await output.finish();
  return { result: { ...result, text, file: out }, text: `wrote ${out}, ${counted(regions.length)}` };
}

/** Throws `plan.lint` for a text that says no plan, and where the plan would have errors that it did not have. */
async function intoPlan(
  context: Context,
  args: Arguments,
  named: string,
  regions: readonly Region[],
  result: object,
): Promise<Outcome> {
  const file = await readPlanFile(named);
  const { plan, findings: wrong } = readPlan(file.text);
  if (plan === undefined) {
    throw planRefusal(`${file.shown} cannot be read as a plan`, wrong, 'plan lint tells where.');
  }
  const text = applyEdits(file.text, planEdits(plan, regions));
  const { findings, told, lines } = await changePlan(context, file, text, {
    by: await judgedBy(context, args),
    force: args.has('force'),
    json: args.has('json'),
  });
  const said = new Set(regions.map(({ device }) => device));
  const unsaid = plan.regions
    .filter(({ device, load }) => load === 'device-tree' && !said.has(device))
    .map(({ device }) => device);
  const what =
    text === file.text
      ? `${file.shown} says the same already, and is as it was`
      : `${file.shown}: now has ${counted(regions.length)} as the tree says, ${countText(findings)}`;
  return {
    result: { ...result, plan: file.path, planFindings: findings, difference: lines, unsaid },
    text: [
      ...(unsaid.length === 0
        ? []
        : [`note: of ${unsaid.join(', ')} nothing was read, and the plan says it as before`]),
      ...(lines === '' ? [] : [lines]),
      ...told,
      what,
    ].join('\n'),
  };
}

export const planFromTreeCommand: Command = {
  words: 'plan from-device-tree',
  about:
    'Write a plan of the uiomem nodes of a device tree (.dts, .dtso, .dtb, .dtbo, or the board’s own), or bring one up to them.',
  example: 'uiomem-studio plan from-device-tree overlay.dtso --board zynq --into bringup.yaml',
  positionals: ['[FILE]'],
  options: {
    node: { value: 'NODE', about: 'only this node and those in it: its path, an alias, or &label' },
    out: { value: 'PLAN', about: 'where the new plan goes; otherwise it is printed' },
    into: { value: 'PLAN', about: 'change this plan instead: only the lines that must be other ones' },
    force: { about: 'replace a file that is there; write regions that are errors in the plan, too' },
    offline: { about: 'ask no board: an overlay is read, and the plan judged, by itself' },
    ...boardOptions,
    ...baseOption,
    ...includeOption,
  },
  async run(context, args) {
    const [file] = args.positionals;
    const into = args.option('into');
    if (into !== undefined && args.option('out') !== undefined) {
      throw problem('usage.conflict', '--into and --out cannot both be.', {
        hint: 'Say whether a plan that is there is changed, or a new one written.',
      });
    }
    if (file === undefined && args.has('offline') && args.option('facts') === undefined) {
      throw problem('usage.conflict', 'With --offline and without a FILE there is no tree to be read.', {
        hint: 'Name a file, or --facts FILE for the tree of saved facts.',
      });
    }
    const input =
      file === undefined
        ? boardTree(await readFacts(context, args))
        : await readTreeFile(file, args, { symbols: true });
    const found = await regionsOf(context, args, input);
    const findings = [...input.findings, ...found.findings];
    notedFindings(context, { ...input, findings });
    const from = file ?? 'device tree';
    const regions = found.regions.map(({ path, becomes, region }) => ({
      ...region,
      source: clean(`${from}: ${becomes ?? path}`, mostOfSource),
    }));
    const result = { regions: found.regions.map(plainRegion), findings };
    return into === undefined
      ? await newPlan(args, clean(`The uiomem nodes of ${input.shown}.`, mostOfSource), regions, result)
      : await intoPlan(context, args, into, regions, result);
  },
};
