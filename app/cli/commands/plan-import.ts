/** `plan import`: the addresses of a hardware design, and regions of a plan made of them. */
import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { z } from 'zod';
import { hex } from '../../../remote-helper/contract/quantity.ts';
import { problem } from '../../../remote-helper/rpc/problem.ts';
import type { JudgedBy } from '../../contract/plan.ts';
import { type AddressEntry, type AddressMap, addressMap } from '../../plan/address-map/address-map.ts';
import { chosenEntries } from '../../plan/address-map/chosen.ts';
import { regionsFrom } from '../../plan/address-map/regions-from.ts';
import { readPlan } from '../../plan/document.ts';
import { exactSize } from '../../plan/quantity.ts';
import { savedFacts } from '../../plan/saved-facts.ts';
import type { Command, Context, Outcome } from '../command.ts';
import { fileFault } from '../file-fault.ts';
import { changePlan, planRefusal } from '../plan-change.ts';
import { readPlanFile } from '../plan-file.ts';
import { countText, factsOptions, judgedBy } from '../plan-judging.ts';
import { table } from '../table.ts';

/** Throws `address-map.unreadable` and what readAddressMap throws. */
async function readDesign(named: string): Promise<AddressMap> {
  const bytes = await readFile(resolve(named)).catch((cause: unknown) => {
    throw problem('address-map.unreadable', `${named} cannot be read: ${fileFault(cause)}.`, {
      hint: 'Name the .xsa or .hwh that Vivado exported, or a CSV or JSON file of addresses.',
      data: { file: named },
      cause,
    });
  });
  // What reads zip, XML and CSV is for this command alone.
  const { readAddressMap } = await import('../../plan/address-map/read.ts');
  return readAddressMap(named, bytes);
}

const kindText = ({ kind, ofProcessor }: AddressEntry): string => (ofProcessor ? 'memory (PS)' : kind);

function mapText({ source, entries, notes }: AddressMap): string {
  const { file, design, tool, part } = source;
  const about = [design !== undefined && `design ${design}`, part, tool].filter(Boolean).join(', ');
  const rows = entries.map((entry) => [
    entry.name,
    hex(entry.address),
    exactSize(entry.size),
    kindText(entry),
    entry.masters.join(', '),
    entry.about ?? '',
  ]);
  return [
    ...(about === '' ? [] : [`${file}: ${about}`]),
    table(['NAME', 'ADDRESS', 'SIZE', 'KIND', 'SEEN BY', ''], rows),
    ...notes.map((note) => `note: ${note}`),
  ].join('\n');
}

/** As the host judges it, and the board alone: names and page size are of the board. */
async function boardOf({ client, where, signal }: Context, by: JudgedBy) {
  if (by.kind === 'none') return undefined;
  return by.kind === 'file' ? savedFacts(by.json) : await client.call('board.facts', where, { signal });
}

async function addRegions(
  context: Context,
  map: AddressMap,
  names: string,
  { plan, by, force, json }: { plan: string | undefined; by: JudgedBy; force: boolean; json: boolean },
): Promise<Outcome> {
  const chosen = chosenEntries(map.entries, names.split(','));
  const file = await readPlanFile(plan);
  const made = regionsFrom(file.text, map.source.file, chosen, await boardOf(context, by));
  if (made === undefined) {
    const { findings } = readPlan(file.text);
    throw planRefusal(`${file.shown} cannot be read as a plan`, findings, 'plan lint tells where.');
  }
  const [refused] = made.refused;
  if (refused !== undefined) {
    throw problem('address-map.no-region', refused, {
      hint: 'Leave it out of --add, or take a region out of the plan.',
      data: { refused: made.refused },
    });
  }
  const { findings, told, lines } = await changePlan(context, file, made.text, { by, force, json });
  const text = [
    ...made.notes.map((each) => `note: ${each}`),
    lines,
    ...told,
    `${file.shown}: ${made.edits.length} region${made.edits.length === 1 ? '' : 's'} added, ${countText(findings)}`,
  ];
  return {
    result: {
      plan: file.path,
      regions: made.edits.map(({ value }) => value),
      notes: made.notes,
      findings,
      difference: lines,
    },
    text: text.join('\n'),
  };
}

export const planImportCommand: Command = {
  words: 'plan import',
  about:
    'List the memories and registers of a hardware design (.xsa or .hwh of Vivado, CSV, JSON), or add regions of them to a plan.',
  example: 'uiomem-studio plan import design_1.xsa --add axi_bram_ctrl_0,axi_gpio_0 --plan bringup.yaml',
  positionals: ['FILE'],
  options: {
    add: {
      value: 'NAME[,NAME]',
      about: 'add a region for each to the plan; NAME@0xADDRESS where several have the name',
    },
    plan: { value: 'PLAN', about: 'the plan that they are added to; otherwise bringup.yaml' },
    force: { about: 'write regions that are errors in the plan, too' },
    ...factsOptions,
    offline: { about: 'judge the plan by itself' },
  },
  async run(context, args) {
    const map = await readDesign(args.positionals[0] ?? '');
    const names = args.option('add');
    const plan = args.option('plan');
    if (names !== undefined) {
      const by = await judgedBy(context, args);
      return await addRegions(context, map, names, { plan, by, force: args.has('force'), json: args.has('json') });
    }
    if (plan !== undefined || args.has('force')) {
      throw problem('usage.conflict', '--plan and --force are about what is added, and nothing is.', {
        hint: 'Say what with --add NAME.',
      });
    }
    return { result: z.encode(addressMap, map), text: mapText(map) };
  },
};
