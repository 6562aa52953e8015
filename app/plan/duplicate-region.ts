/** One more region of a plan's text: empty, or as another one is, behind it. */
import type { Edit, PlanPath } from './finding.ts';
import type { FormText } from './form-text.ts';
import { textsOfSpan } from './place-of-region.ts';
import { parseQuantity } from './quantity.ts';
import { knownKeys } from './schema.ts';
import { endOf } from './span.ts';

/** uiomem0_addr to uiomem7_addr (uiomem-interface: Module parameters). */
const mostInsmodRegions = 8;

/** Pure. What the regions of a plan's text say of their names, also while not all of it can be read. */
export function writtenRegions(form: FormText) {
  return Array.from({ length: form.count(['regions']) }, (_, index) => {
    const written = (key: string) => form.written(['regions', index, key]);
    const minor = parseQuantity(written('minor') ?? '');
    return {
      device: written('device') ?? '',
      load: written('load') === 'device-tree' ? ('device-tree' as const) : ('insmod' as const),
      minor: minor === undefined ? undefined : Number(minor),
    };
  });
}

/** Pure. Why no insmod region can be added, with the id of the finding that it would be; undefined where one can. */
export function whyNoMore(form: FormText): { readonly id: string; readonly text: string } | undefined {
  const count = writtenRegions(form).filter(({ load }) => load === 'insmod').length;
  if (count < mostInsmodRegions) return undefined;
  return {
    id: 'regions.too-many',
    text: `The driver has parameters for ${mostInsmodRegions} regions, and the plan has ${count}. More are made by nodes of the device tree.`,
  };
}

/** Pure. A region like the one at `index`, called `device`, that begins where that one ends. */
export function duplicateEdits(form: FormText, index: number, device: string): Edit[] {
  const at: PlanPath = ['regions', index];
  const written = (...keys: string[]) => form.written([...at, ...keys]);
  const [address, size] = [parseQuantity(written('address') ?? ''), parseQuantity(written('size') ?? '')];
  const next =
    address === undefined || size === undefined ? '' : textsOfSpan({ address: endOf({ address, size }), size }).address;
  const value: Record<string, string> = { device };
  for (const key of knownKeys['regions.*'] ?? []) {
    const text = written(key);
    // A minor belongs to one; a new one is made by the module's parameters, and was not taken from where the first was.
    if (text !== undefined && !['device', 'minor', 'load', 'source'].includes(key))
      value[key] = key === 'address' ? next : text;
  }
  const count = form.count(['regions']);
  const sync = (knownKeys['regions.*.sync'] ?? []).flatMap((key): Edit[] => {
    const text = written('sync', key);
    return text === undefined ? [] : [{ op: 'set', path: ['regions', count, 'sync', key], value: asWritten(text) }];
  });
  return [
    {
      op: 'append',
      path: ['regions'],
      value: Object.fromEntries(Object.entries(value).map(([key, text]) => [key, asWritten(text)])),
    },
    ...sync,
  ];
}

const asWritten = (text: string): string | boolean => (text === 'true' ? true : text === 'false' ? false : text);
