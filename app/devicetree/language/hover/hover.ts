/** What is said of the thing under the pointer. */
import { exactSize } from '../../../plan/quantity.ts';
import type { JudgedNode } from '../../lint/judged-tree.ts';
import { uiomemBinding } from '../../lint/uiomem-binding.ts';
import type { PropertyOrigin } from '../../source-tree.ts';
import { landscapeFor, nodeOfLabel, nodeOfReference, rangesOfProperty } from '../address-ranges.ts';
import { aroundAt } from '../around.ts';
import { propertyAbout, propertyOf } from '../completion/property-item.ts';
import { contextAt } from '../context.ts';
import type { LanguageDocument } from '../document.ts';
import { expansionAt } from '../expansion.ts';
import { type Meant, meantAt } from '../meant.ts';
import { kindOf } from '../node-kind.ts';
import { isNumber, tokenAt } from '../token.ts';
import { code } from './markdown.ts';
import { nodeSentences, rangeSentence } from './node-text.ts';
import { valueSentences } from './value-text.ts';

export interface Hover {
  /** What it is said of, in offsets of the file. */
  readonly start: number;
  readonly end: number;
  /** Paragraphs in markdown; texts of the file are in code spans. */
  readonly says: readonly string[];
}

export function hoverAt(document: LanguageDocument, file: string, offset: number): Hover | undefined {
  const hover = numberHover(document, file, offset) ?? meantHover(document, file, offset);
  return hover !== undefined && hover.says.length > 0 ? hover : undefined;
}

function meantHover(document: LanguageDocument, file: string, offset: number): Hover | undefined {
  const meant = meantAt(document, file, offset);
  if (meant === undefined) return undefined;
  const { start, end } = meant;
  const ofNode = (node: JudgedNode | undefined): Hover | undefined =>
    node === undefined ? undefined : { start, end, says: nodeSentences(document, node) };
  switch (meant.kind) {
    case 'label':
      return ofNode(nodeOfLabel(document, meant.name)) ?? unknownLabel(document, meant.name, start, end);
    case 'path':
      return ofNode(nodeOfReference(document, { to: { path: meant.path } }));
    case 'included': {
      const found = document.include(meant.name, { file, angled: meant.angled });
      return { start, end, says: [found === undefined ? 'This file is not found.' : code(found.file)] };
    }
    case 'text':
      return textHover(document, meant.text, start, end);
    case 'word':
      return wordHover(document, file, meant);
  }
}

function unknownLabel({ board }: LanguageDocument, label: string, start: number, end: number): Hover {
  const why =
    board.base === undefined
      ? 'It is of the tree that the text is put onto, and no board is known.'
      : 'Neither this text nor the board has it.';
  return { start, end, says: [`**${code(label)}**`, why] };
}

function textHover(document: LanguageDocument, text: string, start: number, end: number): Hover | undefined {
  if (text === uiomemBinding.compatible) return { start, end, says: [uiomemBinding.about] };
  if (!text.startsWith('/')) return undefined;
  const node = nodeOfReference(document, { to: { path: text } });
  return node === undefined ? undefined : { start, end, says: nodeSentences(document, node) };
}

/** A node's name, a property's, or a macro. */
function wordHover(
  document: LanguageDocument,
  file: string,
  { name, start, end }: Meant & { kind: 'word' },
): Hover | undefined {
  const path = document.nodesByStart(file).get(start)?.path;
  const node = path === undefined ? undefined : document.judged().byPath.get(path);
  if (node !== undefined) return { start, end, says: nodeSentences(document, node) };
  const origin = propertyAt(document, file, start);
  if (origin !== undefined && origin.name.start === start) return propertyHover(document, origin, start, end);
  const made = expansionAt(document, file, start, end);
  if (made !== undefined) {
    const value = made.value === undefined ? [] : [numberText(made.value)];
    return { start, end: made.end, says: [`${code(name)} becomes ${code(made.text) || 'nothing'}`, ...value] };
  }
  // In a text that was not read that far the name alone tells.
  const context = contextAt(document.textOf(file), document.tokensOf(file), end);
  if (context.kind !== 'body') return undefined;
  const known = propertyOf(name, aroundAt(document, file, context.open)?.kind);
  return known === undefined ? undefined : { start, end, says: [`**${code(name)}**`, propertyAbout(known)] };
}

function propertyHover(document: LanguageDocument, origin: PropertyOrigin, start: number, end: number): Hover {
  const node = document.judged().byPath.get(origin.path);
  const known = propertyOf(origin.property, node && kindOf(node));
  const value = node === undefined ? [] : valueSentences(document, node, origin, known);
  const about = known === undefined ? [] : [propertyAbout(known)];
  return { start, end, says: [`**${code(origin.property)}**`, ...value, ...about] };
}

/** The property whose text an offset is in, as it is spoken of there. */
function propertyAt(document: LanguageDocument, file: string, offset: number): PropertyOrigin | undefined {
  const context = contextAt(document.textOf(file), document.tokensOf(file), offset);
  const around = aroundAt(document, file, context.open);
  const path = around?.judged?.path;
  return document.source.properties.find((each) => {
    if (path !== undefined && each.path !== path) return false;
    const { whole } = each;
    return whole.file === file && whole.start <= offset && offset < Math.max(whole.end, whole.start + 1);
  });
}

/** A number within an address says the whole range; any other one what it is in the other spelling. */
function numberHover(document: LanguageDocument, file: string, offset: number): Hover | undefined {
  const text = document.textOf(file);
  const token = tokenAt(document.tokensOf(file), offset);
  if (token === undefined || token.kind !== 'word' || !isNumber(text.slice(token.start, token.end))) return undefined;
  const { start, end } = token;
  const origin = propertyAt(document, file, start);
  const landscape = landscapeFor(document);
  const range =
    origin && rangesOfProperty(document, origin, landscape).find((each) => each.start <= start && end <= each.end);
  if (origin !== undefined && range !== undefined) {
    const { board } = document;
    const node = document.judged().byPath.get(origin.path);
    const but = board.base === undefined && board.facts === undefined ? node?.becomes : undefined;
    return { start: range.start, end: range.end, says: [rangeSentence(range, landscape, but)] };
  }
  const context = contextAt(text, document.tokensOf(file), end);
  if (context.kind !== 'cells') return undefined;
  return {
    start,
    end,
    says: [
      numberText(
        BigInt(
          text
            .slice(start, end)
            .replace(/[UL]+$/, '')
            .replace(/^0(?=\d)/, '0o'),
        ),
      ),
    ],
  };
}

function numberText(value: bigint): string {
  const size = value >= 1024n ? ` = ${exactSize(value)}` : '';
  return `${value} = 0x${value.toString(16)}${size.endsWith('bytes') ? '' : size}`;
}
