/** What can stand between definitions, and behind `/delete-node/` and its like. */
import { tokensOf } from '../token.ts';
import type { Asked, CompletionItem } from './completion-item.ts';
import { labelItems, pathItems } from './references.ts';
import { snippetItems } from './snippet-items.ts';

export function outsideItems(asked: Asked): CompletionItem[] {
  const { document, file, context } = asked;
  const { kind } = context.word;
  const opened = (items: readonly CompletionItem[]) =>
    items.map(
      (item): CompletionItem =>
        context.rest === ''
          ? { ...item, insert: `${item.insert.replaceAll('}', '\\}')} {\n\t$0\n};`, isSnippet: true }
          : item,
    );
  const references = [...opened(labelItems(asked)), ...opened(pathItems(asked, true))];
  if (kind === 'reference' || kind === 'path') return references;
  const text = document.textOf(file);
  const has = (keyword: string) =>
    tokensOf(text).some((token) => token.kind === 'keyword' && text.slice(token.start, token.end) === keyword);
  return [...snippetItems(asked), ...keywords.filter(({ label }) => !once.has(label) || !has(label)), ...references];
}

const once = new Set(['/dts-v1/', '/plugin/']);

const keywords: readonly CompletionItem[] = [
  { label: '/dts-v1/', kind: 'keyword', insert: '/dts-v1/;\n', about: 'The first line of each text.' },
  {
    label: '/plugin/',
    kind: 'keyword',
    insert: '/plugin/;\n',
    about: 'The text is an overlay: it is put onto a tree.',
  },
  { label: '/ { };', kind: 'keyword', insert: '/ {\n\t$0\n};', isSnippet: true, about: 'The root of the tree.' },
  {
    label: '#include',
    kind: 'keyword',
    insert: '#include "$1"',
    isSnippet: true,
    about: 'Another text, read here.',
    goesOn: true,
  },
  {
    label: '/memreserve/',
    kind: 'keyword',
    insert: '/memreserve/ 0x${1:0} 0x${2:1000};',
    isSnippet: true,
    about:
      'Memory that the kernel does not use: an address and a size. What programs map needs /reserved-memory with no-map.',
  },
  {
    label: '/delete-node/',
    kind: 'keyword',
    insert: '/delete-node/ &$1;',
    isSnippet: true,
    about: 'Takes a node away.',
    goesOn: true,
  },
  {
    label: '/omit-if-no-ref/',
    kind: 'keyword',
    insert: '/omit-if-no-ref/ &$1;',
    isSnippet: true,
    about: 'The node is left out when nothing refers to it.',
    goesOn: true,
  },
];

/** Names of the node's properties or nodes, references outside of one. */
export function targetItems(asked: Asked): CompletionItem[] {
  const { document, context, around } = asked;
  const end = /^;/.test(context.rest) ? '' : ';';
  const { keyword } = context;
  if (context.open.length === 0) {
    if (keyword !== '/delete-node/' && keyword !== '/omit-if-no-ref/') return [];
    return [...labelItems(asked), ...pathItems(asked, true)].map((item) => ({
      ...item,
      insert: `${item.insert}${end}`,
    }));
  }
  const own = document.index().byPath.get(around?.judged?.path ?? '')?.node;
  const ofBoard = document.board.base?.byPath.get(around?.judged?.becomes ?? '')?.node;
  const names =
    keyword === '/delete-property/'
      ? [...(own?.properties.keys() ?? []), ...(ofBoard?.properties.keys() ?? [])]
      : keyword === '/delete-node/'
        ? [...(own?.children ?? []), ...(ofBoard?.children ?? [])].map(({ name }) => name)
        : [];
  const kind = keyword === '/delete-node/' ? 'node' : 'property';
  return [...new Set(names)].map((name) => ({ label: name, kind, insert: `${name}${end}` }));
}
