/** What starts a line between the braces of a node: its properties, nodes, deletions. */
import { uiomemBinding } from '../../lint/uiomem-binding.ts';
import { isPart } from '../document.ts';
import { type KnownProperty, knownProperties } from '../property-texts.ts';
import type { Asked, CompletionItem } from './completion-item.ts';
import { propertyItem } from './property-item.ts';
import { snippetItems } from './snippet-items.ts';

export function bodyItems(asked: Asked): CompletionItem[] {
  return [...propertyItems(asked), ...snippetItems(asked), ...childItems(asked), ...deletionItems(asked)];
}

/** Properties of a uiomem node are all that its binding lets it have, with the status that every node may have. */
function propertyItems({ document, context, around }: Asked): CompletionItem[] {
  const kind = around?.kind ?? 'any';
  const { judged } = around ?? {};
  const typed = document.index().byPath.get(judged?.path ?? '')?.node.properties;
  const there = new Set(typed?.keys());
  const make = ([name, known]: readonly [string, KnownProperty]) => propertyItem(name, known, judged, context.rest);
  const isFree = ([name]: readonly [string, KnownProperty]) => !there.has(name);
  if (kind === 'uiomem') {
    const status = knownProperties.status;
    return [
      ...Object.entries<KnownProperty>(uiomemBinding.properties),
      ...(status ? [['status', status] as const] : []),
    ]
      .filter(isFree)
      .map(make);
  }
  const all = Object.entries(knownProperties).filter(isFree);
  const fitting = all.filter(([, { of }]) => of?.includes(kind));
  const general = all.filter(([, { of }]) => of === undefined);
  // Of no kind that is known anything can stand there.
  const others = kind === 'any' ? all.filter(([, { of }]) => of !== undefined) : [];
  return [...fitting, ...general, ...others].map(make);
}

/** Nodes of the board's that the text adds to. */
function childItems({ document, around, context }: Asked): CompletionItem[] {
  const { base } = document.board;
  const path = around?.judged?.becomes;
  if (base === undefined || path === undefined || !(document.source.plugin || isPart(document))) return [];
  if (/^\{/.test(context.rest)) return [];
  return (base.byPath.get(path)?.node.children ?? []).map(({ name }) => ({
    label: name,
    kind: 'node',
    insert: `${name} {\n\t$0\n};`,
    isSnippet: true,
    detail: 'node of the board',
  }));
}

function deletionItems({ context }: Asked): CompletionItem[] {
  if (context.rest !== '') return [];
  return [
    ['/delete-property/', 'Takes a property away that was said before.'],
    ['/delete-node/', 'Takes a node away that was said before.'],
    ['/omit-if-no-ref/', 'The node that follows is left out when nothing refers to it.'],
  ].map(([label = '', about]) => ({ label, kind: 'keyword', insert: `${label} `, about, goesOn: true }));
}
