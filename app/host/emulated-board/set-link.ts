/** The network cable of an emulated board. */
import { problem } from '../../../remote-helper/rpc/problem.ts';
import { boardFolder, isRunning, readRecord } from './board-folder.ts';
import { checkName } from './board-options.ts';
import { Qmp } from './qmp.ts';

/**
 * Pulls the cable, or plugs it back. Connections stay as they are: what is sent meanwhile is lost, and sent again by
 * TCP. Changes nothing when it is so already. Throws `emulated.not-running` and `qmp.*`.
 */
export async function setLink(name: string, up: boolean): Promise<void> {
  const record = await readRecord(boardFolder(checkName(name)));
  if (record === undefined || !isRunning(record)) {
    throw problem('emulated.not-running', `The board ${name} is not running.`, {
      hint: 'Start it first.',
      data: { name },
    });
  }
  await using qmp = await Qmp.connect(record.qmpSocket);
  await qmp.setLink(up);
}
