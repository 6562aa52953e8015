/** One look at a board by its helper: files of the kernel and the journal, never a region's memory. */
import type { UiomemDevice } from '../../../remote-helper/contract/device.ts';
import type { BoardFacts } from '../../../remote-helper/contract/facts.ts';
import type { Content } from '../../../remote-helper/contract/memory.ts';
import type { KnownDevice } from '../../contract/state.ts';
import { contentIn, plannedRegions } from '../apply/planned-content.ts';
import { contentOf } from '../memory/known-memory.ts';
import type { BoardSession } from '../session/session.ts';

export interface Seen {
  readonly facts: BoardFacts;
  readonly devices: readonly KnownDevice[];
}

export async function lookAt(session: BoardSession): Promise<Seen> {
  const facts = await session.facts(true);
  const regions = await plannedRegions(session, facts.bootId);
  const devices = facts.devices.map((device) => {
    const content = knownContent(device, facts, contentIn(regions, device));
    return { device, ...(content !== undefined && { content }) };
  });
  return { facts, devices };
}

/** Undefined where a person has to say it. */
function knownContent(device: UiomemDevice, facts: BoardFacts, planned: Content | undefined): Content | undefined {
  try {
    return contentOf(device, facts, planned);
  } catch {
    return undefined;
  }
}
