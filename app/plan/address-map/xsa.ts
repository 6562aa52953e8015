/** A hardware platform of Vivado (`.xsa`, `.hdf`): a zip archive of which the hardware handoff alone is unpacked, never the bitstream. */
import { problem } from '../../../remote-helper/rpc/problem.ts';
import { type Handoff, readHwh } from './hwh.ts';
import { clean, utf8 } from './text.ts';
import { eachElement } from './xml.ts';
import { unpacked, type ZipEntry, zipEntries } from './zip.ts';

/**
 * Bytes of a handoff. A MEMRANGE takes about 300 and a module with its parameters and ports some ten thousand, so a design of
 * thousands of modules fits; it is held as text and read in one go.
 */
export const mostOfHandoff = 64 << 20;

/** Block designs in one platform: each is unpacked when nothing tells which is the top. */
const mostHandoffs = 64;

export type Platform = Handoff & { readonly inside: string };

/** Throws what zip.ts and hwh.ts throw, and `address-map.no-handoff`. */
export function readXsa(file: string, bytes: Uint8Array): Platform {
  const entries = zipEntries(file, bytes);
  const handoffs = entries.filter(({ name }) => /\.hwh$/i.test(name));
  const textOf = (entry: ZipEntry) =>
    utf8(`${file}: ${clean(entry.name, 120)}`, unpacked(file, bytes, entry, mostOfHandoff));
  const read = (entry: ZipEntry): Platform => ({
    ...readHwh(clean(entry.name, 120), textOf(entry)),
    inside: clean(entry.name, 120),
  });
  const [first] = handoffs;
  if (first === undefined || handoffs.length > mostHandoffs) {
    throw problem(
      'address-map.no-handoff',
      first === undefined
        ? `${file} has no hardware handoff (.hwh) in it.`
        : `${file} has ${handoffs.length} hardware handoffs in it; at most ${mostHandoffs} are looked at.`,
      {
        hint: 'Export the hardware of a design that has a block design, or give its .hwh file.',
        data: { file, files: entries.slice(0, 20).map(({ name }) => clean(name, 120)) },
      },
    );
  }
  if (handoffs.length === 1) return read(first);
  const named = namedTop(entries, textOf);
  const top = handoffs.find(({ name }) => named !== undefined && baseName(name) === baseName(named.name));
  if (top !== undefined && named !== undefined)
    return noted(read(top), handoffs.length, `${named.by} names it the top`);
  const [best] = handoffs
    .map(read)
    .sort(
      (a, b) =>
        b.seenByProcessor - a.seenByProcessor || b.entries.length - a.entries.length || (a.inside < b.inside ? -1 : 1),
    );
  if (best === undefined) throw new Error('there is a first');
  return noted(best, handoffs.length, 'its processor sees the most ranges');
}

const baseName = (path: string): string => path.split(/[\\/]/).at(-1) ?? '';

function noted(platform: Platform, count: number, why: string): Platform {
  return { ...platform, notes: [`Of ${count} block designs ${platform.inside} is read: ${why}.`, ...platform.notes] };
}

/** The handoff that sysdef.xml or xsa.json calls the default block design; what cannot be read tells nothing. */
function namedTop(
  entries: readonly ZipEntry[],
  textOf: (entry: ZipEntry) => string,
): { readonly name: string; readonly by: string } | undefined {
  for (const [by, find] of [
    ['sysdef.xml', ofSysdef],
    ['xsa.json', ofJson],
  ] as const) {
    const entry = entries.find(({ name }) => baseName(name) === by);
    if (entry === undefined) continue;
    try {
      const name = find(textOf(entry));
      if (name !== undefined) return { name, by };
    } catch {
      // The handoffs themselves tell too.
    }
  }
  return undefined;
}

const isDefault = 'DEFAULT_BD';

function ofSysdef(text: string): string | undefined {
  let found: string | undefined;
  eachElement('sysdef.xml', text, ({ name, attributes }, isOpen) => {
    if (isOpen && name === 'File' && attributes.BD_TYPE === isDefault) found ??= attributes.Name;
  });
  return found;
}

/** Whatever object names a handoff and has DEFAULT_BD among its values, however its keys are called. */
function ofJson(text: string): string | undefined {
  let found: string | undefined;
  JSON.parse(text, (_, value: unknown) => {
    if (typeof value === 'object' && value !== null && Object.values(value).includes(isDefault)) {
      found ??= Object.values(value).find((each) => typeof each === 'string' && /\.hwh$/i.test(each));
    }
    return value;
  });
  return found;
}
