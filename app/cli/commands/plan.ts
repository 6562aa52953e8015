/** `plan …`: bring-ups as files. */
import { readFile } from 'node:fs/promises';
import { problem } from '../../../remote-helper/rpc/problem.ts';
import type { ReviewStep } from '../../contract/plan.ts';
import { applyChange, type StateChange } from '../../contract/state.ts';
import type { RegionStatus } from '../../plan/compare.ts';
import { fixAll } from '../../plan/fix-all.ts';
import { savedReview } from '../../plan/review/reviewed.ts';
import { visible } from '../../plan/visible.ts';
import type { Command, Context } from '../command.ts';
import { fileFault } from '../file-fault.ts';
import { openOutput, rewriteFile } from '../output-file.ts';
import { readPlanFile } from '../plan-file.ts';
import { countText, factsOptions, findingText, judgedBy } from '../plan-judging.ts';
import { stepLines } from '../step-lines.ts';
import { table } from '../table.ts';
import { changing } from '../take-over.ts';
import { planFromTreeCommand } from './plan-from-tree.ts';
import { planImportCommand } from './plan-import.ts';
import { openReport } from './plan-report.ts';

function regionsText(regions: readonly RegionStatus[]): string {
  // Facts of an older helper, or of a board without a helper, may not tell of files.
  const told = regions.some(({ nextBoot }) => nextBoot !== undefined);
  const rows = regions.map(({ device, status, nextBoot, fields }) => [
    device,
    status,
    ...(told ? [nextBoot ?? ''] : []),
    fields.map(({ field, wanted, found }) => `${field}: wanted ${wanted}, found ${found}`).join('; '),
  ]);
  return rows.length === 0
    ? 'the plan has no regions'
    : table(['DEVICE', 'STATUS', ...(told ? ['NEXT BOOT'] : []), ''], rows);
}

/** What goes away under whom; empty for steps that interrupt nothing. */
function interruptsText({ interrupts }: ReviewStep['effect']): string {
  if (interrupts === undefined || interrupts.devices.length === 0) return '';
  const held = interrupts.holders.map(({ pid, command, device }) => `${pid} ${visible(command)} (${device})`);
  const by = held.length === 0 ? 'no program holds them open now' : `held open by ${held.join(', ')}`;
  return `\n     interrupts: ${interrupts.devices.join(', ')} go; ${by}`;
}

/** Throws `plan.review-missing`. */
async function readReview(file: string): Promise<string> {
  return await readFile(file, 'utf8').catch((cause: unknown) => {
    throw problem('plan.review-missing', `${file} cannot be read: ${fileFault(cause)}.`, {
      hint: 'plan steps --json > review.json writes such a file.',
      data: { file },
      cause,
    });
  });
}

/** Says at once what Ctrl-C does: the command itself ends only when everything is undone. */
function noteCancel({ signal, note, attached }: Pick<Context, 'signal' | 'note' | 'attached'>): Disposable {
  const again = attached ? 'Ctrl-C again does not wait for it' : 'Ctrl-C again leaves it to plan rollback';
  const say = () => note(`stopping: what was done is undone first; ${again}`);
  signal.addEventListener('abort', say, { once: true });
  return { [Symbol.dispose]: () => signal.removeEventListener('abort', say) };
}

/** A host that is told to cancel answers at once and goes on undoing; one of this process is waited for at its end. */
async function untilUndone({ client, where }: Context): Promise<void> {
  const over = new AbortController();
  let now: Parameters<typeof applyChange>[0];
  const onItem = (change: StateChange) => {
    now = applyChange(now, change);
    const name = where.board ?? now.state.default;
    const { work } = now.state.boards.find(({ board }) => board.name === name) ?? {};
    if (work?.outcome !== 'running') over.abort();
  };
  await client.call('state.watch', {}, { signal: over.signal, onItem }).catch(() => {});
}

