/** A plan beside what a board has loaded, value by value. Pure. */
import type { Reply } from '../../../remote-helper/rpc/contract.ts';
import type { HostContract } from '../../contract.ts';

export type Verification = Reply<HostContract['plan.verify']>;

export interface VerificationRow {
  readonly device: string;
  /** By its key in the plan, such as `address` or `sync.mode`. */
  readonly property: string;
  readonly wanted: string;
  readonly found: string;
  readonly differs: boolean;
}

/** What is a matter of both columns, and of what stands for them elsewhere. */
const inColumns = ['address', 'size', 'cached', 'coherent', 'shareable', 'load', 'minor'];

/** In the order of the plan; what it does not name comes last. What differs comes first in each region. */
export function verificationRows({ regions, columns }: Pick<Verification, 'regions' | 'columns'>): VerificationRow[] {
  return regions.flatMap(({ device, status, fields }): VerificationRow[] => {
    const column = columns.find((each) => each.device === device);
    if (column === undefined || status === 'extra') {
      return [{ device, property: 'region', wanted: 'not in the plan', found: 'loaded', differs: true }];
    }
    const { wanted, found } = column;
    if (found === undefined) {
      return [{ device, property: 'region', wanted: wanted.address ?? '', found: 'not there', differs: true }];
    }
    const rows = Object.entries(wanted).map(([property, value]) => ({
      device,
      property,
      wanted: value,
      found: found[property] ?? 'not told',
      // A driver that does not tell is taken at its word.
      differs: found[property] !== undefined && found[property] !== value,
    }));
    const others = fields
      .filter(({ field }) => !inColumns.includes(field) && !(field in wanted))
      .map(({ field, wanted: value, found: there }) => ({
        device,
        property: field,
        wanted: value,
        found: there,
        differs: true,
      }));
    return [...others, ...rows].sort((a, b) => Number(b.differs) - Number(a.differs));
  });
}
