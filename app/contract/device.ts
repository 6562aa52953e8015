/** The uiomem devices of a board: their attributes, their memory, their cache. */
import { z } from 'zod';
import { holder, syncState, uiomemDevice } from '../../remote-helper/contract/device.ts';
import { content, eye, largestWatch, watchSample, width } from '../../remote-helper/contract/memory.ts';
import { u64 } from '../../remote-helper/contract/quantity.ts';
import { syncContract as helperSync } from '../../remote-helper/contract/sync.ts';
import { contract } from '../../remote-helper/rpc/contract.ts';
import { onBoard, transfer } from './board.ts';

/** Where in a device, and through which eye; `content` absent: memory when the range is known to be RAM, otherwise refused. */
const place = onBoard.extend({ device: z.string(), eye: eye.optional(), content: content.optional(), offset: u64 });
const ofDevice = onBoard.extend({ device: z.string() });

export const deviceContract = contract({
  'device.list': { input: onBoard, output: z.object({ devices: z.array(uiomemDevice) }), deadlineMs: 0 },
  'device.info': {
    input: ofDevice,
    output: z.object({ device: uiomemDevice, holders: z.array(holder) }),
    deadlineMs: 0,
  },
  /** At most 1 MiB; `width` absent: 32. */
  'memory.read': {
    input: place.extend({ size: u64, width: width.optional() }),
    output: z.object({ address: u64 }),
    outputBytes: true,
    deadlineMs: 0,
  },
  'memory.write': {
    input: place.extend({ width: width.optional() }),
    output: z.object({ address: u64 }),
    inputBytes: true,
    deadlineMs: 0,
  },
  /** Looks at a range again and again, as the helper's `memory.watch` does; `width` absent: 32. */
  'memory.watch': {
    input: place.extend({
      size: z.int().min(1).max(largestWatch),
      width: width.optional(),
      intervalMs: z.number().min(10).max(60_000),
    }),
    output: z.object({}),
    items: watchSample,
    itemBytes: true,
    itemWindow: 4,
    deadlineMs: 0,
  },
  /** `size` absent: to the end of the device. */
  'memory.dump': {
    input: place.extend({ size: u64.optional() }),
    output: z.object({ sha256: z.string(), size: u64 }),
    download: true,
    progress: transfer,
    deadlineMs: 0,
  },
  'memory.load': {
    input: place.extend({ size: u64 }),
    output: z.object({ sha256: z.string() }),
    upload: true,
    progress: transfer,
    deadlineMs: 0,
  },
  'sync.forCpu': {
    input: onBoard.extend(helperSync['sync.forCpu'].input.shape),
    output: helperSync['sync.forCpu'].output,
    deadlineMs: 0,
  },
  'sync.forDevice': {
    input: onBoard.extend(helperSync['sync.forDevice'].input.shape),
    output: helperSync['sync.forDevice'].output,
    deadlineMs: 0,
  },
  'sync.get': { input: ofDevice, output: syncState, deadlineMs: 0 },
  'sync.set': { input: onBoard.extend(helperSync['sync.set'].input.shape), output: syncState, deadlineMs: 0 },
});