export const planCommands: readonly Command[] = [
  {
    words: 'plan new',
    about: 'Write a plan to start from, or one of what the board has loaded, or of a line that loads the driver.',
    example: 'uiomem-studio plan new bringup.yaml --from-board',
    positionals: ['[FILE]'],
    options: {
      'from-board': { about: 'say what is loaded now' },
      insmod: {
        value: 'LINE',
        about: 'of such a line: "insmod uiomem.ko uiomem0_addr=0x70000000 uiomem0_size=0x100000"',
      },
      force: { about: 'replace a file that is there' },
    },
    async run({ client, where, signal }, { positionals: [file], has, option }) {
      const insmod = option('insmod');
      if (insmod !== undefined && has('from-board')) {
        throw problem('usage.conflict', '--from-board and --insmod cannot both be.', {
          hint: 'Say whether the plan is of what is loaded now, or of the line.',
        });
      }
      await using output = file === undefined ? undefined : await openOutput(file, { replace: has('force') });
      const result = await client.call(
        'plan.new',
        { ...where, fromBoard: has('from-board'), ...(insmod !== undefined && { insmod }) },
        { signal },
      );
      if (output === undefined) return { result, text: result.text.trimEnd() };
      await output.write(Buffer.from(result.text));
      await output.finish();
      return { result, text: `wrote ${file}` };
    },
  },
  planImportCommand,
  planFromTreeCommand,
  {
    words: 'plan lint',
    about: 'Tell what is wrong with a plan, by itself and on the board, before anything is touched.',
    example: 'uiomem-studio plan lint bringup.yaml --facts zynq.json',
    positionals: ['[FILE]'],
    options: {
      ...factsOptions,
      offline: { about: 'judge the plan by itself' },
      fix: { about: 'mend what has one answer, in the file' },
    },
    async run(context, args) {
      const { client, signal, note } = context;
      let file = await readPlanFile(args.positionals[0]);
      const by = await judgedBy(context, args);
      if (args.has('fix')) {
        const { folder } = file;
        const text = await fixAll(file.text, async (each) => {
          const { findings } = await client.call('plan.lint', { text: each, folder, by }, { signal });
          return findings;
        });
        if (text !== file.text) {
          await rewriteFile(file.path, text);
          note(`mended ${file.shown}`);
        }
        file = { ...file, text };
      }
      const { findings, notRun } = await client.call(
        'plan.lint',
        { text: file.text, folder: file.folder, by },
        { signal },
      );
      const text = [
        ...findings.map((each) => findingText(file.shown, each)),
        ...notRun.map((each) => `not judged: ${each}`),
        `${file.shown}: ${countText(findings)}`,
      ].join('\n');
      const errors = findings.filter(({ severity }) => severity === 'error');
      if (errors.length === 0) return { result: { findings, notRun }, text };
      if (!args.has('json')) note(text);
      const [first] = errors;
      throw problem('plan.lint', `The plan has ${countText(findings)}; the first: ${first?.message ?? ''}`, {
        ...(first?.hint !== undefined && { hint: first.hint }),
        data: { findings, notRun },
      });
    },
  },
  {
    words: 'plan steps',
    about: 'Tell what applying the plan would do on the board as it is now, in order.',
    example: 'uiomem-studio plan steps bringup.yaml --shell --embed-module | ssh root@board sh',
    positionals: ['[FILE]'],
    options: {
      ...factsOptions,
      shell: { about: 'print a script for root’s shell on the board' },
      'embed-module': { about: 'have the script carry the module (built for it if need be)' },
    },
    async run(context, args) {
      const { client, signal, progress } = context;
      const { text, folder } = await readPlanFile(args.positionals[0]);
      const result = await client.call(
        'plan.steps',
        { text, folder, by: await judgedBy(context, args), embedModule: args.has('embed-module') },
        { signal, onProgress: ({ text: said }) => progress(said) },
      );
      if (args.has('shell')) return { result, text: result.script.trimEnd() };
      const steps = result.steps.map(({ title, where, shell, difference = '', effect }, index) => {
        const indented = shell.replaceAll('\n', '\n     ');
        const changes = difference === '' ? '' : `\n     changes:\n     ${difference.replaceAll('\n', '\n     ')}`;
        const stops = interruptsText(effect);
        return `${index + 1}. ${title} (${where === 'board' ? 'on the board' : 'here'})\n     ${indented}${changes}${stops}`;
      });
      return { result, text: steps.length === 0 ? 'nothing to do: the board is as the plan says' : steps.join('\n') };
    },
  },
  changing({
    words: 'plan apply',
    about: 'Bring the board to what the plan says; when a step fails, undo those before it. Twice changes nothing.',
    example: 'uiomem-studio plan apply bringup.yaml --board zynq',
    positionals: ['[FILE]'],
    options: {
      resume: { about: 'go on from an apply that was interrupted' },
      reviewed: {
        value: 'FILE',
        about: 'do only what plan steps --json wrote there: refused when the board has changed since',
      },
      report: {
        value: 'FILE',
        about: 'write down what was done, as HTML, Markdown or JSON by its ending; also when it fails',
      },
      force: { about: 'replace a report that is there' },
    },
    async run(context, args) {
      const { client, where, signal } = context;
      const { text, folder } = await readPlanFile(args.positionals[0]);
      const review = args.option('reviewed');
      const reviewed = review === undefined ? undefined : savedReview(await readReview(review));
      await using report = await openReport(args.option('report'), args.has('force'));
      using _said = noteCancel(context);
      const result = await client
        .call(
          'plan.apply',
          { ...where, text, folder, resume: args.has('resume'), ...(reviewed !== undefined && { reviewed }) },
          { signal, onItem: stepLines(context) },
        )
        .catch(async (thrown) => {
          if (signal.aborted && (context.attached || report !== undefined)) await untilUndone(context);
          await report?.writeFailed(context);
          throw thrown;
        });
      await report?.write(context);
      const { applied, regions } = result;
      const first =
        applied === 0
          ? 'nothing to do: the board is as the plan says'
          : `applied ${applied} step${applied === 1 ? '' : 's'}`;
      return { result, text: `${first}\n${regionsText(regions)}` };
    },
  }),
  {
    words: 'plan verify',
    about: 'Compare what the board has loaded with the plan; 1 when it is not the same.',
    example: 'uiomem-studio plan verify bringup.yaml',
    positionals: ['[FILE]'],
    async run({ client, where, signal, note }, args) {
      const { text, folder } = await readPlanFile(args.positionals[0]);
      const result = await client.call('plan.verify', { ...where, text, folder }, { signal });
      if (result.ok) return { result, text: regionsText(result.regions) };
      if (!args.has('json')) note(regionsText(result.regions));
      throw problem('plan.verify-failed', 'The board is not as the plan says.', {
        hint: 'plan steps tells what apply would do.',
        data: { regions: result.regions },
      });
    },
  },
  changing({
    words: 'plan rollback',
    about: 'Undo the newest apply that the board’s journal knows of since it booted.',
    example: 'uiomem-studio plan rollback --board zynq',
    positionals: [],
    async run(context) {
      const { client, where, signal } = context;
      const result = await client.call('plan.rollback', where, { signal, onItem: stepLines(context) });
      const { undone, left } = result;
      const more =
        left === 0 ? '' : `; ${left} older apply${left === 1 ? '' : 's'} still stand${left === 1 ? 's' : ''}`;
      return { result, text: `undone: ${undone} step${undone === 1 ? '' : 's'}${more}` };
    },
  }),
];
