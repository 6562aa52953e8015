/** What a report says and in which order, once for every form that it is written in. */
import { hex } from '../../../remote-helper/contract/quantity.ts';
import { exactSize } from '../quantity.ts';
import type { Block, Outline } from './block.ts';
import { stepBlocks } from './outline-steps.ts';
import type { Report } from './report.ts';

export function outlineOf(report: Report): Outline {
  const { apply, board } = report;
  const { name } = apply.plan;
  return {
    title: `Bring-up of ${board.name}${name === '' ? '' : `: ${name}`}`,
    ...cameOut(report),
    blocks: [
      ...aboutBlocks(report),
      ...stepBlocks(apply.steps),
      ...verificationBlocks(report),
      ...findingBlocks(report),
      ...boardBlocks(report),
      ...moduleBlocks(report),
      ...kernelBlocks(report),
      ...fileBlocks(report),
      ...planBlocks(report),
    ],
  };
}

const heading = (text: string): Block => ({ kind: 'heading', level: 2, text });

/** Rows of which there is something to say. */
const pairs = (caption: string, rows: readonly (readonly [string, string | undefined])[]): Block => ({
  kind: 'pairs',
  caption,
  rows: rows.flatMap(([name, text]) => (text === undefined || text === '' ? [] : [[name, text] as const])),
});

const counted = (count: number, one: string) => `${count} ${one}${count === 1 ? '' : 's'}`;

function cameOut({ apply, verification }: Report): Pick<Outline, 'tone' | 'summary'> {
  const { outcome, rollBack, steps } = apply;
  const done = steps.filter(({ result }) => result === 'done').length;
  const back =
    rollBack &&
    {
      done: 'All of it was taken back: the board is as it was before.',
      failed: 'It could not be taken back whole: the board is between two states.',
      unfinished: 'Taking it back did not come to its end.',
    }[rollBack.result];
  const now =
    rollBack !== undefined || verification === undefined
      ? undefined
      : verification.ok
        ? 'The board is as the plan says.'
        : 'The board is not as the plan says any more.';
  const said = {
    applied: done === 0 ? 'Nothing was to do.' : `Applied: ${counted(done, 'step')}.`,
    failed: `Failed${apply.problem === undefined ? '' : `: ${apply.problem.message}`}`,
    cancelled: 'Cancelled.',
    unfinished: 'Not finished.',
  }[outcome];
  const good = outcome === 'applied' && rollBack === undefined;
  const tone = good ? (verification?.ok === false ? 'warn' : 'good') : outcome === 'applied' ? 'plain' : 'bad';
  return { tone, summary: [said, back, now].filter((each) => each !== undefined).join(' ') };
}

function aboutBlocks(report: Report): Block[] {
  const { apply, unknown, withheld } = report;
  const { rollBack, problem } = apply;
  const helper = apply.helper === '' ? 'none: by plain shell' : apply.helper;
  return [
    pairs('The apply', [
      ['Began', apply.began],
      ['Ended', apply.ended],
      ['By', apply.by],
      ['Plan', apply.plan.name],
      ['sha256 of the plan', apply.plan.sha256],
      ['Tool', apply.tool],
      ['Helper', helper],
      ['Problem', problem?.id],
      ['Way out', problem?.hint],
      ['Rolled back by', rollBack?.by],
      ['Roll back began', rollBack?.began],
      ['Roll back ended', rollBack?.ended],
      ['Report written', `${report.written}, by version ${report.tool}`],
    ]),
    ...(unknown.length === 0 && withheld === 0
      ? []
      : [
          heading('What this report does not know'),
          {
            kind: 'list' as const,
            items: [
              ...unknown,
              ...(withheld === 0
                ? []
                : [`Secrets, and where keys lie: ${counted(withheld, 'place')} marked “(withheld)” stood for one.`]),
            ],
          },
        ]),
  ];
}

function placeText(place: NonNullable<Report['verification']>['regions'][number]['plan']): string {
  if (place === undefined) return '';
  const { address, size, cache, shareable } = place;
  return `${hex(address)}, ${exactSize(size)}, cache ${cache}${shareable === true ? ', shareable' : ''}`;
}

function verificationBlocks({ verification }: Report): Block[] {
  if (verification === undefined) return [];
  const { against, sha256, regions } = verification;
  const told = regions.some(({ nextBoot }) => nextBoot !== undefined);
  const rows = regions.map(({ device, status, fields, nextBoot, plan, now }) => [
    device,
    placeText(plan),
    now === undefined ? 'not there' : placeText(now),
    ...(told ? [nextBoot ?? ''] : []),
    status,
    fields.map(({ field, wanted, found }) => `${field}: wanted ${wanted}, found ${found}`).join('; '),
  ]);
  return [
    heading('The board beside the plan'),
    {
      kind: 'text',
      text:
        against === 'applied'
          ? 'Compared with the plan as it was applied, when this report was written.'
          : `Compared with a file that was given to the report (sha256 ${sha256}), when this report was written.`,
    },
    {
      kind: 'table',
      caption: rows.length === 0 ? 'The plan has no regions' : 'Regions',
      head: ['Device', 'Plan', 'Now', ...(told ? ['Next boot'] : []), 'Status', 'Differences'],
      rows,
    },
  ];
}

function findingBlocks({ apply: { findings } }: Report): Block[] {
  if (findings === undefined) return [];
  const rows = findings.map(({ severity, id, place, message, why, overridden }) => [
    id,
    severity,
    place === undefined ? '' : String(place.line),
    `${message} ${why}`,
    overridden ?? '',
  ]);
  return [
    heading('Findings when it was applied'),
    rows.length === 0
      ? { kind: 'text', text: 'Nothing was found.' }
      : {
          kind: 'table',
          caption: 'Findings',
          head: ['Finding', 'Severity', 'Line', 'What', 'Overridden, since'],
          rows,
        },
  ];
}

