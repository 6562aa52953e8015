/** What the newest applied plan says that a device holds. */
import type { UiomemDevice } from '../../../remote-helper/contract/device.ts';
import type { Content } from '../../../remote-helper/contract/memory.ts';
import type { BoardSession } from '../session/session.ts';
import { ApplyJournal } from './journal.ts';

/** Undefined when no plan of this boot stands that names this very device, place and size included. */
export async function plannedContent(session: BoardSession, device: UiomemDevice): Promise<Content | undefined> {
  const { bootId } = await session.facts();
  const applied = (await new ApplyJournal(session, bootId).transactions()).findLast(({ state }) => state === 'applied');
  return applied?.regions.find(
    ({ device: name, address, size }) => name === device.name && address === device.address && size === device.size,
  )?.content;
}
