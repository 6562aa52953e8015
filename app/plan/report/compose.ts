/** A report of what is known: pure, with the sentences on what is not. */
import type { UiomemDevice } from '../../../remote-helper/contract/device.ts';
import type { BoardFacts } from '../../../remote-helper/contract/facts.ts';
import type { KernelLogLine } from '../../../remote-helper/contract/kernel-log.ts';
import { compareWithBoard, isAsPlanned } from '../compare.ts';
import type { Facts } from '../facts.ts';
import { layersOf } from '../memory-map/layers.ts';
import { type Segment, segmentsOf } from '../memory-map/segments.ts';
import { explainLine } from '../messages/explain.ts';
import { cachePolicyOf } from '../parameters.ts';
import type { Plan, Region } from '../schema.ts';
import { overlaps, type Span } from '../span.ts';
import { type Account, longestPlan } from './account.ts';
import { type Report, reportFormat } from './report.ts';
import { withhold } from './withhold.ts';

export interface ReportSource {
  readonly account: Account;
  readonly source: Report['source'];
  /** The account is of an apply that the board's journal does not know of (any more), though it should. */
  readonly forgotten: boolean;
  readonly facts: Facts;
  readonly board: { readonly name: string; readonly mode: Report['board']['mode'] };
  /** To compare the board with; absent: none is known. */
  readonly plan?: { readonly against: 'applied' | 'file'; readonly sha256: string; readonly plan: Plan } | undefined;
  /** Of the kernel, from the account's `logFrom` on where that is known; absent: it cannot be read. */
  readonly log?: readonly KernelLogLine[] | undefined;
  readonly written: string;
  readonly tool: string;
  /** Secrets and paths of keys that are known, to be left out. */
  readonly secrets: readonly string[];
}

/** Lines of the kernel that a report has at most, the newest. */
const mostLines = 400;

export function composeReport(source: ReportSource): Report {
  const { account, facts, plan } = source;
  const { board } = facts;
  const { value, count } = withhold(
    {
      apply: account,
      unknown: unknownOf(source),
      board: boardOf(source),
      ...mapOf(facts, plan?.plan),
      ...(board.uiomem !== undefined && { loaded: board.uiomem }),
      ...(plan !== undefined && { verification: verificationOf(plan, board) }),
      ...(source.log !== undefined && { kernel: kernelOf(source, source.log) }),
      ...(board.persisted !== undefined && { files: board.persisted.map(fileOf) }),
    },
    source.secrets,
  );
  return {
    format: reportFormat,
    written: source.written,
    tool: source.tool,
    source: source.source,
    withheld: count,
    ...value,
  };
}

function boardOf({ board: { name, mode }, facts: { board } }: ReportSource): Report['board'] {
  const { model, compatible, bootId, emulated, kernel, pageSize, cacheLine, addressBits, fpga } = board;
  const { release, build, machine, vermagic, compiler } = kernel;
  return {
    name,
    mode,
    compatible,
    bootId,
    emulated,
    pageSize,
    fpga,
    kernel: {
      release,
      build,
      machine,
      ...(vermagic !== undefined && { vermagic }),
      ...(compiler !== undefined && { compiler }),
    },
    ...(model !== undefined && { model }),
    ...(cacheLine !== undefined && { cacheLine }),
    ...(addressBits !== undefined && { addressBits }),
  };
}

/** What touches a region of the plan or a device, and the map's rows right before and behind it. */
function mapOf({ board, profile }: Facts, plan: Plan | undefined): Pick<Report, 'map' | 'iomem'> {
  const { iomem } = board;
  if (iomem === undefined) return {};
  const spans: Span[] = [...(plan?.regions ?? []), ...board.devices];
  const touches = (span: Span) => spans.some((each) => overlaps(each, span));
  const segments = segmentsOf(layersOf(board, profile));
  const near = (_: Segment, index: number) => segments.slice(Math.max(0, index - 1), index + 2).some(touches);
  return {
    map: segments.filter(near).map(({ address, size, kind, name, layers: [top] }) => ({
      address,
      size,
      kind,
      name,
      from: top?.from ?? '',
    })),
    iomem: iomem
      .filter(({ start, end }) => touches({ address: start, size: end - start + 1n }))
      .map(({ start, end, name, depth }) => ({ start, end, name, depth })),
  };
}

type Place = NonNullable<NonNullable<Report['verification']>['regions'][number]['plan']>;

