/** By what a plan is judged, and how a command line tells what was found. */
import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { problem } from '../../remote-helper/rpc/problem.ts';
import type { JudgedBy } from '../contract/plan.ts';
import type { Finding } from '../plan/finding.ts';
import type { Arguments, Context, Option } from './command.ts';
import { fileFault } from './file-fault.ts';

export const factsOptions: Readonly<Record<string, Option>> = {
  facts: { value: 'FILE', about: 'judge by facts that board facts --json wrote, without a board' },
};

/** The file that was named, else the board, else (when no board is known and none was named) nothing. */
export async function judgedBy(
  { client, where }: Pick<Context, 'client' | 'where'>,
  args: Arguments,
): Promise<JudgedBy> {
  const file = args.option('facts');
  if (file !== undefined) return { kind: 'file', json: await factsFile(file) };
  if (args.has('offline')) return { kind: 'none' };
  if (where.board === undefined && (await client.call('board.list', {})).boards.length === 0) return { kind: 'none' };
  return { kind: 'board', ...where };
}

export async function factsFile(file: string): Promise<string> {
  return await readFile(resolve(file), 'utf8').catch((cause: unknown) => {
    throw problem('plan.facts-missing', `${file} cannot be read: ${fileFault(cause)}.`, {
      hint: 'board facts --json > facts.json writes such a file.',
      data: { file },
      cause,
    });
  });
}

/** As compilers print it, so that editors find the place. */
export function findingText(file: string, { id, severity, place, message, why, hint, fix }: Finding): string {
  return [
    `${file}:${place?.line ?? 1}:${place?.column ?? 1}: ${severity}: ${message} [${id}]`,
    `    ${why}`,
    ...(hint === undefined ? [] : [`    ${hint}`]),
    ...(fix === undefined ? [] : [`    --fix: ${fix.title}`]),
  ].join('\n');
}

export function countText(findings: readonly Pick<Finding, 'severity'>[]): string {
  const count = (severity: Finding['severity'], one: string) => {
    const number = findings.filter((each) => each.severity === severity).length;
    return number === 0 ? [] : [`${number} ${one}${number === 1 ? '' : 's'}`];
  };
  const parts = [...count('error', 'error'), ...count('warning', 'warning'), ...count('info', 'remark')];
  return parts.length === 0 ? 'no findings' : parts.join(', ');
}
