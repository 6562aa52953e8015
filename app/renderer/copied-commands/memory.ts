/** Reading and writing a device. */
import { hex } from '../../../remote-helper/contract/hex.ts';
import type { Content, Eye, Width } from '../../../remote-helper/contract/memory.ts';
import { cellValue } from '../memory/cell-text.ts';
import { tool } from './tool.ts';

export interface MemoryPlace {
  readonly board: string;
  readonly device: string;
  readonly eye: Eye;
  readonly content: Content;
  readonly offset: bigint;
  readonly width: Width;
}

function access({ board, width, eye, content }: MemoryPlace): readonly string[] {
  return ['--width', String(width), '--eye', eye, '--content', content, '--board', board];
}

/** One read is of at most 1 MiB. */
export function readCommand(place: MemoryPlace, size: bigint): string {
  return tool('mem', 'read', place.device, hex(place.offset), String(size), ...access(place));
}

/** `bytes` of one access, as they come to lie: the command line's values have their lowest byte first, whatever the view shows. */
export function writeCommand(place: MemoryPlace, bytes: Uint8Array): string {
  const value = hex(cellValue(bytes, 0, bytes.length, false));
  return tool('mem', 'write', place.device, hex(place.offset), value, ...access(place));
}

/** Any size, into a file. */
export function dumpCommand(place: Omit<MemoryPlace, 'width'> & { readonly size: bigint }, file: string): string {
  const { board, device, eye, content, offset, size } = place;
  const range = ['--offset', hex(offset), '--size', String(size)];
  return tool('mem', 'dump', device, ...range, '-o', file, '--eye', eye, '--content', content, '--board', board);
}

export function deviceCommand(board: string, device: string): string {
  return tool('device', 'info', device, '--board', board);
}
