import type { TreeFinding } from '../finding.ts';
import { cellAt } from './cells.ts';
import { foundAt, nodeName, type TreeRule } from './rule.ts';

/** `device-tree.device-memory`, `device-tree.bypasses-coherence`, `device-tree.direction-for-cpu` (uiomem-interface: The sync command, sync_mode). */
export const mappingMode: TreeRule = {
  about: 'mapping modes and directions',
  check(input) {
    return input.uiomem.flatMap(({ node, cache }): TreeFinding[] => {
      const { properties } = node.node;
      const mode = properties.has('sync-mode') ? cellAt(properties.get('sync-mode'), 0) : 1;
      const found: TreeFinding[] = [];
      if (cache === 'off' && mode === 1) {
        found.push(
          foundAt(input, node, {
            id: 'device-tree.device-memory',
            severity: 'info',
            property: properties.has('sync-mode') ? 'sync-mode' : 'cache-off',
            message: `${nodeName(node)} is mapped without a cache in mode 1.`,
            why: 'On ARM that is Device memory. It is right for registers; of memory an unaligned or wide access, as memcpy makes them, ends the program with SIGBUS.',
            hint: 'For memory take mode 2, write-combine.',
            fix: {
              title: 'Map it write-combine: it is memory',
              edits: properties.has('sync-mode')
                ? input.places.setValue(node.path, 'sync-mode', '<2>')
                : input.places.add(node.path, ['sync-mode = <2>;']),
            },
          }),
        );
      }
      if (cache === 'coherent' && properties.has('sync-always')) {
        found.push(
          foundAt(input, node, {
            id: 'device-tree.bypasses-coherence',
            severity: 'warning',
            property: 'sync-always',
            message: `${nodeName(node)} is coherent through the cache, and every mapping goes past the cache.`,
            why: 'What lies in the cache, where the coherent port finds it, is not what such a mapping shows.',
            fix: { title: 'Leave cached mappings alone', edits: input.places.remove(node.path, 'sync-always') },
          }),
        );
      }
      if (cache === 'noncoherent' && cellAt(properties.get('sync-direction'), 0) === 1) {
        found.push(
          foundAt(input, node, {
            id: 'device-tree.direction-for-cpu',
            severity: 'info',
            property: 'sync-direction',
            message: `${nodeName(node)} is for what the CPU writes and the device reads.`,
            why: 'With that direction sync_for_cpu does nothing: what a device wrote is not seen.',
            hint: '2 is for what the device writes and the CPU reads; 0 is for both.',
          }),
        );
      }
      return found;
    });
  },
};
