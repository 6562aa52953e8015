/** What takes a step back: data that the journal keeps, and a table that performs it. Each may find that nothing is left to do. */
import { z } from 'zod';
import { persistRecord } from '../../../remote-helper/contract/persist.ts';
import { problemOf } from '../../../remote-helper/rpc/problem.ts';
import { parameter, syncAttributes } from '../../plan/step.ts';
import { forgetMappings } from '../memory/device-mappings.ts';
import { loadAndCheck } from '../module/load.ts';
import { removeUploaded } from '../module/upload.ts';
import type { BoardSession } from '../session/session.ts';

export const undo = z.discriminatedUnion('kind', [
  /** Unloads the module that the step loaded. */
  z.object({ kind: z.literal('module.unload') }),
  /** Loads the module that the step unloaded, as it was loaded. */
  z.object({
    kind: z.literal('module.load'),
    path: z.string(),
    sha256: z.string(),
    parameters: z.array(parameter),
  }),
  /** Gives a device the sync attributes that it had. */
  z.object({ kind: z.literal('sync.set'), device: z.string(), attributes: syncAttributes }),
  /** Removes the module file that the step sent, known by its digest. */
  z.object({ kind: z.literal('upload.remove'), sha256: z.string().regex(/^[0-9a-f]{64}$/) }),
  /** Makes what stays for the next boots as it was before the step, byte for byte. */
  z.object({ kind: z.literal('persist.restore'), record: persistRecord }),
]);
export type Undo = z.output<typeof undo>;

type Table = {
  readonly [K in Undo['kind']]: (what: Extract<Undo, { kind: K }>, session: BoardSession) => Promise<void>;
};

const table: Table = {
  async 'module.unload'(_what, session) {
    const { uiomem } = await session.facts(true);
    if (uiomem === undefined) return;
    forgetMappings(session);
    await session.helper.call('module.unload', {});
  },
  async 'module.load'({ path, sha256, parameters }, session) {
    const { uiomem } = await session.facts(true);
    // The unload that this takes back never happened.
    if (uiomem !== undefined) return;
    await loadAndCheck(session.helper, { path, sha256 }, parameters);
  },
  async 'sync.set'({ device, attributes }, session) {
    try {
      await session.helper.call('sync.set', { device, ...attributes });
    } catch (thrown) {
      // A device that is gone keeps no attributes.
      if (problemOf(thrown).id !== 'device.missing') throw thrown;
    }
  },
  async 'upload.remove'({ sha256 }, { connection, probe }) {
    await removeUploaded({ connection, places: probe.places }, sha256);
  },
  async 'persist.restore'({ record }, session) {
    await session.helper.call('persist.restore', { record });
  },
};

/** Performs it, whatever the caller's own signal says: taking back is never cancelled half way. */
export async function performUndo(what: Undo, session: BoardSession): Promise<void> {
  await (table[what.kind] as (what: Undo, session: BoardSession) => Promise<void>)(what, session);
}
