/**
 * A file onto the board, whole or not at all: written beside its place, compared by sha256 there, then renamed.
 * It goes through `cat`, which every board has; an sftp server is missing on many.
 */
import { createHash, randomBytes } from 'node:crypto';
import { problem } from '../../../remote-helper/rpc/problem.ts';
import type { ExecOptions, ExecResult, Exit, SshChannel } from './channel.ts';
import { shellQuote } from './shell-quote.ts';

export interface UploadOptions {
  /** Permissions of the file, such as 0o600. */
  readonly mode: number;
  /** Bytes that have left for the board, of all. */
  onProgress?(done: number, total: number): void;
  readonly signal?: AbortSignal;
}

export interface UploadReport {
  readonly sha256: string;
  /** `size`: the board has no program for sha256, so only the length was compared. */
  readonly verified: 'sha256' | 'size';
}

const pieceSize = 64 * 1024;
const digestDiffers = 65;
const heardNothing = 66;
/**
 * Seconds between two looks at what has arrived, and looks without more after which the board gives the upload up: the host is
 * gone then, and sshd may not notice for a quarter of an hour. Longer than an outage that TCP gets over.
 */
const patience = { seconds: 3, looks: 7 };

/**
 * Prints nothing but what went wrong; the last line of stdout says how the file was compared. What is written to is named
 * `PATH.TOKEN.PID.part`: the shell that writes has the token in its command line, so that a part whose writer is gone can be
 * told from one that is being written. Such parts in the same folder are removed first.
 */
export function receiveScript(
  path: string,
  token: string,
  file: { readonly mode: number; readonly sha256: string; readonly size: number },
  { seconds, looks } = patience,
): string {
  const { mode, sha256, size } = file;
  return [
    'set -e; umask 077',
    `p=${shellQuote(path)}; t=$p.${token}.$$.part`,
    removeStaleParts('"${p%/*}"'),
    // A cat in the background has the input of the third descriptor only.
    'exec 3<&0',
    'cat <&3 >"$t" & c=$!',
    // Before the traps: what is in the background must not have them. Its sleep ends with it.
    "(s= n=-1 i=0; trap 'kill $s; exit 0' TERM",
    `while [ $i -lt ${looks} ]; do sleep ${seconds} & s=$!; wait $s; m=$(wc -c <"$t"); i=$((i + 1)); [ "$m" = "$n" ] || i=0; n=$m; done`,
    'kill $c) </dev/null >/dev/null 2>&1 3<&- & w=$!',
    `trap 'rm -f "$t"; [ -z "$c$w" ] || kill $c $w 2>/dev/null || :' EXIT`,
    "trap 'exit 1' HUP INT TERM",
    'exec 3<&-; r=0; wait $c || r=$?; c=',
    `[ $r -le 128 ] || { echo "nothing came for ${seconds * looks} s" >&2; exit ${heardNothing}; }`,
    '[ $r -eq 0 ] || exit 1',
    'kill $w 2>/dev/null || :; w=',
    `n=$(wc -c <"$t"); [ "$n" -eq ${size} ] || { echo "size $n" ; exit ${digestDiffers}; }`,
    'if command -v sha256sum >/dev/null 2>&1; then how=sha256',
    `  s=$(sha256sum <"$t"); [ "\${s%% *}" = ${sha256} ] || { echo "sha256 \${s%% *}"; exit ${digestDiffers}; }`,
    'elif command -v openssl >/dev/null 2>&1; then how=sha256',
    `  s=$(openssl dgst -sha256 <"$t"); [ "\${s##* }" = ${sha256} ] || { echo "sha256 \${s##* }"; exit ${digestDiffers}; }`,
    'else how=size; fi',
    `chmod ${mode.toString(8)} "$t"; mv -f "$t" "$p"; trap - EXIT; echo "$how"`,
  ].join('\n');
}

/**
 * A command that removes, in folders given as words of the shell, what an upload was writing to when the board was switched off
 * or its shell killed: the process that the name tells is gone, or is another one.
 */
