/** Applies as the journal on the board tells them, for their reports: less than the workstation knows that ran them. */
import { z } from 'zod';
import { type Account, type AccountStep, account, accountStep } from '../../plan/report/account.ts';
import { entry } from './journal.ts';

/** What entries tell beside what undoing needs, by their events. */
const ofBegin = account.pick({ tool: true, helper: true, logFrom: true, findings: true, module: true }).extend({
  text: account.shape.plan.shape.text,
  sha256: account.shape.plan.shape.sha256,
});
const ofStep = accountStep.pick({ shell: true, where: true });
const ofResult = accountStep.pick({ milliseconds: true, output: true });
const ofFailure = account.shape.problem.unwrap();

/** What entries are to tell, of an account. */
export const telling = {
  begin: ({ plan: { text, sha256 }, ...about }: Account) => plain(ofBegin.parse({ ...about, text, sha256 })),
  step: (step: AccountStep | undefined) => plain(ofStep.parse(step ?? {})),
  result: (step: AccountStep | undefined, milliseconds: number) => plain(ofResult.parse({ ...step, milliseconds })),
};

function plain(told: object): z.output<ReturnType<typeof z.json>> {
  return JSON.parse(JSON.stringify(told));
}

/** Nothing, when another version of the tool tells otherwise. */
function read<T>(schema: z.ZodType<T>, told: unknown): T | undefined {
  return schema.safeParse(told).data;
}

/** Pure: of a boot, oldest first. What another version of the tool did not write is absent. */
export function accountsOf(
  entries: readonly { readonly bootId: string; readonly entry: unknown }[],
  bootId: string,
): Account[] {
  const all = new Map<string, Account>();
  for (const line of entries) {
    if (line.bootId !== bootId) continue;
    const parsed = z.safeDecode(entry, line.entry as never);
    if (!parsed.success) continue;
    const said = parsed.data;
    const known = all.get(said.apply);
    if (said.event === 'begin') {
      const { sha256, text, ...about } = read(ofBegin, said.told) ?? {};
      all.set(said.apply, {
        format: 1,
        id: said.apply,
        bootId,
        by: said.who,
        began: said.at,
        ...about,
        plan: { name: said.plan, ...(text !== undefined && { text }), ...(sha256 !== undefined && { sha256 }) },
        steps: [],
        outcome: 'unfinished',
      });
    } else if (known !== undefined) all.set(said.apply, { ...known, ...changed(known, said) });
  }
  return [...all.values()];
}

type Later = Exclude<z.output<typeof entry>, { event: 'begin' }>;

function changed(known: Account, said: Later): Partial<Account> {
  const { steps, rollBack, by, outcome } = known;
  const at = (index: number, change: (step: AccountStep) => AccountStep) => ({
    steps: steps.map((step) => (step.index === index ? change(step) : step)),
  });
  switch (said.event) {
    case 'resume':
      return { by: said.who, outcome: 'unfinished', ...read(ofBegin.pick({ tool: true, helper: true }), said.told) };
    case 'will': {
      const { index, title, told } = said;
      const step: AccountStep = { index, title, result: 'unknown', ...read(ofStep, told) };
      return { steps: [...steps.filter((each) => each.index !== index), step] };
    }
    case 'did':
      return at(said.index, (step) => ({ ...step, result: 'done', ...read(ofResult, said.told) }));
    case 'failed': {
      const { index } = said;
      const problem = read(ofFailure, said.told);
      const failure = problem === undefined ? {} : { failure: problem.message };
      return {
        outcome: problem?.id === 'cancelled' ? 'cancelled' : 'failed',
        ...(problem !== undefined && { problem }),
        ...(index !== undefined && at(index, (step) => ({ ...step, result: 'failed', ...failure }))),
      };
    }
    case 'rollback':
      return { rollBack: { why: 'asked', by: said.who, began: said.at, result: 'unfinished' } };
    case 'undone':
      return {
        ...at(said.index, (step) => ({ ...step, undo: { result: 'undone' } })),
        rollBack: rollBack ?? { why: 'failed', by, result: 'unfinished' },
      };
    case 'end': {
      const when = said.at === undefined ? {} : { ended: said.at };
      if (said.outcome === 'applied') return { outcome: 'applied', ...when };
      return {
        ...(outcome === 'unfinished' && { outcome: rollBack?.why === 'asked' ? outcome : ('failed' as const) }),
        rollBack: { why: 'failed', by, ...rollBack, ...when, result: 'done' },
      };
    }
  }
}
