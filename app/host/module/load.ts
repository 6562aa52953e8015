/** Loading an uploaded module, and making sure that what was asked for came to be. */
import type { UiomemDevice } from '../../../remote-helper/contract/device.ts';
import type { KernelLogLine } from '../../../remote-helper/contract/kernel-log.ts';
import type { HelperContract } from '../../../remote-helper/contract.ts';
import type { Client } from '../../../remote-helper/rpc/contract.ts';
import { ProblemError, problemOf } from '../../../remote-helper/rpc/problem.ts';
import { explainLog } from '../../plan/messages/explain.ts';
import type { Context } from '../../plan/messages/message.ts';
import type { StepsTaken } from '../session/steps-taken.ts';
import { causeData, deviceMissing, type ModuleParameter, wantedDevices } from './wanted-devices.ts';

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
  { signal, context = {} }: { readonly signal?: AbortSignal | undefined; readonly context?: Context | undefined } = {},
): Promise<Loaded> {
  let loaded: Loaded;
  try {
    loaded = await helper.call(
      'module.load',
      { path: file.path, sha256: file.sha256, parameters: parameters.map((each) => ({ ...each })) },
      signal === undefined ? {} : { signal },
    );
  } catch (thrown) {
    throw explained(thrown, context);
  }
  const missing = deviceMissing(wantedDevices(parameters), loaded.devices, loaded.log, context);
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
  options: {
    readonly signal?: AbortSignal;
    readonly context?: Context;
    /** Where it is told which of the two is under way; a plan has its own steps. */
    readonly taken?: StepsTaken;
    onText?(text: string): void;
  } = {},
): Promise<Loaded> {
  const { taken } = options;
  const attempt = async (again: boolean): Promise<Loaded> => {
    taken?.plan([sending, loading]);
    taken?.begin(sending);
    options.onText?.(again ? 'uploading the module again: the board had another file' : 'uploading the module');
    const file = await send(again);
    taken?.begin(loading);
    options.onText?.('loading the module');
    return await loadAndCheck(helper, file, parameters, options);
  };
  try {
    return await attempt(false);
  } catch (thrown) {
    if (problemOf(thrown).id !== 'module.digest-differs') throw thrown;
    return await attempt(true);
  }
}

const sending = 'send the module';
const loading = 'load the module';

/** A failed load with the kernel's lines in words (data: causes); anything else as it was. */
function explained(thrown: unknown, context: Context): unknown {
  const found = problemOf(thrown);
  if (found.id !== 'module.load-failed') return thrown;
  const log = Array.isArray(found.data?.log) ? (found.data.log as unknown[]) : [];
  const lines = log.map((line) => ({
    text: typeof line === 'object' && line !== null && 'text' in line ? String(line.text) : '',
  }));
  const causes = explainLog(lines, context).filter(({ explanation }) => explanation.weight === 'cause');
  const [first] = causes;
  if (first === undefined) return thrown;
  const { meaning, hint } = first.explanation;
  return new ProblemError(
    {
      ...found,
      message: `${found.message} ${meaning}`,
      ...(hint !== undefined && { hint }),
      data: { ...found.data, causes: causes.map(causeData) },
    },
    { cause: thrown },
  );
}
