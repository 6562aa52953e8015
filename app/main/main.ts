/** Entry of the Electron shell: windows, menus and dialogs. Everything about boards is in the host's own process. */
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { app, BrowserWindow, protocol, safeStorage, session } from 'electron';
import { shellChannels } from '../contract/shell-channels.ts';
import { chromiumSwitches } from './chromium-switches.ts';
import { answerPage } from './from-page.ts';
import { offerHost } from './host-ports.ts';
import { setMenu } from './menu.ts';
import { openPlan } from './open-plan.ts';
import { pageScheme } from './page-address.ts';
import { pageFile } from './page-files.ts';
import { openPageWindow } from './page-window.ts';
import { type SecretStore, secretStore } from './secret-store.ts';
import { keepWindowsToTheirPage } from './window-rules.ts';

// Beside the user's settings, not among them: Chromium keeps dozens of files of its own.
app.setPath('userData', join(app.getPath('appData'), 'uiomem-studio', 'electron'));
for (const [name, value] of Object.entries(chromiumSwitches)) app.commandLine.appendSwitch(name, value);

if (app.requestSingleInstanceLock()) {
  protocol.registerSchemesAsPrivileged([
    { scheme: pageScheme, privileges: { standard: true, secure: true, supportFetchAPI: true, codeCache: true } },
  ]);
  app.on('second-instance', showWindow);
  app.on('activate', showWindow);
  app.on('window-all-closed', () => {
    if (process.platform !== 'darwin') app.quit();
  });
  // Not awaited here: Electron is ready only after this module has run to its end.
  void app.whenReady().then(begin);
} else {
  app.quit();
}

function begin(): void {
  const page = fileURLToPath(new URL('../renderer', import.meta.url));
  session.defaultSession.protocol.handle(pageScheme, (request) => pageFile(page, request));
  keepWindowsToTheirPage();
  answerPage(shellChannels.openPlan, openPlan);
  const host = offerHost(secrets);
  app.on('will-quit', (event) => {
    // Once: the host first, then the rest.
    event.preventDefault();
    void host[Symbol.asyncDispose]().then(() => app.exit());
  });
  setMenu(openPageWindow);
  openPageWindow();
}

let kept: SecretStore | undefined;

/** Made when it is first asked: some key rings ask their user to open them. */
function secrets(): SecretStore {
  kept ??= secretStore(safeStorage, join(app.getPath('userData'), 'secrets.json'), process.platform);
  return kept;
}

/** Starting the program again, or choosing it in the dock, brings its window to the front. */
function showWindow(): void {
  const [window] = BrowserWindow.getAllWindows();
  if (window === undefined) {
    openPageWindow();
    return;
  }
  if (window.isMinimized()) window.restore();
  window.show();
  window.focus();
}
