/** What no page of ours may do, set on every web contents and session that comes to be, not only on those we make. */
import { app, type Session, session, shell, type WebContents } from 'electron';
import { isExternalPage } from './external-pages.ts';
import { isPageAddress } from './page-address.ts';

/** Call before the first window. */
export function keepWindowsToTheirPage(): void {
  app.on('web-contents-created', (_event, contents) => keepToThePage(contents));
  app.on('session-created', keepWithoutPermissions);
  keepWithoutPermissions(session.defaultSession);
}

function keepToThePage(contents: WebContents): void {
  contents.on('will-navigate', (event) => {
    // A reload of the page is a navigation to itself.
    if (isPageAddress(event.url)) return;
    event.preventDefault();
    openOutside(event.url);
  });
  contents.on('will-frame-navigate', (event) => {
    if (!event.isMainFrame) event.preventDefault();
  });
  contents.on('will-redirect', (event) => {
    if (!isPageAddress(event.url)) event.preventDefault();
  });
  contents.on('will-attach-webview', (event) => event.preventDefault());
  contents.setWindowOpenHandler(({ url }) => {
    openOutside(url);
    return { action: 'deny' };
  });
}

function openOutside(address: string): void {
  if (isExternalPage(address)) void shell.openExternal(address);
}

/** Of all that a page can ask for: putting text on the clipboard at a click, which every *Copy* does. Reading it is not in it. */
const given = 'clipboard-sanitized-write';

function keepWithoutPermissions(of: Session): void {
  of.setPermissionRequestHandler((_contents, permission, decide, { requestingUrl, isMainFrame }) =>
    decide(permission === given && isMainFrame && isPageAddress(requestingUrl)),
  );
  of.setPermissionCheckHandler((_contents, permission, origin) => permission === given && isPageAddress(origin));
  of.setDevicePermissionHandler(() => false);
  of.on('will-download', (_event, item) => {
    // The dialog opens because no path is set: nothing is written where the user did not say.
    item.setSaveDialogOptions({ title: 'Save', defaultPath: item.getFilename() });
  });
}
