/** Whether a device may be looked at without harm: plain memory, or something whose reads may have effects. */
import type { UiomemDevice } from '../../../remote-helper/contract/device.ts';
import type { BoardFacts } from '../../../remote-helper/contract/facts.ts';
import type { Content } from '../../../remote-helper/contract/memory.ts';
import { problem } from '../../../remote-helper/rpc/problem.ts';

/** Memory for certain: a reservation of the device tree (it is carved out of RAM) holds the whole device. */
export function isKnownMemory(device: UiomemDevice, facts: Pick<BoardFacts, 'reservedMemory'>): boolean {
  return facts.reservedMemory.some(
    ({ address, size }) =>
      address !== undefined &&
      size !== undefined &&
      device.address >= address &&
      device.address + device.size <= address + size,
  );
}

/** What a plan says, else memory where that is certain. Throws `memory.content-unknown`. */
export function contentOf(
  device: UiomemDevice,
  facts: Pick<BoardFacts, 'reservedMemory'>,
  planned: Content | undefined,
): Content {
  if (planned !== undefined) return planned;
  if (isKnownMemory(device, facts)) return 'memory';
  throw problem(
    'memory.content-unknown',
    `It is not known whether ${device.name} is memory or registers; reading registers can have effects.`,
    {
      hint: 'Say which: --content memory, or --content registers; or apply a plan, which says it for good.',
      data: { device: device.name, address: `0x${device.address.toString(16)}` },
    },
  );
}
