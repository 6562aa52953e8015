/** The host: every procedure of its contract, over one set of boards, secrets and sessions. */
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { z } from 'zod';
import type { Handlers } from '../../remote-helper/rpc/contract.ts';
import { type Problem, problem } from '../../remote-helper/rpc/problem.ts';
import type { HostContract } from '../contract.ts';
import { BoardRegistry } from './boards/registry.ts';
import { Secrets } from './boards/secrets.ts';
import { cacheFolder } from './module/workstation.ts';
import { boardProcedures } from './procedures/board.ts';
import { deviceProcedures } from './procedures/device.ts';
import { emulatedProcedures } from './procedures/emulated.ts';
import { moduleProcedures } from './procedures/module.ts';
import type { HostParts } from './procedures/parts.ts';
import { planProcedures } from './procedures/plan.ts';
import { type Shell, windowProcedures } from './procedures/window.ts';
import { SessionPool } from './session/session-pool.ts';

z.config({ jitless: true });

export interface Host extends AsyncDisposable {
  readonly handlers: Handlers<HostContract>;
}

/** `onDamage` is told of a settings file that could not be understood and was put aside; without `shell` it is one command's. */
export function createHost(options: { onDamage?(damage: Problem): void; readonly shell?: Shell } = {}): Host {
  const secrets = new Secrets();
  const sessions = new SessionPool(secrets);
  const parts: HostParts = {
    boards: new BoardRegistry(options.onDamage === undefined ? {} : { onDamage: options.onDamage }),
    secrets,
    sessions,
    places: { cache: cacheFolder() },
    driverSource: driverSource(),
  };
  return {
    handlers: {
      ...boardProcedures(parts),
      ...emulatedProcedures(parts),
      ...moduleProcedures(parts),
      ...deviceProcedures(parts),
      ...planProcedures(parts),
      ...windowProcedures(options.shell ?? { kind: 'command' }),
    },
    [Symbol.asyncDispose]: () => sessions[Symbol.asyncDispose](),
  };
}

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