export function removeStaleParts(...folders: string[]): string {
  const parts = folders.map((folder) => `${folder}/*.part`).join(' ');
  const isWriting = `tr '\\0' ' ' <"/proc/$q/cmdline" 2>/dev/null | grep -q "$k"`;
  return `for o in ${parts}; do [ -f "$o" ] && [ ! -h "$o" ] || continue; q=\${o%.part}; k=\${q%.*}; k=\${k##*.}; q=\${q##*.}; case $q$k in *[!0-9a-f]*) continue ;; esac; ${isWriting} || rm -f "$o"; done`;
}

const removalPatienceMs = 5_000;

/** Throws `upload.no-space`, `upload.refused` (permission, missing folder), `upload.damaged`, or the signal's reason. */
export async function upload(
  connection: {
    open(command: string, signal?: AbortSignal): Promise<SshChannel>;
    exec(command: string, options?: ExecOptions): Promise<ExecResult>;
  },
  path: string,
  bytes: Uint8Array,
  options: UploadOptions,
): Promise<UploadReport> {
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  const token = randomBytes(6).toString('hex');
  const { signal } = options;
  await using channel = await connection.open(
    receiveScript(path, token, { mode: options.mode, sha256, size: bytes.length }),
    signal,
  );
  const texts = { out: '', err: '' };
  channel.stdout.setEncoding('utf8').on('data', (text: string) => {
    texts.out += text;
  });
  channel.stderr.setEncoding('utf8').on('data', (text: string) => {
    texts.err += text;
  });
  const stop = () => void channel.close();
  signal?.addEventListener('abort', stop, { once: true });
  try {
    for (let at = 0; at < bytes.length; at += pieceSize) {
      signal?.throwIfAborted();
      if (!(await channel.write(bytes.subarray(at, at + pieceSize)))) break;
      options.onProgress?.(Math.min(at + pieceSize, bytes.length), bytes.length);
    }
    signal?.throwIfAborted();
    channel.end();
    const exit = await channel.exit;
    signal?.throwIfAborted();
    if (exit.code === 0) return { sha256, verified: texts.out.trim() === 'sha256' ? 'sha256' : 'size' };
    throw uploadProblem(path, bytes.length, exit, texts);
  } catch (thrown) {
    // The command removes its own leavings unless the file system or the signal took it by surprise.
    // A board that hangs does not do it: the next to upload removes what is stale.
    const removal = { signal: AbortSignal.timeout(removalPatienceMs) };
    if (signal?.aborted)
      await connection.exec(`rm -f ${shellQuote(`${path}.${token}.`)}*.part`, removal).catch(() => {});
    throw thrown;
  } finally {
    signal?.removeEventListener('abort', stop);
  }
}

function uploadProblem(path: string, size: number, { code, signal }: Exit, texts: { out: string; err: string }) {
  const said = texts.err.trim();
  const data = { path, size, said };
  if ((code === undefined && signal === undefined) || code === heardNothing) {
    return problem('link.lost', `The link to the board was lost while ${path} was being uploaded.`, {
      hint: 'Did the board reset or lose its network? What had arrived is removed; connect and try again.',
      data,
    });
  }
  if (code === digestDiffers) {
    return problem('upload.damaged', `${path} arrived changed (${texts.out.trim()}); nothing was put in place.`, {
      hint: 'Try again; if it happens again the board’s storage or memory is failing.',
      data,
    });
  }
  if (/no space left|quota/i.test(said)) {
    return problem('upload.no-space', `There is no room on the board for ${path} (${size} bytes): ${said}`, {
      hint: 'Free some space, or choose another folder.',
      data,
    });
  }
  return problem('upload.refused', `${path} cannot be written on the board: ${said || `exit ${code ?? signal}`}`, {
    hint: 'Check that the folder is there, writable for the login user and not on a read-only file system.',
    data,
  });
}
