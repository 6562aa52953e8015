/** Loading an uploaded module, and making sure that what was asked for came to be. */
import type { UiomemDevice } from '../../../remote-helper/contract/device.ts';
import type { KernelLogLine } from '../../../remote-helper/contract/kernel-log.ts';
import type { HelperContract } from '../../../remote-helper/contract.ts';
import type { Client } from '../../../remote-helper/rpc/contract.ts';
import { ProblemError, problemOf } from '../../../remote-helper/rpc/problem.ts';
import { explainRefusal, parseRefusal } from './refusals.ts';
import { deviceMissing, type ModuleParameter, wantedDevices } from './wanted-devices.ts';

export interface Loaded {
  readonly devices: UiomemDevice[];
  /** The kernel's lines since the load. */
  readonly log: KernelLogLine[];
}

/**
 * Throws what the helper's `module.load` throws, a failed load explained by the driver's own words, and
 * `module.device-missing` when the module loaded but a device that was asked for is not there as wanted.
 */
export async function loadAndCheck(
  helper: Pick<Client<HelperContract>, 'call'>,
  file: { readonly path: string; readonly sha256: string },
  parameters: readonly ModuleParameter[],
  signal?: AbortSignal,
): Promise<Loaded> {
  let loaded: Loaded;
  try {
    loaded = await helper.call(
      'module.load',
      { path: file.path, sha256: file.sha256, parameters: parameters.map((each) => ({ ...each })) },
      signal === undefined ? {} : { signal },
    );
  } catch (thrown) {
    throw explained(thrown);
  }
  const missing = deviceMissing(wantedDevices(parameters), loaded.devices, loaded.log);
  if (missing !== undefined) throw missing;
  return loaded;
}

/**
 * Sends, then {@link loadAndCheck}. A file that is another on the board than was sent (it lies in the login user's
 * folder, and not every board can tell its digest before) is sent once more. `send` is asked to send `again` even if
 * the board seems to have the file.
 */
export async function sendAndLoad(
  helper: Pick<Client<HelperContract>, 'call'>,
  send: (again: boolean) => Promise<{ readonly path: string; readonly sha256: string }>,
  parameters: readonly ModuleParameter[],
  options: { readonly signal?: AbortSignal; onText?(text: string): void } = {},
): Promise<Loaded> {
  const attempt = async (again: boolean): Promise<Loaded> => {
    options.onText?.(again ? 'uploading the module again: the board had another file' : 'uploading the module');
    const file = await send(again);
    options.onText?.('loading the module');
    return await loadAndCheck(helper, file, parameters, options.signal);
  };
  try {
    return await attempt(false);
  } catch (thrown) {
    if (problemOf(thrown).id !== 'module.digest-differs') throw thrown;
    return await attempt(true);
  }
}

/** A failed load with the driver's refusals in words; anything else as it was. */
function explained(thrown: unknown): unknown {
  const found = problemOf(thrown);
  if (found.id !== 'module.load-failed') return thrown;
  const log = Array.isArray(found.data?.log) ? (found.data.log as unknown[]) : [];
  const refusals = log
    .map((line) => (typeof line === 'object' && line !== null && 'text' in line ? String(line.text) : ''))
    .map(parseRefusal)
    .filter((refusal) => refusal !== undefined);
  const first = refusals[0];
  if (first === undefined) return thrown;
  const explanation = explainRefusal(first.word);
  const who = first.slot === undefined ? first.device : `uiomem${first.slot}`;
  return new ProblemError(
    {
      ...found,
      message: `${found.message} ${who}: ${explanation?.meaning ?? ''} (${first.sentence})`,
      ...(explanation === undefined ? {} : { hint: explanation.fix }),
      data: {
        ...found.data,
        refusals: refusals.map(({ word, sentence, slot, device }) => ({ word, sentence, slot, device })),
      },
    },
    { cause: thrown },
  );
}
