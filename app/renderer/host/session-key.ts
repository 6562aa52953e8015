/** The key of a browser's session: the answer of the admission carries it once, and the tab keeps it. */
import { browserShell } from '../../contract/shell.ts';

const key = 'uiomem-session-key';

/** Takes the key out of the page, and the admission out of the address, so that a reload opens the page itself. */
export function takeSessionKey(): string | undefined {
  const meta = document.querySelector<HTMLMetaElement>(`meta[name="${browserShell.keyMeta}"]`);
  const found = meta?.content;
  if (found !== undefined && found !== '') {
    sessionStorage.setItem(key, found);
    meta?.remove();
    history.replaceState(null, '', '/');
    return found;
  }
  return sessionStorage.getItem(key) ?? undefined;
}

export function sessionKey(): string | undefined {
  return sessionStorage.getItem(key) ?? undefined;
}
