/** Plans: judged, turned into steps, applied, verified, rolled back. */
import type { Holder } from '../../../remote-helper/contract/device.ts';
import type { PersistedFile } from '../../../remote-helper/contract/facts.ts';
import type { Handlers } from '../../../remote-helper/rpc/contract.ts';
import { problem } from '../../../remote-helper/rpc/problem.ts';
import type { JudgedBy, planContract } from '../../contract/plan.ts';
import { loadedColumn, plannedColumn } from '../../plan/columns.ts';
import { compareWithBoard, isAsPlanned } from '../../plan/compare.ts';
import { readPlan } from '../../plan/document.ts';
import type { Facts } from '../../plan/facts.ts';
import { planFromInsmod } from '../../plan/insmod-plan.ts';
import { lint } from '../../plan/lint.ts';
import { examplePlan, planFromBoard } from '../../plan/new-plan.ts';
import { withEffects } from '../../plan/review/effect.ts';
import { savedFacts } from '../../plan/saved-facts.ts';
import { script } from '../../plan/shell.ts';
import type { Step } from '../../plan/step.ts';
import { steps } from '../../plan/steps.ts';
import { applyPlan } from '../apply/apply.ts';
import { buildRequest, moduleFacts, type PlanPlaces } from '../apply/gather.ts';
import { gatherReport } from '../apply/gather-report.ts';
import { ApplyJournal } from '../apply/journal.ts';
import { accountsOf } from '../apply/journal-account.ts';
import { judgedPlan } from '../apply/judged-plan.ts';
import { Recorder } from '../apply/recorder.ts';
import { reviewedOf } from '../apply/reviewed.ts';
import { type Tell, undoAll } from '../apply/roll-back.ts';
import { unfinished, unfinishedProblem } from '../apply/unfinished.ts';
import { buildModule } from '../module/build.ts';
import { readPacked } from '../module/packed-module.ts';
import { profileOf } from '../profiles/profiles.ts';
import { whoWeAre } from '../session/followed-lease.ts';
import type { BoardSession } from '../session/session.ts';
import { type HostParts, nameOf, sessionOf, unspoken } from './parts.ts';

export function planProcedures(parts: HostParts): Handlers<typeof planContract> {
  const { work, accounts } = parts;
  const places = (folder: string): PlanPlaces => ({
    folder,
    driverSource: parts.driverSource,
    places: parts.places,
  });
  const factsOf = async (by: JudgedBy, signal: AbortSignal): Promise<Facts | undefined> => {
    switch (by.kind) {
      case 'none':
        return undefined;
      case 'file':
        return await withProfile(savedFacts(by.json));
      case 'board':
        return await withProfile(await (await sessionOf(parts, by, signal)).facts(true));
    }
  };

  return {
    'plan.new': async ({ fromBoard, insmod, ...where }, { signal }) => {
      if (insmod !== undefined) {
        const made = planFromInsmod(insmod);
        if ('text' in made) return { text: made.text };
        throw problem('plan.no-insmod-line', made.why, {
          hint: 'Give the whole line as it would be typed at the board, in quotes.',
          data: { line: insmod },
        });
      }
      if (!fromBoard) return { text: examplePlan() };
      const session = await sessionOf(parts, where, signal);
      return { text: planFromBoard(await session.facts(true)) };
    },
    'plan.lint': async ({ text, by }, { signal }) => {
      const { findings, notRun } = lint(readPlan(text), await factsOf(by, signal));
      return { findings: [...findings], notRun: [...notRun] };
    },
    'plan.steps': async ({ text, folder, by, embedModule }, call) => {
      const facts = await factsOf(by, call.signal);
      if (facts === undefined) {
        throw problem('plan.facts-wanted', 'Steps depend on the board, and nothing is known of one.', {
          hint: 'Name a board, or a file of facts that board facts --json wrote.',
        });
      }
      const plan = judgedPlan(text, facts);
      const { kernel } = facts.board;
      const session = by.kind === 'board' ? await sessionOf(parts, by, call.signal) : undefined;
      let module = await moduleFacts(plan.module, kernel, places(folder), session);
      let list = steps(plan, { ...facts, workstation: { module } });
      let file = module?.path;
      if (embedModule && plan.module.from !== 'loaded') {
        if (file === undefined) {
          call.progress({ text: 'building the module' });
          file = (
            await buildModule(buildRequest(plan.module, kernel, places(folder), session), { signal: call.signal })
          ).module.path;
        }
        module = await moduleFacts(plan.module, kernel, places(folder), session);
        list = steps(plan, { ...facts, workstation: { module } });
      }
      const embedded = embedModule && file !== undefined ? (await readPacked(file)).toString('base64') : undefined;
      const looked =
        session === undefined ? undefined : await lookAround(session, facts.board.bootId, list, call.signal);
      return {
        steps: withEffects(list, {
          plan,
          facts: { ...facts, workstation: { module } },
          holders: looked?.holders ?? [],
        }),
        script: script(plan, list, embedded),
        reviewed: reviewedOf(facts.board, list, module),
        ...(looked?.unfinished !== undefined && { unfinished: looked.unfinished }),
      };
    },
    'plan.apply': async ({ text, folder, resume, reviewed, ...where }, call) => {
      const board = await nameOf(parts, where);
      const about = { kind: 'apply', plan: readPlan(text).plan?.name ?? '' } as const;
      const caller = { tell: quietly(call.item), signal: call.signal };
      return await work.run(board, about, caller, async (tell) => {
        const session = await sessionOf(parts, { ...where, board }, call.signal);
        return await applyPlan(session, {
          text,
          where: places(folder),
          resume,
          reviewed,
          signal: call.signal,
          tell,
          secrets: await unspoken(parts, session.board),
          keep: (account) => accounts.keep(account),
        });
      });
    },
    'plan.verify': async ({ text, ...where }, { signal }) => {
      const session = await sessionOf(parts, where, signal);
      const plan = judgedPlan(text, undefined);
      const board = await session.facts(true);
      const regions = compareWithBoard(plan, board);
      const columns = plan.regions.map((region) => {
        const device = board.devices.find(({ name }) => name === region.device);
        return {
          device: region.device,
          wanted: plannedColumn(region),
          ...(device !== undefined && { found: loadedColumn(device) }),
        };
      });
      return { ok: isAsPlanned(regions), regions, columns };
    },
    'plan.rollback': async (where, call) => {
      const board = await nameOf(parts, where);
      const caller = { tell: quietly(call.item), signal: call.signal };
      return await work.run(board, { kind: 'rollback', plan: '' }, caller, async (tell, named) => {
        const session = await sessionOf(parts, { ...where, board }, call.signal);
        return await rollBack(session, tell, named, parts);
      });
    },
    'plan.report': async ({ text, ...where }, { signal }) => {
      const board = await nameOf(parts, where);
      work.refuseWhileRunning(board);
      const session = await sessionOf(parts, { ...where, board }, signal);
      const secrets = await unspoken(parts, session.board);
      return { report: await gatherReport(session, { accounts, text, secrets, signal }) };
    },
  };
}

