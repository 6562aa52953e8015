/** A fix mends what it is offered for, and breaks nothing: any plan, on every board of the corpus. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { stringify } from 'yaml';
import { hex } from '../../../remote-helper/contract/quantity.ts';
import { readPlan } from '../document.ts';
import { applyEdits } from '../edit.ts';
import type { Facts } from '../facts.ts';
import type { Edit, Finding } from '../finding.ts';
import { lint } from '../lint.ts';
import { explainLine } from '../messages/explain.ts';
import { chooseProfile } from '../profiles/choose.ts';
import { readProfile } from '../profiles/read.ts';
import { type Plan, slotOf } from '../schema.ts';
import { corpusFacts, corpusFiles } from '../testing/corpus.ts';
import { afterLoading } from '../testing/emulated-facts.ts';
import { nodeRegions } from '../tree-nodes.ts';

const boards = join(import.meta.dirname, '../../../resources/boards');
const profiles = readdirSync(boards)
  .filter((name) => name.endsWith('.yaml'))
  .map((name) => readProfile(readFileSync(join(boards, name), 'utf8'), name));

/** Addresses at which something begins or ends on the board. */
function edges({ board, profile }: Facts): bigint[] {
  const registers = board.uiomemNodes.flatMap(({ reg }) => reg ?? []);
  const spans: readonly { readonly address?: bigint | undefined; readonly size?: bigint | undefined }[] = [
    ...board.reservedMemory,
    ...registers,
    ...(profile?.memories ?? []),
  ];
  return [
    ...(board.iomem ?? []).flatMap(({ start, end }) => [start, end + 1n]),
    ...spans.flatMap(({ address, size }) => (address === undefined ? [] : [address, address + (size ?? 0n)])),
    0x7000_0000n,
  ].filter((address) => address < 1n << 63n);
}

const number = (value: bigint) => hex(value < 0n ? 0n : value);
const optional = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: undefined, freq: 2 });

function anyText(facts: Facts): fc.Arbitrary<string> {
  const named = nodeRegions(facts.board).map(({ device }) => device);
  const address = fc
    .tuple(fc.constantFrom(...edges(facts)), fc.constantFrom(0n, 0n, 0n, 0x800n, 0x1000n, -0x1000n, -0x10_0000n))
    .map(([edge, by]) => number(edge + by));
  const size = fc.constantFrom('0x1000', '4 KiB', '16 KiB', '64 KiB', '1 MiB', '16 MiB', '0x1200', '512', '0');
  const region = fc.record(
    {
      device: fc.constantFrom('uiomem0', 'uiomem1', 'uiomem2', 'plmem', 'frames', 'null', ...named),
      load: fc.constantFrom('insmod', 'insmod', 'device-tree'),
      address,
      size,
      content: fc.constantFrom('memory', 'registers'),
      cache: fc.constantFrom('noncoherent', 'coherent', 'off'),
      shareable: fc.boolean(),
      minor: fc.constantFrom(1, 200),
      sync: fc.record(
        {
          mode: fc.constantFrom('as-is', 'non-cached', 'write-combine', 'dma-coherent'),
          always: fc.boolean(),
          offset: fc.constantFrom('0', '16', '0x1000', '1 MiB'),
          size: fc.constantFrom('16', '0x1000', '0x1010', '32 MiB'),
        },
        { requiredKeys: [], noNullPrototype: true },
      ),
    },
    { requiredKeys: ['device', 'address', 'size'], noNullPrototype: true },
  );
  const module = fc.record(
    {
      from: fc.constantFrom('built-in', 'folder', 'file', 'loaded'),
      path: fc.constant('x'),
      headers: fc.constant('../linux'),
      on: fc.constantFrom('board', 'workstation'),
      // Of another key's name: the fix gives it the name that was meant.
      form: fc.constant('file'),
    },
    { requiredKeys: [], noNullPrototype: true },
  );
  const persist = fc.record(
    { boot: fc.boolean(), group: fc.constantFrom('uiomem', 'root'), dkms: fc.boolean() },
    { requiredKeys: [], noNullPrototype: true },
  );
  return fc
    .record({ module: optional(module), regions: fc.array(region, { maxLength: 3 }), persist: optional(persist) })
    .map((said) => stringify({ version: 1, ...JSON.parse(JSON.stringify(said)) }));
}

const keyOf = ({ id, path }: Finding) => `${id} ${path.slice(0, 2).join('.')}`;
const errorsOf = (findings: readonly Finding[]) => findings.filter(({ severity }) => severity === 'error').map(keyOf);

/** Two regions of one name, each of which shares memory with a third: what is found of the two reads the same. */
const sharing = stringify({
  version: 1,
  regions: [
    { device: 'uiomem2', address: '0x6ff00000', size: '64 KiB' },
    { device: 'uiomem2', address: '0x6ff00000', size: '64 KiB' },
    { device: 'uiomem0', address: '0x6ff00000', size: '0x1000', shareable: true },
  ],
});

/** A node has the range of the first, and its name is the second's. */
const taken = stringify({
  version: 1,
  regions: [
    { device: 'uiomem0', load: 'device-tree', address: '0x60000000', size: '16 MiB' },
    { device: 'uiomem1', address: '0x70000000', size: '4 KiB' },
  ],
});

