/** What each kind of step does. A step’s way back is known before it touches the board. */
import { problem } from '../../../remote-helper/rpc/problem.ts';
import type { ModuleFacts } from '../../plan/facts.ts';
import type { Plan } from '../../plan/schema.ts';
import type { Action, ActionKind } from '../../plan/step.ts';
import { forgetMappings } from '../memory/device-mappings.ts';
import { buildModule } from '../module/build.ts';
import { sendAndLoad } from '../module/load.ts';
import { type Uploaded, type UploadTarget, uploadedModules, uploadModule } from '../module/upload.ts';
import type { BoardSession } from '../session/session.ts';
import { dkmsFiles } from './dkms-files.ts';
import { buildRequest, type PlanPlaces } from './gather.ts';
import { loadedFile } from './loaded-file.ts';
import type { Undo } from './undo.ts';

/** What the steps of one run share. */
export interface Run {
  readonly session: BoardSession;
  readonly plan: Plan;
  readonly where: PlanPlaces;
  readonly signal: AbortSignal;
  /** A line for people: of the compiler, of the kernel. */
  output(text: string): Promise<void>;
  /** The module as a file here, once it is known; on the board, once it was sent. */
  module: { file?: ModuleFacts; uploaded?: Uploaded };
}

interface Performer<A extends Action> {
  /** What takes the step back when it stops anywhere. Throws when there is no way back and there must be one. */
  wayBack?(action: A, run: Run): Promise<Undo | undefined>;
  perform(action: A, run: Run): Promise<void>;
}

function uploadTarget({ connection, probe }: BoardSession): UploadTarget {
  return { connection, places: probe.places };
}

export type Performers = { readonly [K in ActionKind]: Performer<Extract<Action, { kind: K }>> };

export const performers: Performers = {
  'module.build': {
    async perform(_action, run) {
      const { kernel } = await run.session.facts();
      await buildModule(buildRequest(run.plan.module, kernel, run.where, run.session), {
        signal: run.signal,
        onLine: (line) => run.output(line),
      });
    },
  },
  'module.upload': {
    async wayBack(_action, { session, signal, module }) {
      const sha256 = module.file?.sha256 ?? '';
      const there = await uploadedModules(uploadTarget(session), signal);
      return there.some((path) => path.includes(sha256)) ? undefined : { kind: 'upload.remove', sha256 };
    },
    async perform(_action, { session, signal, module }) {
      const { file } = module;
      if (file === undefined) throw problem('internal', 'A module is to be sent before there is one.');
      const { kernel } = await session.facts();
      module.uploaded = await uploadModule(uploadTarget(session), file.path, kernel, { signal });
    },
  },
  'module.unload': {
    async wayBack(_action, { session, signal }) {
      const { uiomem } = await session.facts();
      return uiomem === undefined ? undefined : { kind: 'module.load', ...(await loadedFile(session, uiomem, signal)) };
    },
    async perform(_action, { session, signal, output }) {
      forgetMappings(session);
      const { closedMappings } = await session.helper.call('module.unload', {}, { signal });
      if (closedMappings > 0)
        await output(`closed ${closedMappings} mapping${closedMappings === 1 ? '' : 's'} of ours`);
    },
  },
  'module.load': {
    wayBack: async () => ({ kind: 'module.unload' }),
    async perform({ parameters }, { session, signal, plan, module, output }) {
      const { file, uploaded } = module;
      if (file === undefined || uploaded === undefined) {
        throw problem('internal', 'A module is to be loaded before it was sent.');
      }
      const board = await session.facts();
      const { kernel } = board;
      const send = async (again: boolean) =>
        again ? await uploadModule(uploadTarget(session), file.path, kernel, { signal, again }) : uploaded;
      const { log } = await sendAndLoad(session.helper, send, parameters, {
        signal,
        context: { plan, facts: { board } },
      });
      for (const { text } of log) await output(text);
    },
  },
  'sync.set': {
    async wayBack({ device, attributes }, { session, signal }) {
      const now = await session.helper.call('sync.get', { device }, { signal });
      const before = Object.keys(attributes).map((name) => [name, now[name as keyof typeof now]]);
      return { kind: 'sync.set', device, attributes: Object.fromEntries(before) };
    },
    async perform({ device, attributes }, { session, signal }) {
      await session.helper.call('sync.set', { device, ...attributes }, { signal });
    },
  },
  'persist.group': {
    wayBack: recordNow,
    async perform({ name }, { session, signal, output }) {
      await tellAll(await session.helper.call('persist.group', { name }, { signal }), output);
    },
  },
  'persist.write': {
    wayBack: recordNow,
    async perform({ file, text, replace }, { session, signal, output }) {
      await tellAll(await session.helper.call('persist.write', { kind: file, text, replace }, { signal }), output);
    },
  },
  'persist.install': {
    wayBack: recordNow,
    async perform({ replace }, { session, signal, module, output }) {
      const { uploaded } = module;
      if (uploaded === undefined) throw problem('internal', 'A module is to be installed before it was sent.');
      const { path, sha256 } = uploaded;
      await tellAll(await session.helper.call('persist.install', { path, sha256, replace }, { signal }), output);
    },
  },
  'persist.dkms': {
    wayBack: recordNow,
    async perform({ replace }, { session, plan, where, signal, module, output }) {
      const version = module.file?.source?.version;
      if (version === undefined) throw problem('internal', 'DKMS is to be told of a source before it was read.');
      const { source } = buildRequest(plan.module, (await session.facts()).kernel, where);
      const files = await dkmsFiles(source, version);
      const onItem = ({ line }: { line: string }) => void output(line);
      await tellAll(await session.helper.call('persist.dkms', { version, files, replace }, { signal, onItem }), output);
    },
  },
  'persist.remove': {
    wayBack: recordNow,
    async perform({ paths, group }, { session, plan, signal, output }) {
      const changed = plan.persist?.replace === true ? 'discard' : 'refuse';
      await tellAll(await session.helper.call('persist.remove', { paths, group, changed }, { signal }), output);
    },
  },
};

/** What stands before the step: the helper makes it so again. */
async function recordNow(_action: Action, { session, signal }: Run): Promise<Undo> {
  const { record } = await session.helper.call('persist.read', {}, { signal });
  return { kind: 'persist.restore', record: record ?? { format: 1, entries: [], folders: [] } };
}

async function tellAll({ told }: { readonly told: readonly string[] }, output: Run['output']): Promise<void> {
  for (const sentence of told) await output(sentence);
}
