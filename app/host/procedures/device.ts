/** The uiomem devices of a board: attributes, memory, cache. */
import { createHash } from 'node:crypto';
import type { UiomemDevice } from '../../../remote-helper/contract/device.ts';
import type { Content, Eye } from '../../../remote-helper/contract/memory.ts';
import type { Handlers } from '../../../remote-helper/rpc/contract.ts';
import { problem } from '../../../remote-helper/rpc/problem.ts';
import type { OnBoard } from '../../contract/board.ts';
import type { deviceContract } from '../../contract/device.ts';
import { plannedContent } from '../apply/planned-content.ts';
import { onMapping, type View } from '../memory/device-mappings.ts';
import { contentOf } from '../memory/known-memory.ts';
import type { BoardSession } from '../session/session.ts';
import { type HostParts, sessionOf } from './parts.ts';

interface Place extends OnBoard {
  readonly device: string;
  readonly eye?: Eye | undefined;
  readonly content?: Content | undefined;
}

export function deviceProcedures(parts: HostParts): Handlers<typeof deviceContract> {
  const at = async (place: Place, writable: boolean, signal: AbortSignal) => {
    const session = await sessionOf(parts, place, signal);
    return { session, view: await viewOf(session, place, writable) };
  };

  return {
    'device.list': async (where, call) => {
      const session = await sessionOf(parts, where, call.signal);
      return await session.helper.call('device.list', {}, { signal: call.signal });
    },
    'device.info': async ({ device: name, ...where }, call) => {
      const session = await sessionOf(parts, where, call.signal);
      const device = await deviceOf(session, name);
      const { holders } = await session.helper.call('device.holders', {}, { signal: call.signal });
      return { device, holders: holders.filter((each) => each.device === name) };
    },
    'memory.read': async ({ offset, size, width = 32, ...place }, { signal }) => {
      const { session, view } = await at(place, false, signal);
      return await onMapping(session, view, async ({ mapping, address }) => {
        const { bytes } = await session.helper.call('memory.read', { mapping, offset, size, width }, { signal });
        return { output: { address: address + offset }, bytes };
      });
    },
    'memory.write': async ({ offset, width = 32, ...place }, { signal, bytes }) => {
      const { session, view } = await at(place, true, signal);
      return await onMapping(session, view, async ({ mapping, address }) => {
        await session.helper.call('memory.write', { mapping, offset, width }, { signal, bytes });
        return { address: address + offset };
      });
    },
    'memory.watch': async ({ offset, size, width = 32, intervalMs, ...place }, call) => {
      const { session, view } = await at(place, false, call.signal);
      return await onMapping(session, view, ({ mapping }) =>
        session.helper.call(
          'memory.watch',
          { mapping, offset, size, width, intervalMs },
          { signal: call.signal, onItem: (sample, bytes) => call.item(sample, bytes) },
        ),
      );
    },
    'memory.dump': async ({ offset, size: wanted, ...place }, call) => {
      const { session, view } = await at(place, false, call.signal);
      return await onMapping(session, view, async ({ mapping, size: whole }) => {
        const size = wanted ?? (offset < whole ? whole - offset : 0n);
        const told = transferTold('dump', size, (report) => call.progress(report));
        const hash = createHash('sha256');
        await session.helper.call(
          'memory.dump',
          { mapping, offset, size },
          {
            signal: call.signal,
            async onBytes(bytes) {
              hash.update(bytes);
              await call.send(bytes);
              told(bytes.length);
            },
          },
        );
        return { sha256: hash.digest('hex'), size };
      });
    },
    'memory.load': async ({ offset, size, ...place }, call) => {
      const { session, view } = await at(place, true, call.signal);
      const told = transferTold('load', size, (report) => call.progress(report));
      const upload = (async function* () {
        for await (const bytes of call.upload) {
          yield bytes;
          told(bytes.length);
        }
      })();
      return await onMapping(session, view, ({ mapping }) =>
        session.helper.call('memory.load', { mapping, offset, size }, { signal: call.signal, upload }),
      );
    },
    'sync.forCpu': async ({ board, connected, ...input }, { signal }) =>
      await (await sessionOf(parts, { board, connected }, signal)).helper.call('sync.forCpu', input, { signal }),
    'sync.forDevice': async ({ board, connected, ...input }, { signal }) =>
      await (await sessionOf(parts, { board, connected }, signal)).helper.call('sync.forDevice', input, { signal }),
    'sync.get': async ({ board, connected, ...input }, { signal }) =>
      await (await sessionOf(parts, { board, connected }, signal)).helper.call('sync.get', input, { signal }),
    'sync.set': async ({ board, connected, ...input }, { signal }) =>
      await (await sessionOf(parts, { board, connected }, signal)).helper.call('sync.set', input, { signal }),
  };
}

/** Throws `device.unknown`. */
async function deviceOf(session: BoardSession, name: string): Promise<UiomemDevice> {
  const { devices } = await session.helper.call('device.list', {});
  const found = devices.find((device) => device.name === name);
  if (found !== undefined) return found;
  const names = devices.map((device) => device.name);
  throw problem('device.unknown', `The board has no uiomem device ${name}.`, {
    hint: names.length === 0 ? 'None is loaded: module load, or plan apply.' : `It has ${names.join(', ')}.`,
    data: { device: name, devices: names },
  });
}

/** Asked anew each time, since another workstation may have applied another plan. */
async function knownContent(session: BoardSession, name: string): Promise<Content> {
  const device = await deviceOf(session, name);
  return contentOf(device, await session.facts(), await plannedContent(session, device));
}

/** By default the CPU's eye on memory, and the device's on registers, which must not be cached. */
async function viewOf(session: BoardSession, place: Place, writable: boolean): Promise<View> {
  const content = place.content ?? (await knownContent(session, place.device));
  return { device: place.device, eye: place.eye ?? (content === 'registers' ? 'device' : 'cpu'), content, writable };
}

/** Counts bytes and reports them; totals of 2^53 bytes and more do not occur. */
function transferTold(
  what: string,
  total: bigint,
  report: (transfer: { what: string; done: number; total: number }) => void,
): (bytes: number) => void {
  let done = 0;
  return (bytes) => {
    done += bytes;
    report({ what, done, total: Number(total) });
  };
}