const isSame = (a: Finding, b: Finding) => keyOf(a) === keyOf(b) && a.message === b.message;

/**
 * What a fix may bring to light: a module that is left loaded has not the parameters that the region now wants, and what the
 * board's device tree decides lies where it lies. Of those that share memory, a new cache of one
 * is not the others’, and one that shares too may have another cache than a third.
 */
const comesUp = (edits: readonly Edit[], text: string, each: string) =>
  (each.startsWith('module.loaded-differs') && text.includes('from: loaded')) ||
  (each.startsWith('region.shared-differently') &&
    edits.some(({ path }) => path.at(-1) === 'cache' || path.at(-1) === 'shareable'));
const unveiled = (fixed: Finding, text: string, each: string) =>
  comesUp(fixed.fix?.edits ?? [], text, each) ||
  (/^region\.node-(differs|missing)$/.test(fixed.id) && /^region\.(overlaps|shared|registers|beyond|wraps)/.test(each));

function judge(text: string, facts: Facts): readonly Finding[] {
  return lint(readPlan(text), facts).findings;
}

/** What the kernel may print when the plan's module is loaded. */
function kernelLines({ regions }: Plan, page: number): string[] {
  const known = (name: string) => regions.filter(({ device }) => device === name).length === 1;
  const ofRegions = regions.flatMap(({ device, address, size }) => {
    const range = `[0x${address.toString(16)}, 0x${(address + size).toString(16)})`;
    const slot = slotOf(device);
    if (slot === undefined || !known(device)) return [];
    return [
      `uiomem: region ${slot} ${range}: unaligned: address and size must both be multiples of the page size 0x${page.toString(16)}`,
      `uiomem: region ${slot} ${range}: ram: the kernel uses part of it as System RAM; keep it back with mem= or a no-map reservation`,
      `uiomem: region ${slot} ${range}: name: a device called ${device} exists already`,
      `uiomem: region ${slot} ${range}: busy: another driver has claimed part of it; /proc/iomem says which`,
      `uiomem ${device}: this machine offers no cache maintenance, forcing cache off`,
    ];
  });
  return [
    ...ofRegions,
    "uiomem: version magic '5.15.0 SMP mod_unload aarch64' should be '6.1.0 SMP mod_unload aarch64'",
    'uiomem: disagrees about version of symbol module_layout',
    'uiomem: Unknown symbol dma_sync_single_for_cpu (err -2)',
    'Invalid architecture in ELF header: 62',
    'uiomem uiomem0: this region is used by the kernel',
  ];
}

test.each(Object.keys(corpusFiles))(
  'on %s',
  (name) => {
    const board = corpusFacts(name);
    const profile = chooseProfile(profiles, board)?.profile;
    const fresh: Facts = { board, profile, workstation: {} };
    fc.assert(
      fc.property(anyText(fresh), fc.boolean(), (text, isLoaded) => {
        const { plan } = readPlan(text);
        const facts = isLoaded && plan !== undefined ? { ...fresh, board: afterLoading(plan, board) } : fresh;
        const before = judge(text, facts);
        const known = errorsOf(before);
        for (const line of plan === undefined ? [] : kernelLines(plan, board.pageSize)) {
          const explanation = explainLine(line, { facts, ...(plan !== undefined && { plan }) });
          expect({ line, id: explanation?.id }).not.toEqual({ line, id: undefined });
          if (explanation?.fix === undefined) continue;
          const fixed = applyEdits(text, explanation.fix.edits);
          const told = { text, line, fixed };
          const { edits } = explanation.fix;
          const isNew = (each: string) => !known.includes(each) && !comesUp(edits, text, each);
          const more = errorsOf(judge(fixed, facts)).filter(isNew);
          expect({ ...told, new: more }).toEqual({ ...told, new: [] });
          expect(explainLine(line, { facts, plan: readPlan(fixed).plan as Plan })?.fix).not.toEqual(explanation.fix);
        }
        for (const finding of before) {
          if (finding.fix === undefined) continue;
          const fixed = applyEdits(text, finding.fix.edits);
          const after = judge(fixed, facts);
          const told = { text, fixed, fix: finding.fix.title };
          // Of two that read the same it mends its own.
          const alike = (findings: readonly Finding[]) => findings.filter((each) => isSame(each, finding)).length;
          expect({ ...told, finding: keyOf(finding), mended: alike(after) < alike(before) }).toEqual({
            ...told,
            finding: keyOf(finding),
            mended: true,
          });
          // What a misspelt key says was not judged before.
          if (finding.id === 'plan.unknown-key') {
            expect({ ...told, broken: after.filter(({ id }) => /^plan\.(syntax|dup)/.test(id)) }).toEqual({
              ...told,
              broken: [],
            });
            continue;
          }
          expect({
            ...told,
            new: errorsOf(after).filter((each) => !known.includes(each) && !unveiled(finding, text, each)),
          }).toEqual({ ...told, new: [] });
        }
      }),
      {
        numRuns: 60,
        examples: [
          [sharing, false],
          [taken, false],
        ],
      },
    );
  },
  60_000,
);
