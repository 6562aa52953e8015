/** What the newest applied plan says that a device holds. */
import type { UiomemDevice } from '../../../remote-helper/contract/device.ts';
import type { BoardFacts } from '../../../remote-helper/contract/facts.ts';
import type { Content } from '../../../remote-helper/contract/memory.ts';
import { isKnownMemory } from '../memory/known-memory.ts';
import type { BoardSession } from '../session/session.ts';
import { ApplyJournal, type Transaction } from './journal.ts';

/** Undefined when no plan of this boot stands that names this very device, place and size included. */
export async function plannedContent(session: BoardSession, device: UiomemDevice): Promise<Content | undefined> {
  const { bootId } = await session.facts();
  return contentIn(await plannedRegions(session, bootId), device);
}

/** Of the newest plan of this boot that stands; empty without one. */
export async function plannedRegions(
  session: Pick<BoardSession, 'helper'>,
  bootId: string,
): Promise<Transaction['regions']> {
  const transactions = await new ApplyJournal(session, bootId).transactions();
  return transactions.findLast(({ state }) => state === 'applied')?.regions ?? [];
}

/** What a device holds for certain: memory by a reservation of the device tree, or what the plan that stands says. */
export async function provenContent(
  helper: BoardSession['helper'],
  device: UiomemDevice,
  facts: BoardFacts,
): Promise<Content | undefined> {
  if (isKnownMemory(device, facts)) return 'memory';
  return contentIn(await plannedRegions({ helper }, facts.bootId), device);
}

/** Pure. */
export function contentIn(regions: Transaction['regions'], device: UiomemDevice): Content | undefined {
  return regions.find(
    ({ device: name, address, size }) => name === device.name && address === device.address && size === device.size,
  )?.content;
}
