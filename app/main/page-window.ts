/** One window with the page in it. */
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { app, BrowserWindow, nativeTheme, screen } from 'electron';
import { pageAddress } from './page-address.ts';
import { placeWindow, smallest } from './window-bounds.ts';
import { readWindowState, writeWindowState } from './window-state.ts';

/** As the page's ground in each theme, so that nothing flashes before its first frame. */
const ground = { dark: '#16181c', light: '#ffffff' };
/** Pixels by which a further window is set off from the first. */
const cascade = 32;

/** More crashes than this within a minute, and the window stays as it is: reloading does not mend it. */
const mostCrashes = 3;
const crashWindowMs = 60_000;

export function openPageWindow(): BrowserWindow {
  const stateFile = join(app.getPath('userData'), 'window-state.json');
  const before = readWindowState(stateFile);
  const displays = [screen.getPrimaryDisplay(), ...screen.getAllDisplays()].map(({ workArea }) => workArea);
  const others = BrowserWindow.getAllWindows().length;
  const wanted = before && {
    ...before.bounds,
    x: before.bounds.x + cascade * others,
    y: before.bounds.y + cascade * others,
  };

  const window = new BrowserWindow({
    ...placeWindow(wanted, displays),
    minWidth: smallest.width,
    minHeight: smallest.height,
    show: false,
    backgroundColor: nativeTheme.shouldUseDarkColors ? ground.dark : ground.light,
    webPreferences: {
      preload: fileURLToPath(new URL('../preload/preload.cjs', import.meta.url)),
      contextIsolation: true,
      sandbox: true,
      nodeIntegration: false,
      nodeIntegrationInWorker: false,
      nodeIntegrationInSubFrames: false,
      webSecurity: true,
      allowRunningInsecureContent: false,
      webviewTag: false,
      spellcheck: false,
    },
  });
  window.once('ready-to-show', () => {
    if (before?.maximized === true && others === 0) window.maximize();
    window.show();
  });
  window.on('close', () => {
    try {
      writeWindowState(stateFile, { bounds: window.getNormalBounds(), maximized: window.isMaximized() });
    } catch (reason) {
      // A full disk must not keep a window open.
      process.stderr.write(`uiomem-studio: where the window was is not kept: ${String(reason)}\n`);
    }
  });
  reloadAfterCrash(window);
  void window.loadURL(pageAddress);
  return window;
}

/** The page's state is in the host, so that a new start of it shows the same. */
function reloadAfterCrash(window: BrowserWindow): void {
  let crashes: number[] = [];
  window.webContents.on('render-process-gone', (_event, { reason }) => {
    if (reason === 'clean-exit') return;
    const now = Date.now();
    crashes = [...crashes.filter((then) => now - then < crashWindowMs), now];
    process.stderr.write(`uiomem-studio: a window's page ended (${reason}).\n`);
    if (crashes.length <= mostCrashes) window.webContents.reload();
  });
}
