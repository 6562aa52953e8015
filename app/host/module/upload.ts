/** A module file into the login user's folder on the board, under its digest: what is there is not sent again. */
import { createHash } from 'node:crypto';
import type { BoardFacts } from '../../../remote-helper/contract/facts.ts';
import { problem } from '../../../remote-helper/rpc/problem.ts';
import type { SshConnection } from '../ssh/connection.ts';
import { shellQuote } from '../ssh/shell-quote.ts';
import { checkFitsBoard } from './fits-board.ts';
import { readModuleFile } from './module-file.ts';
import { readPacked } from './packed-module.ts';

/** What uploading needs of a session. */
export interface UploadTarget {
  readonly connection: Pick<SshConnection, 'exec' | 'upload'>;
  /** Folders of the login user's own that can be written to, best first. */
  readonly places: readonly { readonly path: string; readonly freeBytes: number }[];
}

export interface Uploaded {
  /** On the board. */
  readonly path: string;
  readonly sha256: string;
  /** False when the board had it already. */
  readonly sent: boolean;
}

export interface UploadModuleOptions {
  readonly signal?: AbortSignal;
  /** Send it even if the board seems to have it: what is there turned out to be something else. */
  readonly again?: boolean;
  onProgress?(done: number, total: number): void;
}

/** Prints `sha256 HEX`, or `size BYTES` on a board that has no program for the digest; nothing when there is no file. */
const lookScript = (path: string): string =>
  `f=${shellQuote(path)}; if [ ! -f "$f" ]; then :; elif command -v sha256sum >/dev/null 2>&1; then s=$(sha256sum <"$f") && echo "sha256 \${s%% *}"; elif command -v openssl >/dev/null 2>&1; then s=$(openssl dgst -sha256 <"$f") && echo "sha256 \${s##* }"; else echo "size $(wc -c <"$f" | tr -d ' ')"; fi`;

/**
 * Unpacks the file, checks it against the board's kernel, then sends it. Throws `module.not-a-module`, what reading it and
 * {@link checkFitsBoard} throws, `module.no-place`, `upload.*`, or the signal's reason.
 */
export async function uploadModule(
  target: UploadTarget,
  file: string,
  kernel: BoardFacts['kernel'],
  options: UploadModuleOptions = {},
): Promise<Uploaded> {
  const bytes = await readPacked(file);
  checkFitsBoard(readModuleFile(bytes, file), kernel);
  const place = target.places.find(({ freeBytes }) => freeBytes > bytes.length + 2 ** 20);
  if (place === undefined) {
    throw problem('module.no-place', 'The board has no folder of the login user with room for the module.', {
      hint: 'Free some space in the user’s home or in /tmp.',
      data: { size: bytes.length, places: target.places },
    });
  }
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  const folder = `${modulesFolder(place.path)}/${sha256}`;
  const path = `${folder}/uiomem.ko`;
  const signal = options.signal === undefined ? {} : { signal: options.signal };
  // The folder is the user's own, so what lies in it may have been cut short or changed since it was sent.
  const look = await target.connection.exec(`umask 077; mkdir -p ${shellQuote(folder)}; ${lookScript(path)}`, signal);
  const found = Buffer.from(look.stdout).toString().trim();
  // Where only the size can be told the helper still compares the digest, in root's own copy, before it loads.
  if (options.again !== true && (found === `sha256 ${sha256}` || found === `size ${bytes.length}`)) {
    return { path, sha256, sent: false };
  }
  try {
    await target.connection.upload(path, bytes, {
      mode: 0o600,
      ...signal,
      ...(options.onProgress === undefined ? {} : { onProgress: options.onProgress }),
    });
  } catch (thrown) {
    // The folders were made for it; one that holds a module still, or another upload, stays. A link that is lost leaves them.
    const made = `${shellQuote(folder)} ${shellQuote(modulesFolder(place.path))}`;
    await target.connection.exec(`rmdir ${made} 2>/dev/null || :`).catch(() => {});
    throw thrown;
  }
  return { path, sha256, sent: true };
}

/** Module files that were uploaded to the board before. */
export async function uploadedModules(target: UploadTarget, signal?: AbortSignal): Promise<string[]> {
  if (target.places.length === 0) return [];
  const globs = target.places.map(({ path }) => `${shellQuote(modulesFolder(path))}/*/uiomem.ko`);
  const answer = await target.connection.exec(
    `for f in ${globs.join(' ')}; do [ -f "$f" ] && echo "$f"; done; :`,
    signal === undefined ? {} : { signal },
  );
  return Buffer.from(answer.stdout)
    .toString()
    .split('\n')
    .filter((line) => line !== '');
}

/** Removes an uploaded module file, wherever it was put. `sha256`: 64 hex digits. */
export async function removeUploaded({ connection, places }: UploadTarget, sha256: string): Promise<void> {
  if (!/^[0-9a-f]{64}$/.test(sha256)) throw problem('internal', 'An uploaded module is named by its digest.');
  const folders = places.map(({ path }) => shellQuote(`${modulesFolder(path)}/${sha256}`));
  if (folders.length > 0) await connection.exec(`rm -rf ${folders.join(' ')}`);
}

const modulesFolder = (place: string): string => `${place}/modules`;
