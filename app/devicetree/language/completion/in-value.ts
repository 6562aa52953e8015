/** What can stand in a property's value: numbers with a meaning, texts that drivers know, references, macros. */

import { uiomemBinding } from '../../lint/uiomem-binding.ts';
import { textsOf } from '../../property.ts';
import type { LanguageDocument } from '../document.ts';
import type { KnownProperty } from '../property-texts.ts';
import type { Asked, CompletionItem } from './completion-item.ts';
import { macroItems } from './macros.ts';
import { propertyOf } from './property-item.ts';
import { labelItems, pathItems } from './references.ts';

export function valueItems(asked: Asked): CompletionItem[] {
  const { document, context, around } = asked;
  const { property = '' } = context;
  const known = propertyOf(property, around?.kind);
  switch (context.kind) {
    case 'text':
      return textItems(document, property, known);
    case 'cells':
      return cellItems(asked, property, known);
    default:
      return startItems(asked, property, known);
  }
}

function textItems(document: LanguageDocument, property: string, known: KnownProperty | undefined): CompletionItem[] {
  const listed = (known?.texts ?? []).map(({ text, about }) => value(text, about));
  if (property === 'compatible') return compatibles(document).map((each) => value(each, aboutCompatible(each)));
  if (property === 'target-path' || property === 'stdout-path') {
    return (document.board.base?.nodes ?? []).map(({ path }) => value(path, 'A node of the board.'));
  }
  return listed;
}

const value = (text: string, about: string | undefined): CompletionItem => ({
  label: text,
  kind: 'value',
  insert: text,
  about,
});

const aboutCompatible = (name: string): string | undefined =>
  name === uiomemBinding.compatible ? uiomemBinding.about : undefined;

/** The driver's own, then those of the text and of the board. */
function compatibles(document: LanguageDocument): string[] {
  const names = new Set<string>([uiomemBinding.compatible, 'simple-bus', 'shared-dma-pool']);
  for (const nodes of [document.index().nodes, document.board.base?.nodes ?? []])
    for (const { node } of nodes) for (const each of textsOf(node.properties.get('compatible')) ?? []) names.add(each);
  names.delete('');
  return [...names];
}

function cellItems(asked: Asked, property: string, known: KnownProperty | undefined): CompletionItem[] {
  const { document, context } = asked;
  const references = [...labelItems(asked, property), ...pathItems(asked, false)];
  const { kind } = context.word;
  if (kind === 'reference' || kind === 'path') return references;
  const numbers =
    context.cell > 0
      ? []
      : (known?.values ?? []).map((number, index): CompletionItem => {
          const words = known?.words?.[index];
          return { label: String(number), kind: 'value', insert: String(number), detail: words };
        });
  const isReferences = known?.type === 'phandles' || known?.type === 'reference';
  // Of a property that is not known anything may be meant.
  const last = known === undefined ? references : [];
  return [...numbers, ...(isReferences ? references : []), ...macroItems(document), ...last];
}

/** Behind the `=`: the value with the marks around it. */
function startItems(asked: Asked, property: string, known: KnownProperty | undefined): CompletionItem[] {
  const { document, context } = asked;
  const end = /^;/.test(context.rest) ? '' : ';';
  const whole = (label: string, about: string | undefined, detail?: string): CompletionItem => ({
    label,
    kind: 'value',
    insert: `${label}${end}`,
    about,
    detail,
  });
  const { kind } = context.word;
  if (kind === 'reference' || kind === 'path') return [...labelItems(asked, property), ...pathItems(asked, false)];
  switch (known?.type) {
    case 'text':
    case 'texts':
      return textItems(document, property, known).map(({ label, about }) => whole(`"${label}"`, about));
    case 'cell':
      return (known.values ?? []).map((number, index) => whole(`<${number}>`, undefined, known.words?.[index]));
    case 'phandles':
    case 'reference':
      return labelItems(asked, property).map(({ label, about, detail }) => whole(`<${label}>`, about, detail));
    default:
      return [];
  }
}
