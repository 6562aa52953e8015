/** What somebody fills in to share a range: kept as typed, and what it comes to. */
import { z } from 'zod';
import { direction } from '../../../remote-helper/contract/device.ts';
import { deviceNameWords, isDeviceName } from '../device-name.ts';
import { parseQuantity } from '../quantity.ts';
import { cachePolicy, slotOf } from '../schema.ts';
import type { Span } from '../span.ts';
import { mixedPairs } from './sharers.ts';

const draftUser = z.object({
  /** The device's name. */
  device: z.string(),
  /** Who uses the range through it, in words of the user's. */
  about: z.string(),
  load: z.enum(['insmod', 'device-tree']),
  cache: cachePolicy,
  /** Who writes and who reads; absent: both. */
  direction: direction.optional(),
  /** Its own part, as offset from the range's start and size; absent: the whole range. */
  part: z.object({ offset: z.string(), size: z.string() }).optional(),
});
export type DraftUser = z.output<typeof draftUser>;

/** Texts as they are typed. */
export const shareDraft = z.object({
  address: z.string(),
  size: z.string(),
  users: z.array(draftUser),
  /** Why different cache policies are right here. */
  reason: z.string(),
});
export type ShareDraft = z.output<typeof shareDraft>;

/** Insmod makes eight, and a range that more share is one that nobody oversees. */
export const mostUsers = 8;
/** Characters of a reason (schema.ts). */
export const leastReason = 10;
/** Characters of what a region is for (schema.ts). */
export const mostAbout = 200;

export interface PlannedUser extends Span {
  readonly device: string;
  readonly about: string;
  readonly load: DraftUser['load'];
  readonly cache: DraftUser['cache'];
  readonly direction: DraftUser['direction'];
}

/** What is wrong with the draft; `field`: `address`, `size`, `reason`, or of the user at `user`. */
export interface Fault {
  readonly id: string;
  readonly field: 'address' | 'size' | 'reason' | 'users' | 'device' | 'about' | 'offset' | 'part-size';
  readonly user?: number;
  readonly message: string;
}

export interface Reading {
  /** Absent while the range cannot be read. */
  readonly range: Span | undefined;
  /** Those whose part can be read. */
  readonly users: readonly PlannedUser[];
  readonly faults: readonly Fault[];
}

/** Pure. `page`: bytes of a page of the board. What lint says of the plan that comes of it is not said twice here. */
export function readDraft(draft: ShareDraft, page: bigint): Reading {
  const faults: Fault[] = [];
  const number = (text: string, fault: Pick<Fault, 'field' | 'user'>, what: string): bigint | undefined => {
    const value = parseQuantity(text);
    if (value === undefined) {
      faults.push({
        id: 'plan.bad-number',
        ...fault,
        message: `${what} is a number such as 0x70000000, 4096 or 256 KiB${text.trim() === '' ? '' : `, not ${JSON.stringify(text)}`}.`,
      });
      return undefined;
    }
    if (value % page === 0n) return value;
    faults.push({
      id: 'region.unaligned',
      ...fault,
      message: `${what} is a multiple of the page size, ${page} bytes.`,
    });
    return undefined;
  };
  const address = number(draft.address, { field: 'address' }, 'The address');
  const size = number(draft.size, { field: 'size' }, 'The size');
  if (size === 0n) faults.push({ id: 'region.zero-size', field: 'size', message: 'The range has no bytes.' });
  const range = address === undefined || size === undefined || size === 0n ? undefined : { address, size };
  const names = draft.users.map(({ device }) => device);
  const users = draft.users.flatMap((user, index): PlannedUser[] => {
    const { device, about, load, cache, direction, part } = user;
    faults.push(...nameFaults(device, load, names, index));
    if (about.length > mostAbout) {
      faults.push({ id: 'plan.wrong-value', field: 'about', user: index, message: `At most ${mostAbout} characters.` });
    }
    const offset = part === undefined ? 0n : number(part.offset, { field: 'offset', user: index }, 'The offset');
    const own = part === undefined ? range?.size : number(part.size, { field: 'part-size', user: index }, 'The size');
    if (range === undefined || offset === undefined || own === undefined) return [];
    if (own === 0n || offset + own > range.size) {
      faults.push({
        id: 'share.part-outside',
        field: own === 0n ? 'part-size' : 'offset',
        user: index,
        message: own === 0n ? 'Its part has no bytes.' : 'Its part ends behind the range.',
      });
      return [];
    }
    return [
      {
        device,
        about: about.trim().replaceAll(/\s+/g, ' '),
        load,
        cache,
        direction,
        address: range.address + offset,
        size: own,
      },
    ];
  });
  if (draft.users.length < 2) {
    faults.push({ id: 'share.one-user', field: 'users', message: 'A range is shared by two devices or more.' });
  }
  if (mixedPairs(users).length > 0 && draft.reason.trim().length < leastReason) {
    faults.push({
      id: 'region.shared-differently',
      field: 'reason',
      message: `Different cache policies on one range need a reason, in at least ${leastReason} characters; the plan keeps it.`,
    });
  }
  return { range, users, faults };
}

function nameFaults(device: string, load: DraftUser['load'], names: readonly string[], index: number): Fault[] {
  const at = { field: 'device', user: index } as const;
  if (!isDeviceName(device)) {
    return [{ id: 'plan.wrong-value', ...at, message: `A name of ${deviceNameWords}.` }];
  }
  if (load === 'insmod' && slotOf(device) === undefined) {
    return [
      { id: 'region.not-an-insmod-name', ...at, message: 'The module’s parameters make uiomem0 to uiomem7 alone.' },
    ];
  }
  if (names.indexOf(device) < index) {
    return [{ id: 'region.duplicate-device', ...at, message: `Another one of them is called ${device}.` }];
  }
  return [];
}
