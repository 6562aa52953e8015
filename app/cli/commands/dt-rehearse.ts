/** `dt rehearse`: what a board would make of an overlay, before it is touched. */
import { problem } from '../../../remote-helper/rpc/problem.ts';
import { hasErrors, type TreeFinding } from '../../devicetree/finding.ts';
import { differenceText } from '../../devicetree/print/difference-text.ts';
import { treeDifference } from '../../devicetree/print/tree-difference.ts';
import { rehearsalFindings } from '../../devicetree/rehearse/rehearsal-findings.ts';
import { rehearsalText } from '../../devicetree/rehearse/rehearsal-text.ts';
import { isGood, type Rehearsal, type RehearsalInput, rehearse } from '../../devicetree/rehearse/rehearse.ts';
import { visible } from '../../plan/visible.ts';
import type { Command } from '../command.ts';
import { baseOption, judge, judgedText, runTimeOf, whenOption } from '../device-tree/judge.ts';
import { plainChange } from '../device-tree/plain-change.ts';
import { boardOptions, includeOption, readTreeFile, wholeTree } from '../device-tree/tree-input.ts';
import { countText } from '../plan-judging.ts';

/** A moment at which an overlay can come to a board, and what would become of it then. */
interface Tried {
  readonly when: 'now' | 'atBoot';
  readonly rehearsal: Rehearsal;
  readonly findings: readonly TreeFinding[];
  readonly good: boolean;
}

const heads = {
  now: 'Put onto the running kernel:',
  atBoot: 'Merged before the next boot:',
} as const;

function tryAt(when: Tried['when'], input: Omit<RehearsalInput, 'runTime'>): Tried {
  const rehearsal = rehearse({ ...input, runTime: when === 'now' });
  const findings = rehearsalFindings(rehearsal, input.overlays);
  return { when, rehearsal, findings, good: isGood(rehearsal, when) && !hasErrors(findings) };
}

export const dtRehearseCommands: readonly Command[] = [
  {
    words: 'dt rehearse',
    about: 'Merge an overlay with a board’s tree here: the difference, what is wrong, and what the driver would say.',
    example: 'uiomem-studio dt rehearse overlay.dtso --board zynq --at run-time',
    positionals: ['FILE'],
    options: { ...boardOptions, ...baseOption, ...whenOption, ...includeOption },
    async run(context, args) {
      const [file = ''] = args.positionals;
      const input = await readTreeFile(file, args);
      const overlay = wholeTree(input);
      const { base, board } = await judge(context, args);
      if (base === undefined) {
        throw problem('device-tree.no-base', 'There is no tree that the overlay could be merged with.', {
          hint: '--board NAME, --facts FILE or --base FILE names one; the board’s own is for root alone.',
        });
      }
      const booted = wholeTree(base);
      const runTime = runTimeOf(args);
      const moments =
        runTime === undefined ? (['now', 'atBoot'] as const) : [runTime ? ('now' as const) : ('atBoot' as const)];
      const overlays = [{ name: file, tree: overlay, source: input.source }];
      const tried = moments.map((when) => tryAt(when, { base: booted, overlays, board, labels: base.source?.labels }));

      const names = { before: base.shown, after: `${base.shown} with ${file}` };
      const text = tried.flatMap(({ when, rehearsal, findings }) => [
        heads[when],
        judgedText(input, findings, rehearsal.notRun),
        ...(rehearsal.tree === undefined
          ? []
          : [visible(differenceText(booted, rehearsal.tree, names).trimEnd(), '\n\t')]),
        ...[rehearsalText(rehearsal, when)].filter((said) => said !== '').map((said) => visible(said, '\n')),
        '',
      ]);
      const result = tried.map(({ when, rehearsal, findings, good }) => ({
        at: when === 'now' ? 'run-time' : 'boot',
        good,
        findings,
        changes: rehearsal.tree === undefined ? [] : treeDifference(booted, rehearsal.tree).map(plainChange),
        predictions: rehearsal.predictions.map((each) => ({ path: each.path, from: each.from, outcome: each[when] })),
        notRun: rehearsal.notRun,
      }));
      // Of two ways, one that goes is a way.
      if (tried.some(({ good }) => good)) return { result: { rehearsals: result }, text: text.join('\n').trimEnd() };
      if (!args.has('json')) context.note(text.join('\n').trimEnd());
      const all = tried.flatMap(({ findings }) => findings);
      const [refused] = tried.flatMap(({ when, rehearsal: { predictions } }) =>
        predictions.flatMap((each) => (each[when].kind === 'refused' ? [each.path] : [])),
      );
      throw problem(
        'device-tree.rehearsal',
        refused === undefined || hasErrors(all)
          ? `${file} would not come to be as it says: ${countText(tried[0]?.findings ?? [])}.`
          : `The driver would refuse ${refused}.`,
        { hint: 'The findings say what to mend. Nothing was changed on the board.', data: { rehearsals: result } },
      );
    },
  },
];
