import fc from 'fast-check';
import { expect, it } from 'vitest';
import { z } from 'zod';
import { anyReport, anyText } from '../testing/any-report.ts';
import { allNodes, type Node, parseStrictly, textOf } from '../testing/strict-html.ts';
import { visible } from '../visible.ts';
import type { Block } from './block.ts';
import { reportHtml } from './html.ts';
import { reportMarkdown } from './markdown.ts';
import { outlineOf } from './outline.ts';
import { report as reportSchema } from './report.ts';

/** As it is shown: line breaks and tabs stay. */
const shown = (text: string) => visible(text.replaceAll('\r\n', '\n'), '\n\t');

/** Elements that a block becomes, by name. */
function elementsOf(block: Block): string[] {
  switch (block.kind) {
    case 'heading':
      return [`h${block.level}`];
    case 'text':
      return ['p'];
    case 'list':
      return ['ul', ...block.items.map(() => 'li')];
    case 'pairs':
      return ['table', 'caption', 'tbody', ...block.rows.flatMap(() => ['tr', 'th', 'td'])];
    case 'table':
      return [
        ...['table', 'caption', 'thead', 'tr', ...block.head.map(() => 'th'), 'tbody'],
        ...block.rows.flatMap(([, ...rest]) => ['tr', 'th', ...rest.map(() => 'td')]),
      ];
    case 'code':
      return ['figure', 'figcaption', 'pre', 'code'];
  }
}

/** Its texts in the order in which they stand. */
function textsOf(block: Block): string[] {
  switch (block.kind) {
    case 'heading':
    case 'text':
      return [block.text];
    case 'list':
      return [...block.items];
    case 'pairs':
      return [block.caption, ...block.rows.flat()];
    case 'table':
      return [block.caption, ...block.head, ...block.rows.flat()];
    case 'code':
      return [block.caption, block.text];
  }
}

const leaves = new Set(['title', 'h1', 'h2', 'h3', 'p', 'li', 'caption', 'th', 'td', 'figcaption', 'code']);
const frame = ['html', 'head', 'meta', 'meta', 'meta', 'meta', 'meta', 'title', 'style', 'body', 'main', 'h1', 'p'];

it('HTML of any report has our elements and no other, and its texts are those of the report', () => {
  fc.assert(
    fc.property(anyReport, (report) => {
      const { title, summary, blocks } = outlineOf(report);
      const nodes = allNodes(parseStrictly(reportHtml(report)));
      expect(nodes.map(({ name }) => name)).toEqual([...frame, ...blocks.flatMap(elementsOf)]);
      expect(nodes.filter(({ name }) => leaves.has(name)).map(textOf)).toEqual(
        [title, title, summary, ...blocks.flatMap(textsOf)].map(shown),
      );
    }),
    { numRuns: 300 },
  );
});

it('HTML has nothing that acts: no script, no address, no attribute but ours; tables have captions and scopes', () => {
  fc.assert(
    fc.property(anyReport, (report) => {
      const html = reportHtml(report);
      const nodes = allNodes(parseStrictly(html));
      const attributes = new Set(nodes.flatMap(({ attributes: all }) => Object.keys(all)));
      const ours = ['charset', 'http-equiv', 'content', 'name', 'lang', 'class', 'scope'];
      expect([...attributes].filter((name) => !ours.includes(name))).toEqual([]);
      // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what must not be there
      expect(html).not.toMatch(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/);
      const of = (node: Node, name: string) => allNodes(node).filter((each) => each.name === name);
      for (const table of nodes.filter(({ name }) => name === 'table')) {
        expect(of(table, 'caption')).toHaveLength(1);
        expect(of(table, 'th').every(({ attributes: { scope } }) => scope === 'col' || scope === 'row')).toBe(true);
      }
    }),
    { numRuns: 100 },
  );
});

/** Blocks of Markdown between fences, and the text in these. */
function partsOf(markdown: string): { outside: string[]; inside: string[] } {
  const outside: string[] = [];
  const inside: string[] = [];
  let fence: string | undefined;
  for (const line of markdown.split('\n')) {
    const run = /^(`{3,})(\w*)$/.exec(line);
    if (fence === undefined && run !== null) {
      fence = run[1];
      inside.push('');
    } else if (fence !== undefined && line === fence) fence = undefined;
    else if (fence === undefined) outside.push(line);
    else inside.push(`${inside.pop()}${line}\n`);
  }
  expect(fence).toBeUndefined();
  return { outside, inside };
}

const cells = (row: string) => row.replace(/\\./g, 'xx').split('|').length - 2;

it('Markdown of any report keeps its tables and its fences', () => {
  fc.assert(
    fc.property(anyReport, (report) => {
      const { blocks } = outlineOf(report);
      const { outside, inside } = partsOf(reportMarkdown(report));
      expect(inside).toEqual(
        blocks.flatMap((block) => (block.kind === 'code' ? [`${shown(block.text).replace(/\n+$/, '')}\n`] : [])),
      );
      const wanted = blocks.flatMap((block) => {
        if (block.kind === 'pairs') return [block.rows.length + 2].flatMap((rows) => Array<number>(rows).fill(2));
        return block.kind === 'table' ? Array<number>(block.rows.length + 2).fill(block.head.length) : [];
      });
      expect(outside.filter((line) => line.startsWith('| ')).map(cells)).toEqual(wanted);
      const headings = blocks.filter(({ kind }) => kind === 'heading').length + 1;
      expect(outside.filter((line) => /^#{1,6} /.test(line))).toHaveLength(headings);
    }),
    { numRuns: 300 },
  );
});

it('no text opens markup in Markdown', () => {
  fc.assert(
    fc.property(anyReport, anyText, (report, text) => {
      const { outside } = partsOf(reportMarkdown({ ...report, unknown: [text] }));
      for (const line of outside) {
        // Ours, and what is escaped, stands for itself.
        const plain = line.replace(/\\./g, 'x').replace(/^\*\*(.*)\*\*$/, '$1');
        expect(plain).not.toMatch(/[<>`*_[\]~$&]|:\/\/|\bwww\./i);
      }
    }),
    { numRuns: 200 },
  );
});

it('any report survives JSON', () => {
  fc.assert(
    fc.property(anyReport, (report) => {
      expect(z.decode(reportSchema, JSON.parse(JSON.stringify(z.encode(reportSchema, report))))).toEqual(report);
    }),
    { numRuns: 100 },
  );
});
