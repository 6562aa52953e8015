/** `board log`: the kernel's log, with what its lines mean. */
import { readFile } from 'node:fs/promises';
import type { KernelLogLine } from '../../../remote-helper/contract/kernel-log.ts';
import { problem } from '../../../remote-helper/rpc/problem.ts';
import type { Explanation } from '../../plan/messages/message.ts';
import type { Command } from '../command.ts';
import { fileFault } from '../file-fault.ts';
import { printable } from '../printable.ts';

/** As dmesg prints it. */
function lineText({ microseconds, text }: KernelLogLine): string {
  const seconds = (microseconds / 1e6).toFixed(6).padStart(12);
  return `[${seconds}] ${printable(text)}`;
}

export function explanationText({ meaning, hint, fix }: Pick<Explanation, 'meaning' | 'hint' | 'fix'>): string {
  const lines = [meaning, hint, fix === undefined ? undefined : `In the plan: ${fix.title}.`];
  return lines
    .filter((each) => each !== undefined)
    .map((each) => `    ${printable(each)}`)
    .join('\n');
}

export const logCommands: readonly Command[] = [
  {
    words: 'board log',
    about: 'Print the kernel’s log; with --explain what its lines mean for regions and modules, and what to do.',
    example: 'uiomem-studio board log --explain --plan bringup.yaml',
    positionals: [],
    options: {
      explain: { about: 'print only lines that are known, each with its meaning' },
      follow: { about: 'go on with lines as they come, until Ctrl-C' },
      since: { value: 'NUMBER', about: 'from this sequence number on (next of --json)' },
      plan: { value: 'FILE', about: 'a plan whose regions explanations speak of' },
    },
    async run({ client, where, signal, write }, { option, has }) {
      const file = option('plan');
      const text = file === undefined ? undefined : await planText(file);
      const since = sequence(option('since'));
      const follow = has('follow');
      const all: { line: KernelLogLine; explanation?: Explanation | undefined }[] = [];
      const { next } = await client.call(
        'log.read',
        { ...where, follow, ...(since !== undefined && { since }), ...(text !== undefined && { text }) },
        {
          signal,
          async onItem({ line, explanation }) {
            if (has('explain') && explanation === undefined) return;
            if (follow) await write(Buffer.from(`${shown({ line, explanation }, has('explain'))}\n`));
            else all.push({ line, explanation });
          },
        },
      );
      const told = all.map((each) => shown(each, has('explain'))).join('\n');
      return { result: { lines: all, next }, text: told === '' && has('explain') ? 'No line that is known.' : told };
    },
  },
];

function shown(
  { line, explanation }: { readonly line: KernelLogLine; readonly explanation?: Explanation | undefined },
  explain: boolean,
): string {
  return explain && explanation !== undefined ? `${lineText(line)}\n${explanationText(explanation)}` : lineText(line);
}

async function planText(file: string): Promise<string> {
  return await readFile(file, 'utf8').catch((cause: unknown) => {
    throw problem('usage.plan', `${file} cannot be read: ${fileFault(cause)}.`, {
      hint: 'Name a file that holds a plan, or leave --plan out.',
      data: { file },
      cause,
    });
  });
}

function sequence(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  if (/^\d{1,15}$/.test(text)) return Number(text);
  throw problem('usage.sequence', `${JSON.stringify(text)} is no sequence number.`, {
    hint: 'board log --json tells next, the number to go on from.',
    data: { text },
  });
}
