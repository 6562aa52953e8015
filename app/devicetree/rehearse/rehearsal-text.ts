/** What a rehearsal predicts, as lines for a person. */
import { hex } from '../../../remote-helper/contract/quantity.ts';
import { spanText } from '../../plan/span.ts';
import type { Outcome } from './predict.ts';
import type { Rehearsal } from './rehearse.ts';

/** In words, as everywhere: a bare number says nothing (design: Names). */
const directions = ['both', 'CPU writes, device reads', 'device writes, CPU reads'];

/** A line a node that is the driver's; empty where none is. */
export function rehearsalText({ predictions }: Rehearsal, when: 'now' | 'atBoot'): string {
  return predictions.map((node) => `${node.path}: ${outcomeText(node[when])}`).join('\n');
}

export function outcomeText(outcome: Outcome): string {
  switch (outcome.kind) {
    case 'device': {
      const { name, cached, coherent, shareable, minor, sync, reservedMemory, warnings } = outcome.device;
      const words = [
        `becomes /dev/${name}`,
        spanText(outcome.device),
        ...(reservedMemory === undefined ? [] : [`of the reservation ${reservedMemory}`]),
        cached ? 'cached' : 'not cached',
        coherent ? 'coherent' : 'not coherent',
        ...(shareable ? ['shareable'] : []),
        `minor ${minor}`,
        `sync ${hex(sync.offset)}+${hex(sync.size)}, ${directions[sync.direction] ?? sync.direction}, mode ${sync.mode}`,
      ];
      return [words.join(', '), ...warnings.map((line) => `    it warns: ${line}`)].join('\n');
    }
    case 'refused':
      return `is refused with ${outcome.errno}; the log says: ${outcome.line}`;
    case 'no-device':
      return `becomes no device: ${outcome.why}`;
    case 'as-before':
      return outcome.device === undefined ? 'stays without a device' : `stays /dev/${outcome.device}`;
    case 'unknown':
      return `is not to be told: ${outcome.why}`;
  }
}
