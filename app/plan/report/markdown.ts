/** A report as Markdown as GitHub reads it (GFM); whatever it holds is text. */
import { visible } from '../visible.ts';
import type { Block } from './block.ts';
import { outlineOf } from './outline.ts';
import type { Report } from './report.ts';

export function reportMarkdown(report: Report): string {
  const { title, summary, blocks } = outlineOf(report);
  return `${[`# ${inline(title)}`, `**${inline(summary)}**`, ...blocks.map(blockMarkdown)].join('\n\n')}\n`;
}

function blockMarkdown(block: Block): string {
  switch (block.kind) {
    case 'heading':
      return `${'#'.repeat(block.level)} ${inline(block.text)}`;
    case 'text':
      return inline(block.text);
    case 'list':
      return block.items.map((item) => `- ${inline(item)}`).join('\n');
    case 'pairs':
      return tableMarkdown([block.caption, ''], block.rows);
    case 'table':
      return `${inline(block.caption)}:\n\n${tableMarkdown(block.head, block.rows)}`;
    case 'code':
      return `${inline(block.caption)}:\n\n${fenced(block.language, block.text)}`;
  }
}

function tableMarkdown(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const row = (cells: readonly string[]) => `| ${cells.map(inline).join(' | ')} |`;
  return [row(head), `| ${head.map(() => '---').join(' | ')} |`, ...rows.map(row)].join('\n');
}

/** In one line; all that Markdown, its tables, GitHub's formulas and its links would act on stands for itself. */
function inline(said: string): string {
  return (
    visible(said.replaceAll(/\s+/g, ' ').trim())
      .replace(/[\\`*_[\]<>&|~$]/g, '\\$&')
      // A link needs no bracket.
      .replace(/:\/\//g, ':\\/\\/')
      .replace(/\bwww\./gi, (found) => found.replace('.', '\\.'))
      // What makes a list, a heading or a line of something else.
      .replace(/^([#+=-])/, '\\$1')
      .replace(/^(\d+)([.)])/, '$1\\$2')
  );
}

/** The fence is longer than any in the text. */
function fenced(language: string, text: string): string {
  const longest = Math.max(2, ...[...text.matchAll(/`+/g)].map(([run]) => run.length));
  const fence = '`'.repeat(longest + 1);
  return `${fence}${language}\n${visible(text.replaceAll('\r\n', '\n'), '\n\t').replace(/\n+$/, '')}\n${fence}`;
}
