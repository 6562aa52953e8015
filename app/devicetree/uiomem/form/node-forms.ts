/** The uiomem nodes and reservations of a text as forms. */
import type { BoardFacts } from '../../../../remote-helper/contract/facts.ts';
import type { TreeFinding } from '../../finding.ts';
import { cpuRange } from '../../lint/cpu-range.ts';
import { lintTree } from '../../lint/lint-tree.ts';
import { uiomemNodes } from '../../lint/uiomem-nodes.ts';
import type { SourceTree } from '../../source-tree.ts';
import type { TreeIndex } from '../../tree-index.ts';
import { type Field, spokenOf, writtenValue } from './field.ts';
import { fields } from './fields.ts';
import type { FormNode } from './form-node.ts';
import { formNodes, formText, lockOf } from './form-text.ts';
import type { FieldForm, NodeForm, TreeForms } from './node-form.ts';
import { regOf } from './reg-value.ts';
import { reservationChoices } from './reservation-choices.ts';

export interface FormFacts {
  /** Of an overlay: the tree that it is for. */
  readonly base?: TreeIndex | undefined;
  readonly board?: BoardFacts | undefined;
}

export function nodeForms(source: SourceTree, { base, board }: FormFacts): TreeForms {
  const form = formText(source, base);
  const { findings } = lintTree({ tree: source.tree, index: form.tree.index, source, base, board });
  const devices = new Map(uiomemNodes(form.tree).map((each) => [each.node.path, each]));
  const nodes = formNodes(form).map((node): NodeForm => {
    const { path, becomes } = node.node;
    const own = new Set(findings.filter((each) => each.path === path));
    const shown = fields[node.kind].map((field) => fieldForm(node, field, own));
    const device = devices.get(path);
    const range = device === undefined ? cpuRange(node.node) : device.range;
    const reg = regOf(node);
    return {
      kind: node.kind,
      path,
      becomes,
      title: device?.device ?? node.node.node.name,
      place: node.places.placeOf(path) ?? { file: form.file, start: 0, end: 0 },
      range,
      translated: reg !== undefined && range !== undefined && reg.address !== range.address,
      fields: shown,
      findings: [...own],
      locked: lockOf(form, path),
    };
  });
  const order = ({ place }: NodeForm) => (place.file === form.file ? place.start : -1);
  return {
    nodes: nodes.toSorted((a, b) => order(a) - order(b)),
    reservations: reservationChoices(form),
  };
}

/** Takes the findings that are its own: each is told once. */
function fieldForm(node: FormNode, field: Field, findings: Set<TreeFinding>): FieldForm {
  const own = [...findings].filter(({ property }) => property !== undefined && field.properties.includes(property));
  for (const each of own) findings.delete(each);
  const origin = spokenOf(node, field);
  return {
    name: field.name,
    value: field.read(node),
    written: origin === undefined ? undefined : writtenValue(node, origin.property),
    place: origin?.value ?? origin?.name,
    findings: own,
  };
}
