/** The report of a scripted board's work: composed by the real code, of facts from the corpus. */
import type { Work } from '../../contract/state.ts';
import { readPlan } from '../../plan/document.ts';
import type { AccountStep } from '../../plan/report/account.ts';
import { composeReport } from '../../plan/report/compose.ts';
import type { Report } from '../../plan/report/report.ts';
import { blockRam, driver, sharedDdr, zynqmpFacts } from './sample.ts';

const text = `version: 1
name: zcu102 frame buffers
regions:
  - device: uiomem0
    load: device-tree
    address: "0xa0000000"
    size: 256 KiB
    cache: off
  - device: uiomem1
    address: "0x70000000"
    size: 16 MiB
    sync: { direction: device-writes }
    source: "design_1.xsa: axi_dma_0"
overrides:
  - finding: region.outside-map
    region: uiomem1
    reason: the memory is on a mezzanine card that the manual does not know
`;

const digest = (digit: string) => digit.repeat(64);

export function sampleReport(name: string, { kind, steps, outcome, problem, startedAt }: Work): Report {
  const facts = zynqmpFacts([{ device: blockRam }, { device: sharedDdr }]);
  const failed = outcome !== 'done';
  const by = 'ada@bench7';
  const ended = new Date(Date.parse(startedAt) + 17_400).toISOString();
  const { plan } = readPlan(text);
  return composeReport({
    account: {
      format: 1,
      id: 'a',
      bootId: facts.bootId,
      by,
      began: startedAt,
      ended,
      tool: '0.1.0',
      helper: '7c1e9b42d0a85f36',
      logFrom: 512,
      plan: { name: 'zcu102 frame buffers', text, sha256: digest('4') },
      findings: [
        {
          id: 'region.outside-map',
          severity: 'warning',
          path: ['regions', 1],
          place: { line: 9, column: 5, endLine: 9, endColumn: 12 },
          message: 'By the manual nothing answers at 0x70000000.',
          why: 'An access there may hang the board.',
          overridden: 'the memory is on a mezzanine card that the manual does not know',
        },
      ],
      module: {
        from: 'built-in',
        sha256: digest('7'),
        srcversion: driver.srcversion,
        vermagic: '6.6.52-xilinx SMP mod_unload aarch64',
        compilers: ['GCC: (Debian 12.2.0-14) 12.2.0'],
      },
      steps: steps.map((step) => stepOf(step, problem?.message)),
      outcome: outcome === 'running' ? 'unfinished' : outcome === 'done' ? 'applied' : outcome,
      ...(problem !== undefined && { problem: { id: problem.id, message: problem.message } }),
      ...((failed || kind === 'rollback') && {
        rollBack: { why: failed ? ('failed' as const) : ('asked' as const), by, ended, result: 'done' as const },
      }),
    },
    source: 'workstation',
    forgotten: false,
    facts: {
      board: {
        ...facts,
        uiomem: driver,
        persisted: [
          { path: '/etc/modprobe.d/uiomem.conf', kind: 'modprobe.d', sha256: digest('a'), ours: true },
          { path: '/etc/modules-load.d/uiomem.conf', kind: 'modules-load.d', sha256: digest('b'), ours: true },
        ],
      },
    },
    board: { name, mode: 'helper' },
    plan: plan && { against: 'applied', sha256: digest('4'), plan },
    log: [
      said(512, 'uiomem: loading out-of-tree module taints kernel.'),
      said(513, 'uiomem uiomem1: driver version 0.1.0-studio, 0x70000000 to 0x70ffffff'),
      said(514, 'uiomem uiomem1: overlaps System RAM <img src=x onerror="window.harmed=true">'),
    ],
    written: new Date(Date.parse(startedAt) + 90_000).toISOString(),
    tool: '0.1.0',
    secrets: [],
  });
}

const said = (sequence: number, line: string) => ({
  sequence,
  level: 6,
  microseconds: 41_200_000 + (sequence - 512) * 1_733,
  text: line,
});

function stepOf(
  { index, title, state, text: printed, milliseconds }: Work['steps'][number],
  why?: string,
): AccountStep {
  const result = { planned: 'not-done', started: 'unknown', output: 'unknown', failed: 'failed' } as const;
  return {
    index,
    title,
    where: /build|copy/.test(title) ? 'workstation' : 'board',
    shell: /load/.test(title) ? 'insmod uiomem.ko uiomem1_addr=0x70000000 uiomem1_size=0x1000000' : `# ${title}`,
    result: state === 'done' || state === 'undone' || state === 'undo-failed' ? 'done' : result[state],
    ...(milliseconds !== undefined && { milliseconds }),
    ...(printed !== undefined && { output: { text: printed, cut: 0 } }),
    ...(state === 'failed' && why !== undefined && { failure: why }),
    ...(state === 'undone' && { undo: { result: 'undone' as const, milliseconds: 90 } }),
  };
}