const ofRegion = ({ address, size, cache, shareable }: Region): Place => ({ address, size, cache, shareable });
const ofDevice = ({ address, size, shareable, ...flags }: UiomemDevice): Place => ({
  address,
  size,
  cache: cachePolicyOf(flags),
  ...(shareable !== undefined && { shareable }),
});

function verificationOf(
  { against, sha256, plan }: NonNullable<ReportSource['plan']>,
  board: BoardFacts,
): NonNullable<Report['verification']> {
  const statuses = compareWithBoard(plan, board);
  return {
    against,
    sha256,
    ok: isAsPlanned(statuses),
    regions: statuses.map((status) => {
      const region = plan.regions.find(({ device }) => device === status.device);
      const device = board.devices.find(({ name }) => name === status.device);
      return { ...status, ...(region && { plan: ofRegion(region) }), ...(device && { now: ofDevice(device) }) };
    }),
  };
}

function kernelOf(
  { account, facts, plan }: ReportSource,
  log: readonly KernelLogLine[],
): NonNullable<Report['kernel']> {
  const lines = log.flatMap((line) => {
    const explanation = explainLine(line.text, { facts, plan: plan?.plan });
    if (explanation === undefined && !/uiomem/i.test(line.text)) return [];
    return [{ line, ...(explanation !== undefined && { explanation }) }];
  });
  return {
    since: account.logFrom === undefined ? 'boot' : 'apply',
    lines: lines.slice(-mostLines),
    left: Math.max(0, lines.length - mostLines),
  };
}

type File = NonNullable<Report['files']>[number];

function fileOf({
  path,
  kind,
  sha256,
  ours,
  changed = false,
  unfinished = false,
  replaced,
}: NonNullable<BoardFacts['persisted']>[number]): File {
  const state = unfinished ? 'unfinished' : changed ? 'changed' : ours ? 'ours' : 'other';
  return { path, kind, sha256, state, replaced: replaced !== undefined };
}

/** As sentences: what a reader would look for in vain. */
function unknownOf({ account, source, forgotten, facts, plan, log }: ReportSource): string[] {
  const { steps, rollBack, outcome } = account;
  const { board } = facts;
  const begun = steps.filter(({ result }) => result !== 'not-done');
  const journal = source === 'journal';
  const told: (string | false)[] = [
    journal && 'This workstation did not run the apply: what is told of it is what the journal on the board has.',
    journal && outcome === 'unfinished' && 'Whether the apply still runs on another workstation, or was cut off.',
    forgotten &&
      'The board’s journal does not know of this apply any more: it was taken back from another workstation, or the journal was cleared.',
    journal && account.findings === undefined && 'What was found wrong with the plan when it was applied.',
    journal && 'Steps that were planned and not begun; a build, which leaves nothing on the board.',
    begun.some(({ shell }) => shell === undefined) && 'The commands of steps that another version of the tool did.',
    begun.some(({ result }) => result === 'unknown') &&
      'Whether the steps that say so were done: the link was lost while the board worked at them.',
    rollBack?.result === 'unfinished' && 'Whether the roll back came to its end.',
    account.ended === undefined && outcome !== 'unfinished' && 'When the apply ended.',
    account.module?.sha256 === undefined && account.module?.from !== 'loaded' && 'The digest of the module’s file.',
    plan === undefined && planless(account),
    board.iomem === undefined && 'The memory map: the kernel hid its addresses.',
    board.cacheLine === undefined &&
      `The size of a cache line: the machine does not tell${board.emulated ? ', as emulators do' : ''}.`,
    board.persisted === undefined && 'The files that the next boot follows.',
    log === undefined && 'What the kernel said: its log cannot be read.',
    log !== undefined &&
      account.logFrom === undefined &&
      'Where in the kernel’s log the apply began: its lines of the driver since the boot are shown.',
    log !== undefined &&
      overwritten(account, log) &&
      'The kernel’s first lines since the apply began: newer ones have taken their place.',
  ];
  return told.filter((sentence) => sentence !== false);
}

function planless({ plan }: Account): string {
  if (plan.sha256 === undefined) return 'The plan’s text, and so whether the board is as it says.';
  return `The plan’s text, which has more than ${longestPlan} characters, and so whether the board is as it says; give the file to compare with it.`;
}

/** The kernel numbers its lines without a hole; those that dmesg told are numbered by their time. */
function overwritten({ logFrom }: Account, [first]: readonly KernelLogLine[]): boolean {
  if (logFrom === undefined || first === undefined || first.sequence === first.microseconds) return false;
  return first.sequence > logFrom;
}
