/**
 * The way into a browser window that no other user and no log can see: a page in a file that only this user can read, which posts
 * the token by itself. A token in an address would stand in argv and in the browser's history.
 */
import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { browserShell } from '../../contract/shell.ts';

const submit = 'document.forms[0].submit()';

/** `address`: of the server, with a slash at its end. Both are of characters that need no escaping. */
export function wayInPage({ address, token }: { readonly address: string; readonly token: string }): string {
  const policy = [
    "default-src 'none'",
    `script-src 'sha256-${createHash('sha256').update(submit).digest('base64')}'`,
    `form-action ${address}`,
  ].join('; ');
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="referrer" content="no-referrer">
<title>uiomem studio</title>
</head>
<body>
<form method="post" action="${new URL(browserShell.admitPath, address).href}">
<input type="hidden" name="token" value="${token}">
<button>Open uiomem studio</button>
</form>
<script>${submit}</script>
</body>
</html>
`;
}

export interface WayIn extends AsyncDisposable {
  readonly file: string;
  readonly url: string;
}

/** Writes the page into a fresh folder below `parent`; both are gone at the end. */
export async function writeWayIn(
  parent: string,
  admitted: { readonly address: string; readonly token: string },
): Promise<WayIn> {
  await mkdir(parent, { recursive: true, mode: 0o700 });
  const folder = await mkdtemp(join(parent, 'open-'));
  const file = join(folder, 'uiomem-studio.html');
  await writeFile(file, wayInPage(admitted), { mode: 0o600, flag: 'wx' });
  return {
    file,
    url: pathToFileURL(file).href,
    [Symbol.asyncDispose]: () => rm(folder, { recursive: true, force: true }),
  };
}
