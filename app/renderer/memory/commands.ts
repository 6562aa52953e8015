/** The commands of the tool that do what a view does. */
import { hex } from '../../../remote-helper/contract/hex.ts';
import type { Content, Eye, Width } from '../../../remote-helper/contract/memory.ts';

/** What a shell would split or expand is quoted. */
function word(text: string): string {
  return /^[A-Za-z0-9_./:@%+=-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}

export interface MemoryPlace {
  readonly board: string;
  readonly device: string;
  readonly eye: Eye;
  readonly content: Content;
  readonly offset: bigint;
  readonly width: Width;
}

function access(place: MemoryPlace): string {
  const { board, width, eye, content } = place;
  return `--width ${width} --eye ${eye} --content ${content} --board ${word(board)}`;
}

/** One read is of at most 1 MiB. */
export function readCommand(place: MemoryPlace, size: bigint): string {
  return `uiomem-studio mem read ${word(place.device)} ${hex(place.offset)} ${size} ${access(place)}`;
}

export function writeCommand(place: MemoryPlace, value: bigint): string {
  return `uiomem-studio mem write ${word(place.device)} ${hex(place.offset)} ${hex(value)} ${access(place)}`;
}

/** Any size, into a file. */
export function dumpCommand(place: MemoryPlace & { readonly size: bigint }, file: string): string {
  const { board, device, eye, content, offset, size } = place;
  const range = `--offset ${hex(offset)} --size ${size}`;
  return `uiomem-studio mem dump ${word(device)} ${range} -o ${word(file)} --eye ${eye} --content ${content} --board ${word(board)}`;
}

export function commandWords(...words: readonly string[]): string {
  return ['uiomem-studio', ...words.map(word)].join(' ');
}
