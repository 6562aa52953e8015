/** A draft in the plan: its users as regions that have the range in common, and what the plan says of them then. */
import type { BoardFacts } from '../../../remote-helper/contract/facts.ts';
import { hex } from '../../../remote-helper/contract/quantity.ts';
import { readPlan } from '../document.ts';
import { applyEdits } from '../edit.ts';
import type { Facts } from '../facts.ts';
import type { Edit, Finding } from '../finding.ts';
import { freeInsmodName } from '../free-name.ts';
import { lint } from '../lint.ts';
import { writtenSize } from '../quantity.ts';
import type { Plan } from '../schema.ts';
import type { PlannedUser, ShareDraft } from './share-draft.ts';
import type { SharedRange } from './sharers.ts';

const mixed = 'region.shared-differently';

export interface Shared {
  /** The plan's text with the users in it. */
  readonly text: string;
  /** What lint says of them there. */
  readonly findings: readonly Finding[];
}

/**
 * The text with a region for each user: one that the plan has by that name is changed where it must, others are put behind it.
 * `reason` overrides what is judged of different caches. Undefined when the text says no plan.
 */
export function sharePlan(
  text: string,
  users: readonly PlannedUser[],
  reason: string,
  facts: Facts | undefined,
): Shared | undefined {
  const { plan } = readPlan(text);
  if (plan === undefined) return undefined;
  let behind = plan.regions.length;
  const shared = applyEdits(
    text,
    users.flatMap((user) => {
      const isNew = plan.regions.every(({ device }) => device !== user.device);
      const edits = userEdits(user, plan, behind);
      if (isNew) behind += 1;
      return edits;
    }),
  );
  const names = new Set(users.map(({ device }) => device));
  const judge = (written: string): Finding[] => {
    const document = readPlan(written);
    return lint(document, facts).findings.filter(({ path: [list, index] }) => {
      const device =
        list === 'regions' && typeof index === 'number' ? document.plan?.regions[index]?.device : undefined;
      return device !== undefined && names.has(device);
    });
  };
  const before = judge(shared);
  const differing = before.filter(({ id, severity }) => id === mixed && severity === 'error');
  if (differing.length === 0 || reason.trim() === '') return { text: shared, findings: before };
  const regions = readPlan(shared).plan?.regions ?? [];
  const devices = new Set(differing.flatMap(({ path: [, index] }) => regions[Number(index)]?.device ?? []));
  const overridden = applyEdits(
    shared,
    [...devices].map((region) => ({
      op: 'append',
      path: ['overrides'],
      value: { finding: mixed, region, reason: reason.trim() },
    })),
  );
  return { text: overridden, findings: judge(overridden) };
}

/** In order; `behind`: where the next new region comes to stand. */
function userEdits(user: PlannedUser, plan: Plan, behind: number): Edit[] {
  const { device, about, load, address, size, cache, direction } = user;
  const index = plan.regions.findIndex((each) => each.device === device);
  const region = plan.regions[index];
  if (region === undefined) {
    const put: Edit[] = [
      {
        op: 'append',
        path: ['regions'],
        value: {
          device,
          ...(load === 'device-tree' && { load }),
          address: hex(address),
          size: writtenSize(size),
          cache,
          shareable: true,
          ...(about !== '' && { about }),
        },
      },
    ];
    // A mapping in a mapping is made by the key in it.
    if (direction !== undefined)
      put.push({ op: 'set', path: ['regions', behind, 'sync', 'direction'], value: direction });
    return put;
  }
  const at = ['regions', index];
  const set = (differs: boolean, key: string, value: string | boolean): Edit[] =>
    differs ? [{ op: 'set', path: [...at, ...key.split('.')], value }] : [];
  return [
    ...set(region.load !== load, 'load', load),
    ...set(region.address !== address, 'address', hex(address)),
    ...set(region.size !== size, 'size', writtenSize(size)),
    ...set(region.cache !== cache, 'cache', cache),
    ...set(!region.shareable, 'shareable', true),
    ...set((region.about ?? '') !== about, 'about', about),
    ...(direction === undefined ? [] : set(region.sync?.direction !== direction, 'sync.direction', direction)),
  ];
}

/** A draft to begin with: those that share the range already, or one region of the plan and a second device for it. */
export function draftOfRange({ address, size, sharers }: SharedRange, plan: Plan | undefined): ShareDraft {
  return {
    address: hex(address),
    size: writtenSize(size),
    users: sharers.map((sharer) => {
      const region = plan?.regions.find(({ device }) => device === sharer.device);
      const isWhole = sharer.address === address && sharer.size === size;
      return {
        device: sharer.device,
        about: region?.about ?? '',
        load: sharer.load,
        cache: sharer.cache,
        ...(region?.sync?.direction !== undefined && { direction: region.sync.direction }),
        ...(!isWhole && { part: { offset: hex(sharer.address - address), size: writtenSize(sharer.size) } }),
      };
    }),
    reason: '',
  };
}

/** Another user for a draft, under a name that is free; undefined when insmod has none left. */
export function nextUser(draft: ShareDraft, plan: Plan | undefined, board: BoardFacts | undefined) {
  const mine = draft.users.map(({ device }) => device);
  const regions = [
    ...(plan?.regions ?? []),
    ...mine.map((device) => ({ device, load: 'insmod' as const, minor: undefined })),
  ];
  const device = freeInsmodName({ ...plan, regions } as Plan, board);
  if (device === undefined) return undefined;
  const cache = draft.users[0]?.cache ?? 'noncoherent';
  return { device, about: '', load: 'insmod' as const, cache };
}
