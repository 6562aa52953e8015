/** `dt lint`: what is wrong with a device tree or an overlay, by itself and on a board. */
import { problem } from '../../../remote-helper/rpc/problem.ts';
import { hasErrors } from '../../devicetree/finding.ts';
import { type LintTree, lintTree } from '../../devicetree/lint/lint-tree.ts';
import { mend } from '../../devicetree/mend.ts';
import { indexTree } from '../../devicetree/tree-index.ts';
import type { Arguments, Command, Context, Outcome } from '../command.ts';
import { baseOption, type Judge, judge, judgedText, runTimeOf, whenOption } from '../device-tree/judge.ts';
import {
  boardOptions,
  boardTree,
  includeOption,
  readFacts,
  readSourceText,
  readTreeFile,
  type TreeInput,
  treeOfText,
} from '../device-tree/tree-input.ts';
import { rewriteFile } from '../output-file.ts';
import { countText } from '../plan-judging.ts';

function lint(input: TreeInput, { board, base }: Judge, runTime: boolean | undefined) {
  const { tree, source, findings } = input;
  if (tree === undefined) return { findings, notRun: ['Nothing but the file was judged: it holds no tree.'] };
  const judged: LintTree = { tree, source, board, runTime, ...(base?.tree && { base: indexTree(base.tree) }) };
  const found = lintTree(judged);
  return { findings: [...findings, ...found.findings], notRun: found.notRun };
}

/** Ends with status 3 when there are errors, as `plan lint` does. */
function judged(context: Context, args: Arguments, input: TreeInput, found: ReturnType<typeof lint>): Outcome {
  const text = judgedText(input, found.findings, found.notRun);
  if (!hasErrors(found.findings)) return { result: found, text };
  if (!args.has('json')) context.note(text);
  const first = found.findings.find(({ severity }) => severity === 'error');
  throw problem(
    'device-tree.lint',
    `${input.shown} has ${countText(found.findings)}; the first: ${first?.message ?? ''}`,
    {
      ...(first?.hint !== undefined && { hint: first.hint }),
      data: found,
    },
  );
}

export const dtLintCommands: readonly Command[] = [
  {
    words: 'dt lint',
    about:
      'Tell what is wrong with a tree or an overlay, by itself and on the board; without a file, with the board’s own.',
    example: 'uiomem-studio dt lint overlay.dtso --facts zynq.json',
    positionals: ['[FILE]'],
    options: {
      ...boardOptions,
      ...baseOption,
      ...whenOption,
      ...includeOption,
      offline: { about: 'judge the file by itself' },
      fix: { about: 'mend what has one answer, in the file' },
    },
    async run(context, args) {
      const [file] = args.positionals;
      const by = await judge(context, args);
      const runTime = runTimeOf(args);
      if (file === undefined) {
        const input = by.base ?? boardTree(await readFacts(context, args));
        return judged(context, args, input, lint(input, { ...(by.board && { board: by.board }) }, runTime));
      }
      if (args.has('fix')) {
        const text = await readSourceText(file);
        const mended = mend(file, text, (each) => lint(treeOfText(file, each, args), by, runTime).findings);
        if (mended !== text) {
          await rewriteFile(file, mended);
          context.note(`mended ${file}`);
        }
      }
      const input = await readTreeFile(file, args);
      return judged(context, args, input, lint(input, by, runTime));
    },
  },
];
