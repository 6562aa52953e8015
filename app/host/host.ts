/** The host: every procedure of its contract, over one set of boards, secrets and sessions. */
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { z } from 'zod';
import type { Handlers } from '../../remote-helper/rpc/contract.ts';
import { type Problem, problem } from '../../remote-helper/rpc/problem.ts';
import type { Question } from '../contract/board.ts';
import type { HostContract } from '../contract.ts';
import { BoardWork } from './apply/board-work.ts';
import { KeptAccounts } from './apply/kept-accounts.ts';
import { KeptSecrets, type SecretStore } from './boards/kept-secrets.ts';
import { BoardRegistry } from './boards/registry.ts';
import { Secrets } from './boards/secrets.ts';
import { toolDriver } from './module/tool-driver.ts';
import { cacheFolder } from './module/workstation.ts';
import { boardProcedures } from './procedures/board.ts';
import { cleanProcedures } from './procedures/clean.ts';
import { clientProcedures } from './procedures/client.ts';
import { deviceProcedures } from './procedures/device.ts';
import { deviceTreeProcedures } from './procedures/device-tree.ts';
import { emulatedProcedures, emulatedStatuses } from './procedures/emulated.ts';
import { logProcedures } from './procedures/log.ts';
import { tellingLostLinks } from './procedures/lost-link.ts';
import { moduleProcedures } from './procedures/module.ts';
import type { HostParts } from './procedures/parts.ts';
import { persistProcedures } from './procedures/persist.ts';
import { planProcedures } from './procedures/plan.ts';
import { profileProcedures } from './procedures/profile.ts';
import { recentProcedures } from './procedures/recent.ts';
import { settingsProcedures } from './procedures/settings.ts';
import { stateProcedures } from './procedures/state.ts';
import { terminalProcedures } from './procedures/terminal.ts';
import { textProcedures } from './procedures/text-file.ts';
import { type Shell, windowProcedures } from './procedures/window.ts';
import { RecentList } from './recent/recent-list.ts';
import { SessionPool } from './session/session-pool.ts';
import { SettingsStore } from './settings/settings-store.ts';
import { lookingAfterwards } from './state/after-calls.ts';
import { HostTruth } from './state/host-truth.ts';

z.config({ jitless: true });

export interface Host extends AsyncDisposable {
  readonly handlers: Handlers<HostContract>;
}

export interface HostOptions {
  /** Told of a settings file that could not be understood and was put aside. */
  onDamage?(damage: Problem): void;
  /** Told of each question of a server, beside the stage reports and the state, which a command may not follow. */
  onQuestion?(question: Question): void;
  /** Absent: it is one command's. */
  readonly shell?: Shell;
  /** The system's store of secrets; absent: this host keeps them in its memory only. */
  readonly secretStore?: SecretStore;
}

export function createHost(options: HostOptions = {}): Host {
  const { shell = { kind: 'command' }, onDamage, onQuestion } = options;
  const damage = onDamage === undefined ? {} : { onDamage };
  const boards = new BoardRegistry(damage);
  const settings = new SettingsStore(damage);
  const kept = new KeptSecrets({
    store: options.secretStore,
    whyNone: whyNoStore[shell.kind],
    find: async (name) => (await boards.list()).boards.find((board) => board.name === name),
  });
  const secrets = new Secrets(onQuestion, kept);
  const sessions = new SessionPool({
    secrets,
    program: shell.kind === 'command' ? 'command line' : 'window',
    find: (name) => boards.find(name),
    onState: (name, line) => truth.onLine(name, line),
  });
  const work = new BoardWork((name, state) => truth.onWork(name, state));
  const truth = new HostTruth({
    boards,
    emulated: emulatedStatuses,
    toolDriver: (kernel) => toolDriver(parts.driverSource, parts.places.cache, kernel),
    gone: (name) => {
      if (!work.isRunning(name)) void sessions.drop(name);
    },
  });
  const parts: HostParts = {
    boards,
    secrets,
    kept,
    recent: new RecentList(onDamage === undefined ? {} : { onDamage }),
    sessions,
    truth,
    work,
    accounts: new KeptAccounts(),
    places: { cache: cacheFolder() },
    driverSource: driverSource(),
  };
  const handlers = {
    ...boardProcedures(parts),
    ...cleanProcedures(parts),
    ...emulatedProcedures(parts),
    ...logProcedures(parts),
    ...moduleProcedures(parts),
    ...deviceProcedures(parts),
    ...deviceTreeProcedures(parts),
    ...planProcedures(parts),
    ...persistProcedures(parts),
    ...clientProcedures,
    ...profileProcedures(parts),
    ...settingsProcedures(settings),
    ...recentProcedures(parts),
    ...stateProcedures(parts),
    ...terminalProcedures(parts),
    ...textProcedures,
    ...windowProcedures(shell),
  };
  return {
    handlers: tellingLostLinks(lookingAfterwards(handlers, truth)),
    async [Symbol.asyncDispose]() {
      truth[Symbol.dispose]();
      await sessions[Symbol.asyncDispose]();
    },
  };
}

/** Of the ways in which a host is started, only the desktop application has the system's store at hand. */
const whyNoStore: Readonly<Record<Shell['kind'], string>> = {
  electron: 'The desktop application offers no store of secrets.',
  browser: 'This host serves browsers; the system’s store of secrets is the desktop application’s.',
  command: 'This host is one command’s; the system’s store of secrets is the desktop application’s.',
};

/** kernel/ of the checkout, or beside the program in a package. */
function driverSource(): string {
  for (let folder = import.meta.dirname; ; folder = dirname(folder)) {
    if (existsSync(join(folder, 'kernel', 'uiomem-ioctl.h'))) return join(folder, 'kernel');
    if (folder === dirname(folder)) break;
  }
  throw problem('module.source-missing', 'The driver’s source that comes with the tool is not there.', {
    hint: 'Reinstall the tool: it wants a folder kernel above its own.',
    data: { searchedFrom: import.meta.dirname },
  });
}
