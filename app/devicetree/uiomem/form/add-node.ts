/** A node put into a text: a device on a range of its own or on a reservation, or a reservation. */
import { deviceNameWords, isDeviceName } from '../../../plan/device-name.ts';
import type { CachePolicy } from '../../../plan/schema.ts';
import type { Span } from '../../../plan/span.ts';
import { cacheProperties } from '../../../plan/tree-nodes.ts';
import type { TextEdit } from '../../finding.ts';
import { cellsText } from '../../lint/cells.ts';
import type { Cells } from '../../lint/judged-tree.ts';
import type { SourceTree } from '../../source-tree.ts';
import { childPath, type NodePath } from '../../tree.ts';
import type { TreeIndex } from '../../tree-index.ts';
import { freeName, isNodeName, nodeBase, nodeNameWords } from '../node-names.ts';
import type { FormText } from './form-node.ts';
import { formText } from './form-text.ts';
import { freeLabel } from './label-field.ts';
import { deviceHome, type Home, putChild, reservationHome } from './node-home.ts';
import { beyondCells, noChoice, noName, Refused } from './refused.ts';
import { labelOf } from './region-field.ts';
import { reservationChoices } from './reservation-choices.ts';

export type NewNode =
  | ({ readonly kind: 'uiomem'; readonly device: string; readonly cache: CachePolicy } & Span)
  /** `reservation`: as the choices have it. */
  | {
      readonly kind: 'for-reservation';
      readonly device: string;
      readonly cache: CachePolicy;
      readonly reservation: string;
    }
  | ({ readonly kind: 'reservation'; readonly name: string; readonly noMap: boolean } & Span)
  /** The kernel finds the place at boot. */
  | {
      readonly kind: 'found-reservation';
      readonly name: string;
      readonly noMap: boolean;
      readonly size: bigint;
    };

export type NodeAddition =
  | { readonly edits: readonly TextEdit[]; readonly path: NodePath | undefined; readonly refusal?: undefined }
  | { readonly refusal: Refused['finding']; readonly edits?: undefined };

/** `path`: of the node in the text afterwards; undefined where a fragment of an overlay is made for it. */
export function addNode(source: SourceTree, added: NewNode, base?: TreeIndex | undefined): NodeAddition {
  const form = formText(source, base);
  try {
    // What is put in is the tree that is missing.
    const [broken] = source.findings.filter(({ severity, id }) => severity === 'error' && id !== 'device-tree.no-root');
    if (broken !== undefined) return { refusal: broken };
    return added.kind === 'uiomem' || added.kind === 'for-reservation' ? device(form, added) : reservation(form, added);
  } catch (error) {
    if (error instanceof Refused) return { refusal: error.finding };
    throw error;
  }
}

function device(
  form: FormText,
  added: Extract<NewNode, { readonly kind: 'uiomem' | 'for-reservation' }>,
): NodeAddition {
  if (!isDeviceName(added.device)) throw noName(added.device, 'a device', deviceNameWords);
  const home = deviceHome(form, added.kind === 'uiomem');
  const properties = (range: string) => [
    'compatible = "ikwzm,uiomem";',
    `device-name = "${added.device}";`,
    range,
    `${cacheProperties[added.cache]};`,
  ];
  const name = nodeBase(added.device);
  if (added.kind === 'uiomem') {
    const lines = properties(`reg = <${regText(added, home.cells)}>;`);
    return put(form, home, undefined, freeName(name, home.taken(), `@${added.address.toString(16)}`), lines);
  }
  const choices = reservationChoices(form);
  const chosen = choices.find(({ value }) => value === added.reservation);
  if (chosen === undefined) {
    throw noChoice(
      added.reservation,
      'memory-region',
      choices.map(({ value }) => value),
    );
  }
  const { label, edits } = labelOf(form, chosen);
  return put(form, home, undefined, freeName(name, home.taken()), properties(`memory-region = <&${label}>;`), edits);
}

function reservation(
  form: FormText,
  added: Extract<NewNode, { readonly kind: 'reservation' | 'found-reservation' }>,
): NodeAddition {
  const { name: base } = added;
  if (!isNodeName(base)) throw noName(base, 'a node', nodeNameWords);
  const home = reservationHome(form);
  const isPlaced = added.kind === 'reservation';
  if (!isPlaced && added.size >= 1n << BigInt(32 * home.cells.size)) {
    throw beyondCells(added.size, 'the size', home.cells.size);
  }
  const range = isPlaced
    ? `reg = <${regText(added, home.cells)}>;`
    : `size = <${cellsText(added.size, home.cells.size)}>;`;
  const name = freeName(base, home.taken(), isPlaced ? `@${added.address.toString(16)}` : '');
  return put(form, home, freeLabel(form.source, base), name, [range, ...(added.noMap ? ['no-map;'] : [])]);
}

function put(
  form: FormText,
  home: Home,
  label: string | undefined,
  name: string,
  properties: readonly string[],
  more: readonly TextEdit[] = [],
): NodeAddition {
  const edits = [...putChild(form, home, label === undefined ? name : `${label}: ${name}`, properties), ...more];
  return { edits, path: home.path === undefined ? undefined : childPath(home.path, name) };
}

function regText({ address, size }: Span, cells: Cells): string {
  if (address >= 1n << BigInt(32 * cells.address)) throw beyondCells(address, 'the address', cells.address);
  if (size >= 1n << BigInt(32 * cells.size)) throw beyondCells(size, 'the size', cells.size);
  return `${cellsText(address, cells.address)} ${cellsText(size, cells.size)}`;
}
