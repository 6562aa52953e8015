/** `plan import`: the addresses of a hardware design, and regions of a plan made of them. */
import { readFile, writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { z } from 'zod';
import { hex } from '../../../remote-helper/contract/quantity.ts';
import { problem } from '../../../remote-helper/rpc/problem.ts';
import type { JudgedBy } from '../../contract/plan.ts';
import { type AddressEntry, type AddressMap, addressMap } from '../../plan/address-map/address-map.ts';
import { chosenEntries } from '../../plan/address-map/chosen.ts';
import { regionsFrom } from '../../plan/address-map/regions-from.ts';
import type { Finding } from '../../plan/finding.ts';
import { difference } from '../../plan/persist/difference.ts';
import { exactSize } from '../../plan/quantity.ts';
import { savedFacts } from '../../plan/saved-facts.ts';
import type { Command, Context, Outcome } from '../command.ts';
import { readPlanFile } from '../plan-file.ts';
import { countText, factsOptions, findingText, judgedBy } from '../plan-judging.ts';
import { table } from '../table.ts';

/** Throws `address-map.unreadable` and what readAddressMap throws. */
async function readDesign(named: string): Promise<AddressMap> {
  const bytes = await readFile(resolve(named)).catch((cause: NodeJS.ErrnoException) => {
    throw problem('address-map.unreadable', `${named} cannot be read: ${cause.code ?? cause.message}.`, {
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

const isIn = (finding: Finding, findings: readonly Finding[]) =>
  findings.some(({ id, message }) => id === finding.id && message === finding.message);

/** Lines that differ, as `+    size: 64 KiB`. */
const changedLines = (before: string, after: string): string =>
  difference(before, after)
    .split('\n')
    .filter((line) => !line.startsWith(' '))
    .join('\n');

async function addRegions(
  context: Context,
  map: AddressMap,
  names: string,
  { plan, by, force, json }: { plan: string | undefined; by: JudgedBy; force: boolean; json: boolean },
): Promise<Outcome> {
  const { client, signal, note } = context;
  const chosen = chosenEntries(map.entries, names.split(','));
  const file = await readPlanFile(plan);
  const lintOf = async (text: string) =>
    (await client.call('plan.lint', { text, folder: file.folder, by }, { signal })).findings;
  const before = await lintOf(file.text);
  const made = regionsFrom(file.text, map.source.file, chosen, await boardOf(context, by));
  if (made === undefined) throw refusal(`${file.shown} cannot be read as a plan`, before, 'plan lint tells where.');
  const [refused] = made.refused;
  if (refused !== undefined) {
    throw problem('address-map.no-region', refused, {
      hint: 'Leave it out of --add, or take a region out of the plan.',
      data: { refused: made.refused },
    });
  }
  const findings = (await lintOf(made.text)).filter((finding) => !isIn(finding, before));
  const told = findings.map((finding) => findingText(file.shown, finding));
  if (!force && findings.some(({ severity }) => severity === 'error')) {
    if (!json) note(told.join('\n'));
    throw refusal('With these regions the plan would have', findings, '--force writes them all the same.');
  }
  await writeFile(file.path, made.text);
  const changes = changedLines(file.text, made.text);
  const text = [
    ...made.notes.map((each) => `note: ${each}`),
    changes,
    ...told,
    `${file.shown}: ${made.edits.length} region${made.edits.length === 1 ? '' : 's'} added, ${countText(findings)}`,
  ];
  return {
    result: {
      plan: file.path,
      regions: made.edits.map(({ value }) => value),
      notes: made.notes,
      findings,
      difference: changes,
    },
    text: text.join('\n'),
  };
}

/** Exits like a plan with errors, which it would be. */
function refusal(sentence: string, findings: readonly Finding[], hint: string) {
  const first = findings.find(({ severity }) => severity === 'error');
  return problem('plan.lint', `${sentence}: ${countText(findings)}; the first: ${first?.message ?? ''}`, {
    hint,
    data: { findings },
  });
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
