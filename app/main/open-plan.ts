/** The file dialog for a plan. */
import { BrowserWindow, dialog, type OpenDialogOptions, type WebContents } from 'electron';
import type { ElectronBridge } from '../contract/shell.ts';
import { readPlanFile } from './plan-file.ts';

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
  return await readPlanFile(file);
}