async function withProfile(board: Facts['board']): Promise<Facts> {
  return { board, profile: (await profileOf(board)).profile };
}

/** What a review tells beside the steps: who holds the devices that would go, and whether an earlier apply is in the way. */
async function lookAround(
  session: BoardSession,
  bootId: string,
  list: readonly Step[],
  signal: AbortSignal,
): Promise<{ holders: Holder[]; unfinished: string | undefined }> {
  const unloads = list.some(({ action }) => action.kind === 'module.unload');
  const { holders } = unloads ? await session.helper.call('device.holders', {}, { signal }) : { holders: [] };
  const before = unfinished(await new ApplyJournal(session, bootId).transactions());
  return { holders, unfinished: before && unfinishedProblem(before).message };
}

async function rollBack(
  session: BoardSession,
  tell: Tell,
  named: (plan: string) => void,
  parts: Pick<HostParts, 'accounts' | 'secrets'>,
): Promise<{ undone: number; left: number }> {
  const { bootId, persisted = [] } = await session.facts(true);
  const journal = new ApplyJournal(session, bootId);
  const standing = (await journal.transactions()).filter(({ state }) => state !== 'rolled-back');
  const newest = standing.at(-1);
  if (newest === undefined) {
    // One that was cut off at its very end leaves a journal that nobody needs.
    await journal.tidy();
    const kept = await keeps(session, persisted);
    throw problem('plan.nothing-applied', 'The board’s journal knows of no apply since it booted.', {
      hint: kept
        ? 'A reboot undoes what was applied before, but for what was written for the next boots: persist show tells it, persist remove takes it away.'
        : 'A reboot undoes what was applied before; module unload unloads what was loaded by hand.',
      data: { bootId, kept },
    });
  }
  named(newest.plan);
  for (const { index, title } of newest.done.toReversed()) await tell({ index, title, state: 'planned' });
  const recorder = await recording(session, journal, newest.id, parts);
  try {
    const undone = await undoAll(session, journal, newest, recorder?.hearing(tell) ?? tell);
    recorder?.endRollBack();
    return { undone, left: standing.length - 1 };
  } catch (thrown) {
    recorder?.endRollBack(thrown);
    throw thrown;
  } finally {
    if (recorder !== undefined) await parts.accounts.keep(recorder.account);
  }
}

/** For the report: what it begins with is what this workstation knows of the apply, else what the journal does. */
async function recording(
  session: BoardSession,
  journal: ApplyJournal,
  id: string,
  parts: Pick<HostParts, 'accounts' | 'secrets'>,
): Promise<Recorder | undefined> {
  const { bootId } = await session.facts();
  const kept = await parts.accounts.read(bootId);
  const account = kept?.id === id ? kept : accountsOf(await journal.entries(), bootId).find((each) => each.id === id);
  if (account === undefined) return undefined;
  const who = whoWeAre();
  const recorder = new Recorder(account, await unspoken(parts, session.board));
  recorder.beginRollBack(who);
  // What cannot be noted is no reason to leave the steps as they are.
  const noted = { format: 1, event: 'rollback', apply: id, who, at: new Date().toISOString() } as const;
  await journal.write(noted).catch(() => {});
  return recorder;
}

/** Whether the tool wrote something for the next boots. Of what was cut off there may be no file any more, and the record all the same. */
async function keeps(session: BoardSession, persisted: readonly PersistedFile[]): Promise<boolean> {
  if (persisted.some(({ ours, changed }) => ours || changed === true)) return true;
  return session.mode !== 'shell' && (await session.helper.call('persist.read', {})).record !== undefined;
}

/** Reports for a caller that may have gone: an apply goes on, or is rolled back, without it. */
function quietly(item: Tell): Tell {
  return async (event) => {
    await item(event).catch(() => {});
  };
}
