/** What each eye sees of a device, in a sentence. */
import type { UiomemDevice } from '../../../remote-helper/contract/device.ts';
import type { Eye } from '../../../remote-helper/contract/memory.ts';

export const eyeNames: Readonly<Record<Eye, string>> = { cpu: 'CPU', device: 'Memory/device' };

export function eyeWords(eye: Eye, device: UiomemDevice, emulated: boolean): string {
  const { cached, coherent, sync } = device;
  if (emulated) return 'This machine shows no caches: both eyes see the same bytes.';
  if (!cached) return 'The driver maps this device without the cache: both eyes see the memory itself.';
  if (eye === 'cpu') {
    if (sync.always && sync.mode !== 'as-is') {
      return `Its sync mode (${sync.mode}, always) applies to every mapping: this eye looks past the cache too.`;
    }
    if (coherent) return 'As the CPU sees it through its cache, which the hardware keeps up to date.';
    return 'As the CPU sees it through its cache: what a device wrote shows only after a sync for CPU. Looking syncs nothing.';
  }
  if (sync.mode === 'as-is') return 'Its sync mode as-is leaves mappings cached: this eye looks through the cache too.';
  if (coherent) return 'Past the cache, which on this coherent device may hold newer bytes than the memory shows.';
  return 'The memory itself, as the device sees it: what the CPU wrote shows only after a sync for device. Looking syncs nothing.';
}
