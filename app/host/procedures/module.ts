/** The driver as a file: built, uploaded, loaded, unloaded. */
import type { Handlers } from '../../../remote-helper/rpc/contract.ts';
import { problem } from '../../../remote-helper/rpc/problem.ts';
import type { moduleContract } from '../../contract/module.ts';
import { driverName, ofAnother } from '../../plan/loaded-driver.ts';
import { givenParameters } from '../../plan/parameters.ts';
import { forgetMappings } from '../memory/device-mappings.ts';
import { architectureOfMachine } from '../module/architecture.ts';
import { buildModule, checkBuild } from '../module/build.ts';
import type { BuildRequest } from '../module/build-request.ts';
import { BuiltModules } from '../module/built-modules.ts';
import { checkModule } from '../module/check-module.ts';
import { unfitProblem } from '../module/fits-board.ts';
import { sendAndLoad } from '../module/load.ts';
import { checkParameters } from '../module/parameters.ts';
import { fileOfLoaded, notReplaced } from '../module/reload.ts';
import { toolDriver } from '../module/tool-driver.ts';
import { uploadedModules, uploadModule } from '../module/upload.ts';
import { loadedOtherwise, wantedDevices } from '../module/wanted-devices.ts';
import type { BoardSession } from '../session/session.ts';
import { helperIsLost, linkIsLost, StepsTaken } from '../session/steps-taken.ts';
import { wholePath } from '../text-file/text-file.ts';
import { type HostParts, nameOf, sessionOf } from './parts.ts';

/** What is built, against what, and where. */
interface Wanted {
  readonly folder?: string | undefined;
  readonly headers?: string | undefined;
  readonly on?: 'workstation' | 'board' | undefined;
}

/** A file or folder of this machine. Throws `module.path-relative`. */
function here(written: string): string {
  const path = wholePath(written);
  if (path !== undefined) return path;
  throw problem('module.path-relative', `${written} does not say where it is.`, {
    hint: 'Give its whole path: /home/…, or ~/….',
    data: { path: written },
  });
}

