/**
 * A file onto the board, whole or not at all: written beside its place, compared by sha256 there, then renamed.
 * It goes through `cat`, which every board has; an sftp server is missing on many.
 */
import { createHash, randomBytes } from 'node:crypto';
import { problem } from '../../../remote-helper/rpc/problem.ts';
import type { ExecOptions, ExecResult, SshChannel } from './channel.ts';
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

/** Prints nothing but what went wrong; the last line of stdout says how the file was compared. */
function receive(path: string, temporary: string, mode: number, sha256: string, size: number): string {
  const t = shellQuote(temporary);
  return [
    'set -e; umask 077',
    `trap 'rm -f ${t.replaceAll("'", "'\\''")}' EXIT`,
    "trap 'exit 1' HUP INT TERM",
    `cat > ${t}`,
    `n=$(wc -c < ${t}); [ "$n" -eq ${size} ] || { echo "size $n" ; exit ${digestDiffers}; }`,
    'if command -v sha256sum >/dev/null 2>&1; then how=sha256',
    `  s=$(sha256sum < ${t}); [ "\${s%% *}" = ${sha256} ] || { echo "sha256 \${s%% *}"; exit ${digestDiffers}; }`,
    'elif command -v openssl >/dev/null 2>&1; then how=sha256',
    `  s=$(openssl dgst -sha256 < ${t}); [ "\${s##* }" = ${sha256} ] || { echo "sha256 \${s##* }"; exit ${digestDiffers}; }`,
    'else how=size; fi',
    `chmod ${mode.toString(8)} ${t}; mv -f ${t} ${shellQuote(path)}; trap - EXIT; echo "$how"`,
  ].join('\n');
}

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
  const temporary = `${path}.${randomBytes(6).toString('hex')}.part`;
  const { signal } = options;
  await using channel = await connection.open(receive(path, temporary, options.mode, sha256, bytes.length), signal);
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
    throw uploadProblem(path, bytes.length, exit.code, texts);
  } catch (thrown) {
    // The command removes its own leavings unless the file system or the signal took it by surprise.
    if (signal?.aborted) await connection.exec(`rm -f ${shellQuote(temporary)}`).catch(() => {});
    throw thrown;
  } finally {
    signal?.removeEventListener('abort', stop);
  }
}

function uploadProblem(path: string, size: number, code: number | undefined, texts: { out: string; err: string }) {
  const said = texts.err.trim();
  const data = { path, size, said };
  if (code === undefined) {
    return problem('link.lost', `The connection ended while ${path} was being uploaded.`, {
      hint: 'Did the board reset or lose its network? Connect again.',
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
  return problem('upload.refused', `${path} cannot be written on the board: ${said || `exit ${code}`}`, {
    hint: 'Check that the folder is there, writable for the login user and not on a read-only file system.',
    data,
  });
}
