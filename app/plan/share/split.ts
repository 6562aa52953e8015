/** A range that several have becomes one for each. */
import { hex } from '../../../remote-helper/contract/quantity.ts';
import type { Edit } from '../finding.ts';
import { exactSize, writtenSize } from '../quantity.ts';
import type { Plan } from '../schema.ts';
import { endOf, type Span } from '../span.ts';
import type { SharedRange } from './sharers.ts';

export interface Part extends Span {
  readonly device: string;
}

export type Split = { readonly parts: readonly Part[] } | { readonly why: string };

/**
 * Each ends where the next begins, when they begin one after the other; otherwise all get as many whole pages, and the last
 * what is left. `page`: bytes. Not possible for what the plan does not say, and with fewer pages than devices.
 */
export function splitOf({ address, size, sharers }: SharedRange, page: bigint): Split {
  const foreign = sharers.filter(({ of }) => of !== 'plan').map(({ device }) => device);
  if (foreign.length > 0) {
    return {
      why: `${foreign.join(', ')} ${foreign.length === 1 ? 'is' : 'are'} not in the plan: it cannot move them.`,
    };
  }
  const isOneByOne = sharers.every(
    (sharer, index) => index === 0 || (sharers[index - 1]?.address ?? 0n) < sharer.address,
  );
  if (isOneByOne) {
    return {
      parts: sharers.map((sharer, index) => {
        const next = sharers[index + 1];
        const end = next === undefined || endOf(sharer) < next.address ? endOf(sharer) : next.address;
        return { device: sharer.device, address: sharer.address, size: end - sharer.address };
      }),
    };
  }
  const each = (size / page / BigInt(sharers.length)) * page;
  if (each === 0n) {
    return {
      why: `${exactSize(size)} cannot be split among ${sharers.length}: a device has at least a page, ${exactSize(page)}.`,
    };
  }
  return {
    parts: sharers.map(({ device }, index) => {
      const start = address + each * BigInt(index);
      return { device, address: start, size: index === sharers.length - 1 ? address + size - start : each };
    }),
  };
}

/** Only what changes; nobody else is there, so none has to be shareable any more. */
export function splitEdits(parts: readonly Part[], plan: Plan): Edit[] {
  return parts.flatMap(({ device, address, size }): Edit[] => {
    const index = plan.regions.findIndex((each) => each.device === device);
    const region = plan.regions[index];
    if (region === undefined) return [];
    const set = (differs: boolean, key: string, value: string | boolean): Edit[] =>
      differs ? [{ op: 'set', path: ['regions', index, key], value }] : [];
    return [
      ...set(region.address !== address, 'address', hex(address)),
      ...set(region.size !== size, 'size', writtenSize(size)),
      ...set(region.shareable, 'shareable', false),
    ];
  });
}
