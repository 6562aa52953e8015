/**
 * config.txt of Raspberry Pi: `dtoverlay=NAME` loads overlays/NAME.dtbo, below a filter in brackets only for boards that it names,
 * below `[all]` for every one (raspberrypi.com/documentation, config.txt, conditional filters). Pure.
 */
import { insertedAfter, linesOf, textOfLines, without } from './lines.ts';

const head = '# uiomem studio: overlays that dt remove takes away again';
const ours = 'dtoverlay=uiomem-studio-';

/** `name`: of the file without its ending. At the end: what is loaded later is put onto what was loaded before. */
export function withDtoverlay(text: string, name: string): string {
  const wanted = `dtoverlay=${name}`;
  let lines = linesOf(text);
  if (lines.some((line) => line.text.trim() === wanted)) return text;
  const start = lines.findIndex((line) => line.text === head);
  const filter = lines.findLast((line) => /^\s*\[.*\]\s*$/.test(line.text))?.text.trim();
  if (start < 0 || (filter !== undefined && filter !== '[all]')) {
    const block = [head, ...(filter === undefined || filter === '[all]' ? [] : ['[all]']), wanted];
    for (const each of block) lines = insertedAfter(lines, lines.length - 1, each);
    return textOfLines(lines);
  }
  let at = start;
  while (isOurs(lines[at + 1]?.text)) at += 1;
  return textOfLines(insertedAfter(lines, at, wanted));
}

/** What else stands there stays, and our heading goes with the last of ours below it. */
export function withoutDtoverlay(text: string, name: string): string {
  let lines = linesOf(text);
  const at = lines.findLastIndex((line) => line.text.trim() === `dtoverlay=${name}`);
  const start = lines.findLastIndex((line, index) => index < at && line.text === head);
  if (at < 0) return text;
  const block = start < 0 ? [] : lines.slice(start + 1, at);
  const next = lines[at + 1]?.text;
  const isLast = block.every((line) => line.text === '[all]') && next?.startsWith(ours) !== true;
  lines = without(lines, at);
  // What came with the first of ours goes with the last of them.
  if (start >= 0 && isLast)
    for (let index = start + block.length; index >= start; index -= 1) lines = without(lines, index);
  return textOfLines(lines);
}

function isOurs(text: string | undefined): boolean {
  return text === '[all]' || text?.startsWith(ours) === true;
}
