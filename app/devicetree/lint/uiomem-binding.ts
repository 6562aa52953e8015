/** Made from kernel/bindings/ikwzm,uiomem.yaml by `node resources/workstation/uiomem-binding.ts`. */
import type { Binding } from './binding.ts';

export const uiomemBinding = {
  compatible: 'ikwzm,uiomem',
  about: 'Physical memory outside the kernel for user space',
  properties: {
    compatible: { type: 'texts', about: 'Which driver takes the node.' },
    reg: { type: 'ranges', most: 1, about: 'The range, in whole pages.' },
    'memory-region': {
      type: 'phandles',
      most: 1,
      about: 'A child of /reserved-memory with no-map. Used when there is no reg.',
    },
    shareable: { type: 'flag', about: 'Several uiomem devices may cover the range; it is not claimed.' },
    'cache-off': { type: 'flag', about: 'The range is never cached.' },
    'cache-noncoherent': { type: 'flag', about: 'The range is cached, and the caches are kept by hand. The default.' },
    'cache-coherent': {
      type: 'flag',
      about: 'The range is cached, and the hardware keeps the caches coherent with it.',
    },
    'minor-number': { type: 'cell', maximum: 255, about: 'Otherwise a free one is chosen.' },
    'device-name': {
      type: 'text',
      pattern: '^[^/]+$',
      about: 'Otherwise uiomem<minor-number> when that is given, else the name of the platform device.',
    },
    'sync-offset': { type: 'number', about: 'Initial sync_offset in bytes, one or two cells; inside the range.' },
    'sync-size': {
      type: 'number',
      about: 'Initial sync_size in bytes, one or two cells. Default and maximum is what follows sync-offset.',
    },
    'sync-direction': {
      type: 'cell',
      values: [0, 1, 2],
      words: ['both', 'CPU writes and device reads', 'device writes and CPU reads'],
      default: 0,
      about: 'Initial sync_direction. 0 both, 1 CPU writes and device reads, 2 device writes and CPU reads.',
    },
    'sync-mode': {
      type: 'cell',
      values: [1, 2, 3],
      words: ['non-cached', 'write-combine', 'dma-coherent'],
      default: 1,
      about: 'How a mapping with O_SYNC is made. 1 non-cached, 2 write-combine, 3 dma-coherent.',
    },
    'sync-always': { type: 'flag', about: 'sync-mode applies to mappings without O_SYNC too.' },
  },
  required: ['compatible'],
  oneOf: ['reg', 'memory-region'],
} as const satisfies Binding;
