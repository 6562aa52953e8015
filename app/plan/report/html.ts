/** A report as one HTML file: no script, nothing from elsewhere; whatever it holds is text. */
import { visible } from '../visible.ts';
import type { Block, Outline } from './block.ts';
import { outlineOf } from './outline.ts';
import type { Report } from './report.ts';
import { reportCss } from './report-css.ts';

export function reportHtml(report: Report): string {
  return page(outlineOf(report));
}

function page({ title, tone, summary, blocks }: Outline): string {
  return `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="generator" content="uiomem studio">
<title>${text(title)}</title>
<style>${reportCss}</style>
</head>
<body>
<main>
<h1>${text(title)}</h1>
<p class="summary ${tone}">${text(summary)}</p>
${blocks.map(blockHtml).join('\n')}
</main>
</body>
</html>
`;
}

function blockHtml(block: Block): string {
  switch (block.kind) {
    case 'heading':
      return `<h${block.level}>${text(block.text)}</h${block.level}>`;
    case 'text':
      return `<p>${text(block.text)}</p>`;
    case 'list':
      return `<ul>\n${block.items.map((item) => `<li>${text(item)}</li>`).join('\n')}\n</ul>`;
    case 'pairs':
      return tableHtml('pairs', block.caption, undefined, block.rows);
    case 'table':
      return tableHtml('wide', block.caption, block.head, block.rows);
    case 'code':
      // The parser takes a line break away that stands right behind <pre>, and none behind <code>.
      return `<figure>\n<figcaption>${text(block.caption)}</figcaption>\n<pre><code>${text(block.text)}</code></pre>\n</figure>`;
  }
}

function tableHtml(
  kind: 'pairs' | 'wide',
  caption: string,
  head: readonly string[] | undefined,
  rows: readonly (readonly string[])[],
): string {
  const columns = head?.map((cell) => `<th scope="col">${text(cell)}</th>`).join('');
  const body = rows.map(
    ([first = '', ...rest]) =>
      `<tr><th scope="row"${long(first)}>${text(first)}</th>${rest.map((cell) => `<td${long(cell)}>${text(cell)}</td>`).join('')}</tr>`,
  );
  return [
    `<table class="${kind}">`,
    `<caption>${text(caption)}</caption>`,
    ...(columns === undefined ? [] : [`<thead><tr>${columns}</tr></thead>`]),
    `<tbody>${body.join('\n')}</tbody>`,
    '</table>',
  ].join('\n');
}

/** Characters without a blank that fit a column; what is longer, such as a digest, may be broken anywhere, and nothing else. */
const widest = 24;

function long(cell: string): string {
  return cell.split(/\s/).some((word) => word.length > widest) ? ' class="long"' : '';
}

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** Lines and tabs stay; a carriage return is shown, for a parser would make a line break of it. */
function text(said: string): string {
  return visible(said.replaceAll('\r\n', '\n'), '\n\t').replace(/[&<>"']/g, (character) => entities[character] ?? '');
}
