/** One look at a board by its helper: files of the kernel and the journal, never a region's memory. */
import type { UiomemDevice } from '../../../remote-helper/contract/device.ts';
import type { BoardFacts } from '../../../remote-helper/contract/facts.ts';
import type { Content } from '../../../remote-helper/contract/memory.ts';
import type { ToolDriver } from '../../contract/module.ts';
import type { KnownDevice } from '../../contract/state.ts';
import { contentIn, plannedRegions } from '../apply/planned-content.ts';
import { contentOf } from '../memory/known-memory.ts';
import type { BoardSession } from '../session/session.ts';

export interface Seen {
  readonly facts: BoardFacts;
  readonly devices: readonly KnownDevice[];
  /** Where a driver of ours is loaded. */
  readonly toolDriver: ToolDriver | undefined;
}

/** What the tool would load there itself; undefined: that cannot be told. */
export type AskToolDriver = (kernel: BoardFacts['kernel']) => Promise<ToolDriver | undefined>;

export async function lookAt(session: BoardSession, askToolDriver: AskToolDriver): Promise<Seen> {
  const facts = await session.facts(true);
  const regions = await plannedRegions(session, facts.bootId);
  const devices = facts.devices.map((device) => {
    const content = knownContent(device, facts, contentIn(regions, device));
    return { device, ...(content !== undefined && { content }) };
  });
  const toolDriver = facts.uiomem?.driver === 'ours' ? await askToolDriver(facts.kernel) : undefined;
  return { facts, devices, toolDriver };
}

/** Undefined where a person has to say it. */
function knownContent(device: UiomemDevice, facts: BoardFacts, planned: Content | undefined): Content | undefined {
  try {
    return contentOf(device, facts, planned);
  } catch {
    return undefined;
  }
}
