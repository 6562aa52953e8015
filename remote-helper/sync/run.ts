/** Running sync for CPU and sync for device. */
import type { BoardFiles } from '../board-files.ts';
import type { Direction, Owner, SyncState, UiomemDevice } from '../contract/device.ts';
import { hex } from '../contract/hex.ts';
import type { Range } from '../contract/quantity.ts';
import { classFolder } from '../devices/class-files.ts';
import { readDevice, readSyncState } from '../devices/read.ts';
import { problem } from '../rpc/problem.ts';
import { setAttributes } from './attributes.ts';
import { byAttributes, packedCommand } from './command.ts';

export interface SyncRequest {
  readonly device: string;
  readonly range?: Range | undefined;
  readonly direction?: Direction | undefined;
}

export type SyncFile = 'sync_for_cpu' | 'sync_for_device';

/**
 * How a request is carried out: one packed word where the range fits one, else the attributes set for one command.
 * `attributes` are then stored before and put back after it.
 */
export function planSync(
  request: SyncRequest,
  now: SyncState,
): { command: bigint; attributes?: { offset: bigint; size: bigint; direction: Direction } } {
  if (request.range === undefined && request.direction === undefined) return { command: byAttributes };
  const range = request.range ?? { offset: now.offset, size: now.size };
  const direction = request.direction ?? now.direction;
  const packed = packedCommand(range, direction);
  return packed !== undefined
    ? { command: packed }
    : { command: byAttributes, attributes: { offset: range.offset, size: range.size, direction } };
}

/** Requests of one device follow each other: two that both need the attributes would undo one another. */
const turns = new Map<string, Promise<unknown>>();

/**
 * Throws `sync.outside` (the range is not inside the device), `sync.interrupted` (EINTR: part of it was done, the owner is
 * unchanged), `sync.refused` (any other error), `device.missing`.
 */
export async function runSync(
  files: BoardFiles,
  file: SyncFile,
  request: SyncRequest,
): Promise<{ owner: Owner; commands: bigint[] }> {
  const turn = (turns.get(request.device) ?? Promise.resolve()).then(() => sync(files, file, request));
  turns.set(
    request.device,
    turn.catch(() => undefined),
  );
  return await turn;
}

async function sync(
  files: BoardFiles,
  file: SyncFile,
  request: SyncRequest,
): Promise<{ owner: Owner; commands: bigint[] }> {
  const device = await readDevice(files, request.device);
  const range = request.range ?? { offset: device.sync.offset, size: device.sync.size };
  if (range.offset > device.size || range.size > device.size - range.offset) throw outside(device, range);
  const { command, attributes } = planSync(request, device.sync);
  if (attributes !== undefined) await setAttributes(files, device.name, attributes);
  try {
    await files.writeValue(`${classFolder}/${device.name}/${file}`, hex(command));
  } catch (cause) {
    throw refused(device, file, range, cause as NodeJS.ErrnoException);
  } finally {
    if (attributes !== undefined) {
      const { offset, size, direction } = device.sync;
      await setAttributes(files, device.name, { offset, size, direction });
    }
  }
  return { owner: (await readSyncState(files, device.name)).owner, commands: [command] };
}

function outside(device: UiomemDevice, range: Range): Error {
  return problem(
    'sync.outside',
    `The range at offset ${hex(range.offset)} of ${hex(range.size)} bytes does not lie inside ${device.name}, which has ${hex(device.size)} bytes.`,
    {
      hint: `Offset and size together may reach ${hex(device.size)}; sync_offset and sync_size count from the device's start.`,
      data: { device: device.name, offset: hex(range.offset), size: hex(range.size), deviceSize: hex(device.size) },
    },
  );
}

function refused(device: UiomemDevice, file: SyncFile, range: Range, cause: NodeJS.ErrnoException): Error {
  const data = { device: device.name, file, offset: hex(range.offset), size: hex(range.size), errno: cause.code };
  if (cause.code === 'EINTR') {
    return problem(
      'sync.interrupted',
      `The sync of ${device.name} was interrupted: lines done stay done, the owner is unchanged.`,
      { data, cause },
    );
  }
  return problem(
    'sync.refused',
    `The driver refused the sync of ${device.name} (${file}): ${cause.code ?? cause.message}.`,
    { data, cause },
  );
}
