/** A session's mappings of devices, made when first needed and used again, so that one access costs one round trip. */
import type { Content, Eye } from '../../../remote-helper/contract/memory.ts';
import { problemOf } from '../../../remote-helper/rpc/problem.ts';
import type { BoardSession } from '../session/session.ts';

export interface View {
  readonly device: string;
  readonly eye: Eye;
  readonly content: Content;
  readonly writable: boolean;
}

export interface DeviceMapping {
  readonly mapping: number;
  readonly address: bigint;
  readonly size: bigint;
}

const bySession = new WeakMap<BoardSession, Map<string, Promise<DeviceMapping>>>();

/** The mapping of a whole device. Throws what the helper's `memory.map` throws. */
export async function mapDevice(session: BoardSession, view: View): Promise<DeviceMapping> {
  const mappings = own(session);
  const key = JSON.stringify([view.device, view.eye, view.content, view.writable]);
  const known = mappings.get(key);
  if (known !== undefined) return await known;
  const made = session.helper.call('memory.map', view);
  mappings.set(key, made);
  made.catch(() => mappings.delete(key));
  return await made;
}

/** Runs work on a mapping; one that turns out to be gone is made anew for the next call, never silently for this one. */
export async function onMapping<T>(
  session: BoardSession,
  view: View,
  work: (mapping: DeviceMapping) => Promise<T>,
): Promise<T> {
  const mapping = await mapDevice(session, view);
  try {
    return await work(mapping);
  } catch (thrown) {
    if (problemOf(thrown).id.startsWith('mapping.')) forgetMappings(session);
    throw thrown;
  }
}

/** To be called when the helper has closed them: at unload, and when it died. */
export function forgetMappings(session: BoardSession): void {
  bySession.delete(session);
}

function own(session: BoardSession): Map<string, Promise<DeviceMapping>> {
  const known = bySession.get(session) ?? new Map<string, Promise<DeviceMapping>>();
  bySession.set(session, known);
  return known;
}
