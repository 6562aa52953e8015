/** Files of addresses to test by: the hand-made ones, and archives made of them. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { strToU8, type Zippable, zipSync } from 'fflate';

/** Of app/plan/address-map/fixtures. */
export const addressFile = (name: string): Uint8Array =>
  new Uint8Array(readFileSync(join(import.meta.dirname, '../address-map/fixtures', name)));

const bitstream = new Uint8Array(4096).fill(0xa5);

/** A platform as Vivado packs one: the handoffs, a bitstream, and what names the top. */
export function platform(files: Readonly<Record<string, Uint8Array | string>>): Uint8Array {
  const all: Zippable = { 'design_1_wrapper.bit': bitstream };
  for (const [name, data] of Object.entries(files)) all[name] = typeof data === 'string' ? strToU8(data) : data;
  return zipSync(all, { level: 6 });
}
