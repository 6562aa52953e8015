import { distance } from '../../plan/nearest.ts';
import type { TreeFinding } from '../finding.ts';
import { textsOf } from '../property.ts';
import { foundAt, nodeName, type TreeRule } from './rule.ts';
import { uiomemBinding } from './uiomem-binding.ts';

/** `device-tree.compatible-misspelt` */
export const compatibleName: TreeRule = {
  about: 'spelling of compatible',
  check(input) {
    const wanted = uiomemBinding.compatible;
    return input.tree.nodes.flatMap((node): TreeFinding[] => {
      const bytes = node.node.properties.get('compatible');
      if (bytes === undefined || !mayMean(bytes)) return [];
      const texts = textsOf(bytes) ?? [];
      if (texts.includes(wanted)) return [];
      // The driver of the same author for buffers of the kernel is spelled like it, and is another.
      const meant = texts.find((text) => !/u-?dma-?buf/.test(text) && distance(text.toLowerCase(), wanted) <= 3);
      const older = texts.find((text) => /^ikwzm,uiomem[^a-z]/.test(text));
      const found = meant ?? older;
      if (found === undefined) return [];
      return [
        foundAt(input, node, {
          id: 'device-tree.compatible-misspelt',
          severity: 'warning',
          property: 'compatible',
          message: `compatible of ${nodeName(node)} is ${found}; the driver’s is ${wanted}.`,
          why: 'The kernel compares the whole text: no driver takes the node, and nothing says so.',
          fix: {
            title: `Write ${wanted}`,
            edits: input.places.setValue(
              node.path,
              'compatible',
              texts.map((text) => `"${text === found ? wanted : text}"`).join(', '),
            ),
          },
        }),
      ];
    });
  },
};

/** Whether `mem` is in it: a tree has thousands of others, and a distance takes time. */
function mayMean(bytes: Uint8Array): boolean {
  for (let at = 0; at + 3 <= bytes.length; at += 1) {
    if ((bytes[at] ?? 0) === 0x6d && bytes[at + 1] === 0x65 && bytes[at + 2] === 0x6d) return bytes.length < 200;
  }
  return false;
}
