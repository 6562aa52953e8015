/** A property as it is put into a text: with its value's form, and the places to fill in. */
import type { Cells, JudgedNode } from '../../lint/judged-tree.ts';
import { uiomemBinding } from '../../lint/uiomem-binding.ts';
import type { NodeKind } from '../node-kind.ts';
import { type KnownProperty, knownProperties } from '../property-texts.ts';
import type { CompletionItem } from './completion-item.ts';

/** What is known of a property of a node of that kind. */
export function propertyOf(name: string, kind: NodeKind | undefined): KnownProperty | undefined {
  const ofBinding = Object.entries(uiomemBinding.properties).find(([key]) => key === name)?.[1];
  if (kind === 'uiomem' && ofBinding !== undefined) return ofBinding;
  return Object.hasOwn(knownProperties, name) ? knownProperties[name] : undefined;
}

/** `name = value;`, or the name alone where a value stands there already. */
export function propertyItem(
  name: string,
  known: KnownProperty,
  judged: JudgedNode | undefined,
  rest: string,
): CompletionItem {
  const about = propertyAbout(known);
  const item = { label: name, kind: 'property', about, detail: detailOf(known) } as const;
  if (/^[=;{]/.test(rest)) return { ...item, insert: name };
  const value = valueForm(name, known, judged);
  const isListed = known.values !== undefined || known.texts !== undefined || known.type === 'phandles';
  return {
    ...item,
    insert: value === undefined ? `${name};` : `${name} = ${value};`,
    isSnippet: true,
    goesOn: value !== undefined && (isListed || name === 'compatible'),
  };
}

/** What it is for, and what its values mean. */
export function propertyAbout({ about, values, words, texts }: KnownProperty): string {
  const listed = [
    ...(values !== undefined && words !== undefined
      ? values.map((value, index) => `\`<${value}>\` ${words[index] ?? ''}`)
      : []),
    ...(texts ?? []).map((each) => `\`"${each.text}"\` ${each.about}`),
  ];
  return listed.length === 0 ? about : `${about}\n\n${listed.map((each) => `- ${each}`).join('\n')}`;
}

const forms: Readonly<Record<KnownProperty['type'], string>> = {
  flag: 'flag',
  cell: 'one cell',
  number: 'one or two cells',
  cells: 'cells',
  text: 'text',
  texts: 'texts',
  ranges: 'addresses and sizes',
  phandles: 'references',
  reference: 'reference',
};

const detailOf = ({ type }: KnownProperty): string => forms[type];

function valueForm(name: string, { type }: KnownProperty, judged: JudgedNode | undefined): string | undefined {
  switch (type) {
    case 'flag':
      return undefined;
    case 'text':
    case 'texts':
      return '"$1"';
    case 'phandles':
    case 'reference':
      return '<&$1>';
    case 'ranges':
      return rangesForm(name, judged);
    default:
      return '<$1>';
  }
}

/** A text may say any number; no kernel takes more of them (drivers/of/address.c, OF_MAX_ADDR_CELLS). */
const mostCells = 4;

function rangesForm(name: string, judged: JudgedNode | undefined): string | undefined {
  const cells = judged?.cells;
  if (name === 'reg' && cells !== undefined && cells.address <= mostCells && cells.size <= mostCells)
    return `<${address(cells, 1)} ${size(cells, 2)}>`.replace(' >', '>');
  if (name === 'ranges' && judged?.parent?.becomes === '/') return undefined;
  return '<$1>';
}

/** High cells are zero on most boards, and stand there so that they are seen. */
const address = ({ address: count }: Cells, place: number): string =>
  count === 0 ? '' : `${'0x0 '.repeat(Math.max(0, count - 1))}0x\${${place}:0}`;
const size = ({ size: count }: Cells, place: number): string =>
  count === 0 ? '' : `${'0x0 '.repeat(Math.max(0, count - 1))}0x\${${place}:1000}`;
