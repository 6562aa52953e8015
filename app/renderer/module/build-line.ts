/** A line of a build's output as a terminal shows it: errors and warnings in colour, and places in sources as links. Pure. */
import type { BuildMessage } from '../../contract/module.ts';
import { visible } from '../../plan/visible.ts';

export interface SourcePlace {
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

/** A scheme of the window's own: nothing outside of it is opened by such a link. */
const scheme = 'source:';
const esc = '\u001b';
const colours: Readonly<Record<BuildMessage['grade'], string>> = { error: '1;31', warning: '33', note: '36' };
/** Characters: what a compiler repeats of a macro can be longer than anybody reads. */
const longest = 4_000;

export function linkOf({ file, line, column }: SourcePlace): string {
  return `${scheme}${encodeURIComponent(file)}:${line}:${column}`;
}

/** Undefined for any other link. */
export function placeOfLink(address: string): SourcePlace | undefined {
  const [, file, line, column] = /^source:([^:]+):(\d+):(\d+)$/.exec(address) ?? [];
  if (file === undefined) return undefined;
  return { file: decodeURIComponent(file), line: Number(line), column: Number(column) };
}

/** Where a message leads; undefined when its file is not here. */
export function placeOf({ place }: BuildMessage): SourcePlace | undefined {
  if (place?.file === undefined) return undefined;
  return { file: place.file, line: place.line, column: place.column ?? 1 };
}

/** What a compiler or a source brings along does nothing: no control but tab comes through. */
export function buildLine(line: string, message: BuildMessage | undefined): string {
  const cut = line.length > longest ? `${line.slice(0, longest)} … ${line.length - longest} more characters` : line;
  const coloured = (text: string, code: string) => (text === '' ? '' : `${esc}[${code}m${text}${esc}[0m`);
  const shown = visible(cut, '\t');
  if (message === undefined) return `${shown}\r\n`;
  const code = colours[message.grade];
  const place = placeOf(message);
  const text = visible(message.place?.text ?? '', '\t');
  const at = text === '' ? -1 : shown.indexOf(text);
  if (place === undefined || at < 0) return `${coloured(shown, code)}\r\n`;
  const link = `${esc}]8;;${linkOf(place)}${esc}\\${coloured(text, `4;${code}`)}${esc}]8;;${esc}\\`;
  return `${coloured(shown.slice(0, at), code)}${link}${coloured(shown.slice(at + text.length), code)}\r\n`;
}
