/** By what a device tree is judged, and how a command line tells what was found. */
import type { BoardFacts } from '../../../remote-helper/contract/facts.ts';
import type { TreeFinding } from '../../devicetree/finding.ts';
import type { Arguments, Context, Option } from '../command.ts';
import { countText } from '../plan-judging.ts';
import { findingTexts } from './finding-text.ts';
import { boardTree, readFacts, readTreeFile, type TreeInput } from './tree-input.ts';

export const baseOption: Readonly<Record<string, Option>> = {
  base: { value: 'FILE', about: 'the tree that the overlay is for, instead of the board’s own' },
};
export const whenOption: Readonly<Record<string, Option>> = {
  at: {
    value: 'WHEN',
    choices: ['run-time', 'boot'],
    about: 'put onto the running kernel, or merged before the next boot; otherwise both are told',
  },
};

/** What an overlay or a tree is judged by. */
export interface Judge {
  readonly board?: BoardFacts;
  readonly base?: TreeInput;
}

/** The board that was named by `--facts` or `--board`, else the one that is used, unless `--offline`; `--base` is taken for its tree. */
export async function judge(context: Context, args: Arguments): Promise<Judge> {
  const { client, where } = context;
  const file = args.option('base');
  const isNamed = where.board !== undefined || args.option('facts') !== undefined;
  const isAsked =
    isNamed || (file === undefined && !args.has('offline') && (await client.call('board.list', {})).boards.length > 0);
  const board = isAsked ? await readFacts(context, args) : undefined;
  const base =
    file !== undefined
      ? await readTreeFile(file, args, { symbols: true })
      : board?.fdt === undefined
        ? undefined
        : boardTree(board);
  return { ...(board && { board }), ...(base && { base }) };
}

export const runTimeOf = (args: Arguments): boolean | undefined => {
  const when = args.option('at');
  return when === undefined ? undefined : when === 'run-time';
};

export function judgedText(input: TreeInput, findings: readonly TreeFinding[], notRun: readonly string[]): string {
  return [
    ...findingTexts(input, findings),
    ...notRun.map((each) => `not judged: ${each}`),
    `${input.shown}: ${countText(findings)}`,
  ].join('\n');
}
