/** `memory-region`: the reservation that gives the range, instead of `reg`. */
import { hex } from '../../../../remote-helper/contract/hex.ts';
import type { TextEdit } from '../../finding.ts';
import { firstReg } from '../../lint/cpu-range.ts';
import { referent } from '../../lint/judged-tree.ts';
import type { Field } from './field.ts';
import { writtenValue } from './field.ts';
import { blocksOf, type FormNode, type FormText, propertyBytes, writtenAt } from './form-node.ts';
import { freeLabel } from './label-field.ts';
import type { ReservationChoice } from './node-form.ts';
import { exchanged, ownProperty, putProperty, removed } from './property-edits.ts';
import { noChoice, Refused } from './refused.ts';
import { givenRange, passesOn, regValue } from './reg-value.ts';
import { reservationChoices } from './reservation-choices.ts';
import { unitRenamed } from './unit-name.ts';

export const regionField: Field = {
  name: 'memory-region',
  properties: ['memory-region'],
  read(node) {
    if (propertyBytes(node, 'memory-region') === undefined) return undefined;
    const named = referent(node.tree, node.node, 'memory-region');
    if (named === undefined || named === 'unknown') return writtenValue(node, 'memory-region');
    return named.becomes ?? named.path;
  },
  change(node, value) {
    const hasReg = propertyBytes(node, 'reg') !== undefined;
    const isThere = propertyBytes(node, 'memory-region') !== undefined;
    if (value === undefined) {
      if (!isThere) return { edits: [] };
      return hasReg ? { edits: removed(node, 'memory-region') } : byReg(node);
    }
    const choices = reservationChoices(node);
    const chosen = choices.find((each) => each.value === value);
    if (chosen === undefined)
      throw noChoice(
        value,
        'memory-region',
        choices.map((each) => each.value),
      );
    const { label, edits: labelled } = labelOf(node, chosen);
    if (isThere) {
      const set = [...firstCell(node, `&${label}`), ...labelled];
      return hasReg ? { edits: [...set, ...removed(node, 'reg')] } : { edits: set };
    }
    if (!hasReg) return { edits: [...putProperty(node, 'memory-region', `<&${label}>`), ...labelled] };
    const renamed = unitRenamed(node, firstReg(node.node)?.address, undefined);
    return {
      edits: [...exchanged(node, 'reg', 'memory-region', `<&${label}>`), ...labelled, ...renamed.edits],
      name: renamed.name,
    };
  },
};

/** The range that the reservation gave, as the node’s own. */
function byReg(node: FormNode) {
  const range = givenRange(node);
  if (range === undefined || !passesOn(node.node.parent)) {
    throw new Refused({
      id: 'device-tree.edit-range',
      message: `${node.node.node.name} has its range from this reservation alone${range === undefined ? ', and where that lies is not known' : ''}.`,
      why: 'The driver refuses a node that says no range.',
      hint: 'Write an address: it takes the place of the reservation.',
    });
  }
  const renamed = unitRenamed(node, undefined, range.address);
  return {
    edits: [...exchanged(node, 'memory-region', 'reg', regValue(node, range)), ...renamed.edits],
    name: renamed.name,
  };
}

/** What the property names first; others that it names stay. */
function firstCell(node: FormNode, to: string): TextEdit[] {
  const [cell] = ownProperty(node, 'memory-region')?.cells ?? [];
  if (cell === undefined || writtenAt(node, cell.place)?.startsWith('&') !== true) {
    return putProperty(node, 'memory-region', `<${to}>`);
  }
  return [{ ...cell.place, text: to }];
}

/** One is put before a reservation of the text that has none. */
export function labelOf(
  form: FormText,
  { label, path, name, range }: Pick<ReservationChoice, 'label' | 'path' | 'name' | 'range'>,
): { readonly label: string; readonly edits: readonly TextEdit[] } {
  if (label !== undefined) return { label, edits: [] };
  const block = path === undefined ? undefined : blocksOf(form, path).at(0);
  if (block === undefined) {
    throw new Refused({
      id: 'device-tree.edit-no-label',
      message: `${name} has no label by which this text could name it.`,
      why: 'A reference is written as <&label>; of the board’s own tree those count that its __symbols__ has.',
      hint:
        range === undefined
          ? 'Build the board’s tree with dtc -@, and give the reservation a label.'
          : `Write the range itself: ${hex(range.address)}.`,
    });
  }
  const made = freeLabel(form.source, name);
  const { file, start } = block.whole;
  return { label: made, edits: [{ file, start, end: start, text: `${made}: ` }] };
}