function boardBlocks({ board, map, iomem }: Report): Block[] {
  const { kernel, fpga } = board;
  return [
    heading('Board'),
    pairs('Facts of the board', [
      ['Board', board.name],
      ['Model', board.model],
      ['Compatible', board.compatible.join(', ')],
      ['Kernel', kernel.release],
      ['Kernel’s build', kernel.build],
      ['Kernel’s compiler', kernel.compiler],
      ['Version magic', kernel.vermagic],
      ['Architecture', kernel.machine],
      ['Page', exactSize(BigInt(board.pageSize))],
      ['Cache line', board.cacheLine === undefined ? 'not told' : `${board.cacheLine} bytes`],
      ['Physical addresses', board.addressBits === undefined ? undefined : `${board.addressBits} bits`],
      ['Boot', board.bootId],
      ['Reached by', board.mode === 'shell' ? 'plain shell' : 'the helper'],
      ['Emulated', board.emulated ? 'yes: an emulator that models no caches' : 'no'],
      ...fpga.map(({ kind, name, state }) => [`FPGA ${kind} ${name}`, state] as const),
    ]),
    ...(map === undefined ? [] : [mapTable(map)]),
    ...(iomem === undefined || iomem.length === 0
      ? []
      : [
          {
            kind: 'code' as const,
            caption: 'Lines of /proc/iomem that touch a region',
            language: 'text',
            text: iomem
              .map(({ start, end, name, depth }) => `${'  '.repeat(depth)}${bare(start)}-${bare(end)} : ${name}`)
              .join('\n'),
          },
        ]),
  ];
}

/** As the kernel prints it (kernel/resource.c: %0*llx with a width of 8 or 16). */
const bare = (address: bigint) => address.toString(16).padStart(8, '0');

function mapTable(map: NonNullable<Report['map']>): Block {
  return {
    kind: 'table',
    caption: 'Memory map around the regions',
    head: ['From', 'To', 'Size', 'What', 'Kind', 'Read in'],
    rows: map.map(({ address, size, kind, name, from }) => [
      hex(address),
      hex(address + size - 1n),
      exactSize(size),
      name,
      kind,
      from,
    ]),
  };
}

const froms = {
  'built-in': 'the driver that comes with the tool',
  folder: 'a source folder that the plan names',
  file: 'a file that the plan names',
  loaded: 'left as it was loaded',
} as const;

function moduleBlocks({ apply: { module }, loaded }: Report): Block[] {
  return [
    heading('Module'),
    pairs('The module of the plan', [
      ['Source', module && froms[module.from]],
      ['sha256 of the file', module?.sha256],
      ['srcversion of the file', module?.srcversion],
      ['Version magic of the file', module?.vermagic],
      ['Compiler of the file', module?.compilers.join('; ')],
      ['Loaded now', loaded === undefined ? 'no' : (loaded.driver ?? 'yes')],
      ['Version, loaded', loaded?.version],
      ['srcversion, loaded', loaded?.srcversion],
    ]),
    ...(loaded === undefined || Object.keys(loaded.parameters).length === 0
      ? []
      : [
          {
            kind: 'code' as const,
            caption: 'Parameters of the loaded module',
            language: 'text',
            text: Object.entries(loaded.parameters)
              .map(([name, value]) => `${name}=${value}`)
              .join('\n'),
          },
        ]),
  ];
}

function kernelBlocks({ kernel }: Report): Block[] {
  if (kernel === undefined) return [];
  const { since, lines, left } = kernel;
  const from = since === 'apply' ? 'since the apply began' : 'since the board booted';
  if (lines.length === 0)
    return [heading('Kernel messages'), { kind: 'text', text: `The kernel said nothing of the driver ${from}.` }];
  const explained = lines.flatMap(({ line, explanation }) =>
    explanation === undefined
      ? []
      : [[seconds(line.microseconds), explanation.id, explanation.meaning, explanation.hint ?? '']],
  );
  return [
    heading('Kernel messages'),
    ...(left === 0 ? [] : [{ kind: 'text' as const, text: `${counted(left, 'older line')} left out.` }]),
    {
      kind: 'code',
      caption: `Of the driver, ${from}`,
      language: 'text',
      text: lines.map(({ line }) => `[${seconds(line.microseconds)}] ${line.text}`).join('\n'),
    },
    ...(explained.length === 0
      ? []
      : [
          {
            kind: 'table' as const,
            caption: 'What they mean',
            head: ['Seconds since boot', 'Message', 'Meaning', 'Way out'],
            rows: explained,
          },
        ]),
  ];
}

/** Since boot, as dmesg writes them. */
const seconds = (microseconds: number) => (microseconds / 1e6).toFixed(6).padStart(12);

const states = {
  ours: 'as the tool wrote it',
  changed: 'changed by somebody since',
  unfinished: 'writing it was cut off',
  other: 'somebody else’s',
} as const;

function fileBlocks({ files }: Report): Block[] {
  if (files === undefined) return [];
  return [
    heading('Files that the next boot follows'),
    files.length === 0
      ? { kind: 'text', text: 'None.' }
      : {
          kind: 'table',
          caption: 'Files on the board',
          head: ['Path', 'Kind', 'sha256', 'State'],
          rows: files.map(({ path, kind, sha256, state, replaced }) => [
            path,
            kind,
            sha256,
            `${states[state]}${replaced ? '; in place of one that comes back' : ''}`,
          ]),
        },
  ];
}

function planBlocks({ apply: { plan } }: Report): Block[] {
  if (plan.text === undefined) return [];
  return [heading('Plan'), { kind: 'code', caption: 'The plan as it was applied', language: 'yaml', text: plan.text }];
}
