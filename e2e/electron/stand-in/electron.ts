/** What `import … from 'electron'` gives main in the stand-in. A member that is not here is an error of linking that names it. */
import { privileged } from './addresses.ts';
import { realApp } from './app.ts';
import { record } from './record.ts';
import { defaultSessionSeen } from './session.ts';
import { Emitter, knownKeysOnly, strict } from './strict.ts';

export { app } from './app.ts';
export { BrowserWindow } from './browser-window.ts';
export { ipcMain } from './ipc-main.ts';
export { Menu } from './menu.ts';
export { MessageChannelMain } from './ports.ts';
export { utilityProcess } from './utility-process.ts';

interface CustomScheme {
  readonly scheme: string;
  readonly privileges?: { readonly standard?: boolean; readonly secure?: boolean };
}

export const session: object = strict('session', { defaultSession: defaultSessionSeen });

export const protocol = strict('protocol', {
  registerSchemesAsPrivileged(schemes: readonly CustomScheme[]) {
    if (realApp.isReady()) throw new Error('protocol.registerSchemesAsPrivileged should be called before app is ready');
    for (const { scheme, privileges = {} } of schemes) {
      knownKeysOnly('Privileges', privileges, ['standard', 'secure', 'supportFetchAPI', 'codeCache']);
      privileged(scheme, privileges);
    }
  },
});

/** A test answers by putting a function of its own in the place of one of these, as it would in Electron. */
function unanswered(name: string) {
  return (): never => {
    throw new Error(`${name} was called, and the test does not answer it.`);
  };
}

export const dialog = strict('dialog', {
  showOpenDialog: unanswered('dialog.showOpenDialog'),
  showSaveDialog: unanswered('dialog.showSaveDialog') as (options: object) => Promise<{ filePath?: string }>,
  showErrorBox: unanswered('dialog.showErrorBox'),
});

export const shell = strict('shell', {
  async openExternal(address: string): Promise<void> {
    record('shell.openExternal', address, 'opened');
  },
});

const display = { id: 1, workArea: { x: 0, y: 0, width: 1920, height: 1080 } };
export const screen = strict('screen', {
  getPrimaryDisplay: () => display,
  getAllDisplays: () => [display],
});

export const nativeTheme = strict(
  'nativeTheme',
  Object.assign(new Emitter('NativeTheme', []), { shouldUseDarkColors: true }),
);

/** A session without a key ring, as most test machines are. */
export const safeStorage = strict('safeStorage', {
  isEncryptionAvailable: () => false,
  getSelectedStorageBackend: () => 'basic_text',
  encryptString: unanswered('safeStorage.encryptString') as (text: string) => Buffer,
  decryptString: unanswered('safeStorage.decryptString') as (encrypted: Buffer) => string,
});
