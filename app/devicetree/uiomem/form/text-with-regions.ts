/** A text whose nodes become what a plan's regions are: changed, added, and switched off where the plan has them no more. */
import { hex } from '../../../../remote-helper/contract/hex.ts';
import { writtenSize } from '../../../plan/quantity.ts';
import type { Region } from '../../../plan/schema.ts';
import type { SourceTree } from '../../source-tree.ts';
import type { TreeIndex } from '../../tree-index.ts';
import { type FieldValue, type ReadText, type TextChange, textWithFields, textWithNode } from './changed-text.ts';
import type { NodeForm } from './node-form.ts';
import { nodeForms } from './node-forms.ts';

export interface WantedRegion {
  readonly device: string;
  /** Undefined: the plan has it no more. */
  readonly region: Region | undefined;
}

/** All of them, or none: the first that is refused says why. */
export function textWithRegions(
  start: ReadText,
  base: TreeIndex | undefined,
  wanted: readonly WantedRegion[],
): TextChange {
  let document = start;
  let text = start.source.files.get(start.file) ?? '';
  for (const each of wanted) {
    const change = withRegion(document, base, each);
    if (change.text === undefined) return change;
    text = change.text;
    document = { ...start, source: again(start, text) };
  }
  return { text };
}

const again = ({ file, readAgain }: ReadText, text: string): SourceTree => readAgain(new Map([[file, text]]));

function withRegion(document: ReadText, base: TreeIndex | undefined, { device, region }: WantedRegion): TextChange {
  const find = (source: SourceTree) =>
    nodeForms(source, { base }).nodes.find(({ kind, title }) => kind === 'uiomem' && title === device);
  const there = find(document.source);
  if (region === undefined) {
    if (there === undefined) return { text: document.source.files.get(document.file) ?? '' };
    return textWithFields(document, base, there.path, [{ field: 'status', value: 'disabled' }]);
  }
  if (there !== undefined) return textWithFields(document, base, there.path, changes(there, region));
  const { address, size, cache } = region;
  const added = textWithNode(document, base, { kind: 'uiomem', device, address, size, cache });
  if (added.text === undefined) return added;
  const source = again(document, added.text);
  const made = find(source);
  return made === undefined ? added : textWithFields({ ...document, source }, base, made.path, changes(made, region));
}

/** What is said by default stays unsaid where it is. */
function changes(node: NodeForm, { address, size, cache, shareable, minor, sync }: Region): FieldValue[] {
  const { range } = node;
  const valueAt = (field: FieldValue['field']) => node.fields.find(({ name }) => name === field)?.value;
  const set = (field: FieldValue['field'], now: string, usual: string | undefined): FieldValue[] =>
    (valueAt(field) ?? usual) === now ? [] : [{ field, value: now === usual ? undefined : now }];
  const bus = valueAt('address');
  // On a bus with addresses of its own it moves by as much.
  const moved =
    range === undefined || bus === undefined || !node.translated ? address : BigInt(bus) + address - range.address;
  const isThere = range?.address === address && range.size === size;
  return [
    ...(valueAt('status') === 'disabled' ? [{ field: 'status' as const, value: 'okay' }] : []),
    ...(isThere
      ? []
      : [
          { field: 'address' as const, value: hex(moved) },
          { field: 'size' as const, value: writtenSize(size) },
        ]),
    ...set('cache', cache, 'noncoherent'),
    ...set('shareable', shareable ? 'true' : 'false', 'false'),
    ...set('minor-number', minor === undefined ? 'any' : String(minor), 'any'),
    ...set('sync-offset', hex(sync?.offset ?? 0n), hex(0n)),
    ...set('sync-size', sync?.size === undefined ? 'the rest' : writtenSize(sync.size), 'the rest'),
    ...set('sync-direction', sync?.direction ?? 'both', 'both'),
    ...set('sync-mode', sync?.mode === undefined || sync.mode === 'as-is' ? 'non-cached' : sync.mode, 'non-cached'),
    ...set('sync-always', sync?.always === true ? 'true' : 'false', 'false'),
  ];
}