export function moduleProcedures(parts: HostParts): Handlers<typeof moduleContract> {
  const target = (session: BoardSession) => ({ connection: session.connection, places: session.probe.places });
  const request = async (session: BoardSession, { folder, headers, on }: Wanted): Promise<BuildRequest> => ({
    kernel: (await session.facts()).kernel,
    source: folder === undefined ? parts.driverSource : here(folder),
    // A folder of the board is the board's to find.
    headers: headers === undefined || on === 'board' ? headers : here(headers),
    places: parts.places,
    ...(on === 'board' && { on: target(session) }),
  });
  const refuseUnfit = async (
    file: string,
    board: Awaited<ReturnType<Parameters<typeof checkModule>[1]>>,
  ): Promise<void> => {
    const unfit = unfitProblem((await checkModule(file, async () => board, parts.places)).rows);
    if (unfit !== undefined) throw unfit;
  };

  /** The path of the driver that comes with the tool, built for the board. */
  const builtFor = async (session: BoardSession, onText: (text: string) => void, signal: AbortSignal) => {
    onText('building the module');
    return (await buildModule(await request(session, {}), { signal })).module.path;
  };

  return {
    'module.preflight': async (input, call) => {
      const session = await sessionOf(parts, input, call.signal);
      return { rows: [...(await checkBuild(await request(session, input))).rows] };
    },
    'module.check': async ({ file, ...where }, call) => {
      const facts = async () => await (await sessionOf(parts, where, call.signal)).facts(true);
      return await checkModule(here(file), facts, parts.places);
    },
    'module.build': async (input, call) => {
      const session = await sessionOf(parts, input, call.signal);
      return await buildModule(await request(session, input), {
        signal: call.signal,
        onLine: (line, message) => call.item({ line, ...(message !== undefined && { message }) }),
      });
    },
    'module.list': async () => ({ built: await new BuiltModules(parts.places.cache).list() }),
    'module.forget': async ({ path }) => ({ module: await new BuiltModules(parts.places.cache).remove(path) }),
    'module.upload': async ({ file: written, ...where }, call) => {
      const file = here(written);
      const session = await sessionOf(parts, where, call.signal);
      const { kernel } = await session.facts();
      await refuseUnfit(file, { kernel });
      return await uploadModule(target(session), file, kernel, {
        signal: call.signal,
        onProgress: (done, total) => call.progress({ what: 'module', done, total }),
      });
    },
    'module.load': async ({ file: written, parameters, ...where }, call) => {
      const file = written === undefined ? undefined : here(written);
      parts.work.refuseWhileRunning(await nameOf(parts, where));
      const session = await sessionOf(parts, where, call.signal);
      const { kernel, uiomem, modules, devices } = await session.facts(true);
      if (uiomem !== undefined) {
        const differing = loadedOtherwise(wantedDevices(parameters), devices);
        const told = differing.map(({ device, wanted, found }) => `${device}: wanted ${wanted}, loaded ${found}`);
        const more = told.length === 0 ? '' : ` (${told.join('; ')})`;
        throw problem('module.already-loaded', `The ${driverName(uiomem)} is loaded already${more}.`, {
          hint: ofAnother(uiomem)
            ? 'Work with it as it is (its devices are those of device list; plan new --from-board), or take it out first: module unload.'
            : 'Unload it first (module unload), to load it with other parameters.',
          data: {
            parameters: uiomem.parameters,
            driver: uiomem.driver ?? null,
            version: uiomem.version ?? null,
            differing,
          },
        });
      }
      const onText = (text: string) => call.progress({ text });
      const path = file ?? (await builtFor(session, onText, call.signal));
      await refuseUnfit(path, { kernel, modules });
      await checkParameters(parameters, path, kernel);
      const send = (again: boolean) => uploadModule(target(session), path, kernel, { signal: call.signal, again });
      const context = { facts: { board: await session.facts() } };
      const taken = new StepsTaken();
      return await sendAndLoad(session.helper, send, parameters, {
        signal: call.signal,
        context,
        taken,
        onText,
      }).catch((thrown) => {
        throw taken.told(
          thrown,
          'module status tells whether it is loaded once the board can be reached; module load again, or module unload.',
        );
      });
    },
    'module.reload': async ({ file: written, parameters: asked, ...where }, call) => {
      const file = written === undefined ? undefined : here(written);
      const { signal } = call;
      parts.work.refuseWhileRunning(await nameOf(parts, where));
      const session = await sessionOf(parts, where, signal);
      const { kernel, uiomem, modules } = await session.facts(true);
      if (uiomem === undefined) {
        throw problem('module.not-loaded', 'The uiomem module is not loaded.', { hint: 'Load it: module load.' });
      }
      const parameters = asked ?? givenParameters(uiomem.parameters);
      const onText = (text: string) => call.progress({ text });
      const path = file ?? (await builtFor(session, onText, signal));
      await refuseUnfit(path, { kernel, modules: modules.filter(({ name }) => name !== 'uiomem') });
      await checkParameters(parameters, path, kernel);
      const before = fileOfLoaded(uiomem, kernel, await new BuiltModules(parts.places.cache).list());
      const context = { facts: { board: await session.facts() } };
      onText('uploading the module');
      await uploadModule(target(session), path, kernel, { signal });
      // From here to the end it is not cancelled: half way there would be no driver.
      signal.throwIfAborted();
      const taken = new StepsTaken();
      taken.begin('unload the module');
      onText('unloading the module');
      forgetMappings(session);
      const told = (thrown: unknown) =>
        taken.told(thrown, 'module status tells what is loaded once the board answers.');
      const { closedMappings } = await session.helper.call('module.unload', {}).catch((thrown) => {
        throw told(thrown);
      });
      const send = (again: boolean) => uploadModule(target(session), path, kernel, { again });
      const loaded = await sendAndLoad(session.helper, send, parameters, { context, taken, onText }).catch(
        async (thrown: unknown) => {
          if (linkIsLost(thrown) || helperIsLost(thrown)) throw told(thrown);
          throw notReplaced(thrown, uiomem, before, (await session.facts(true)).uiomem);
        },
      );
      return { ...loaded, closedMappings };
    },
    'module.unload': async (where, call) => {
      parts.work.refuseWhileRunning(await nameOf(parts, where));
      const session = await sessionOf(parts, where, call.signal);
      const { uiomem } = await session.facts(true);
      forgetMappings(session);
      const unloaded = await session.helper.call('module.unload', {}, { signal: call.signal });
      return { ...unloaded, ...(uiomem !== undefined && { module: uiomem }) };
    },
    'module.status': async (where, call) => {
      const session = await sessionOf(parts, where, call.signal);
      const { uiomem, kernel } = await session.facts(true);
      const architecture = architectureOfMachine(kernel.machine);
      const { holders } =
        uiomem === undefined
          ? { holders: [] }
          : await session.helper.call('device.holders', {}, { signal: call.signal });
      return {
        ...(uiomem !== undefined && { loaded: uiomem }),
        ...(architecture !== undefined && { architecture: architecture.name }),
        tool: await toolDriver(parts.driverSource, parts.places.cache, kernel),
        built: await new BuiltModules(parts.places.cache).list(),
        uploaded: await uploadedModules(target(session), call.signal),
        holders,
      };
    },
  };
}
