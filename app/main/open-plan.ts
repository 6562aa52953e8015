/** The file dialog for a plan, and the text of what was chosen. */
import { readFile, stat } from 'node:fs/promises';
import { basename, dirname } from 'node:path';
import { BrowserWindow, dialog, type OpenDialogOptions, type WebContents } from 'electron';
import { problem } from '../../remote-helper/rpc/problem.ts';
import type { ElectronBridge } from '../contract/shell.ts';

/** Bytes. A plan is written by hand; what is larger is another kind of file. */
const largest = 1 << 20;

type OpenedPlan = Awaited<ReturnType<ElectronBridge['openPlan']>>;

/** Undefined when the user cancelled. Throws `plan.file-too-large` or what reading threw. */
export async function openPlan(page: WebContents): Promise<OpenedPlan> {
  const options: OpenDialogOptions = {
    title: 'Open plan',
    properties: ['openFile'],
    filters: [
      { name: 'Plans', extensions: ['yaml', 'yml'] },
      { name: 'All files', extensions: ['*'] },
    ],
  };
  const window = BrowserWindow.fromWebContents(page);
  const { canceled, filePaths } = await (window === null
    ? dialog.showOpenDialog(options)
    : dialog.showOpenDialog(window, options));
  const [file] = filePaths;
  if (canceled || file === undefined) return undefined;
  const { size } = await stat(file);
  if (size > largest) {
    throw problem('plan.file-too-large', `${file} has ${size} bytes; a plan has at most ${largest}.`, {
      data: { file, size, largest },
    });
  }
  return { name: basename(file), folder: dirname(file), text: await readFile(file, 'utf8') };
}
