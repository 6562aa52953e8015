/** What a board writes to its serial console, as text, while it is written. */
import { open, stat } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';

/** Bytes of what was written before that are told at first. */
const mostBefore = 64 << 10;

/** Between two looks: soon enough for a reader. */
const lookEveryMs = 200;

export interface ConsolePiece {
  readonly text: string;
  /** It begins a new file: the board was started anew, or is looked at for the first time. */
  readonly fresh: boolean;
}

export interface FollowConsole {
  readonly signal: AbortSignal;
  /** Whether to go on when all that is there was told. */
  goesOn(): Promise<boolean>;
}

/** Tells pieces in order; characters that are cut between two pieces stay whole. Rejects when the signal fires. */
export async function followConsole(
  path: string,
  { signal, goesOn }: FollowConsole,
  tell: (piece: ConsolePiece) => Promise<void>,
): Promise<void> {
  let at: { readonly file: number; from: number; decoder: InstanceType<typeof TextDecoder> } | undefined;
  let fresh = true;
  for (;;) {
    signal.throwIfAborted();
    // Asked before the look, so that the last words of a board that has stopped are told.
    const more = await goesOn();
    const found = await stat(path).catch(() => undefined);
    if (found !== undefined) {
      if (at === undefined || at.file !== found.ino || at.from > found.size) {
        at = { file: found.ino, from: Math.max(0, found.size - mostBefore), decoder: new TextDecoder() };
        fresh = true;
      }
      const bytes = await bytesOf(path, at.from, found.size);
      at.from += bytes.length;
      const text = at.decoder.decode(bytes, { stream: true });
      if (text !== '') {
        await tell({ text, fresh });
        fresh = false;
      }
    }
    if (!more) return;
    await sleep(lookEveryMs, undefined, { signal });
  }
}

async function bytesOf(path: string, from: number, to: number): Promise<Uint8Array> {
  if (to <= from) return new Uint8Array();
  try {
    await using file = await open(path);
    const bytes = new Uint8Array(to - from);
    const { bytesRead } = await file.read(bytes, 0, bytes.length, from);
    return bytes.subarray(0, bytesRead);
  } catch {
    // It was started anew between two looks.
    return new Uint8Array();
  }
}
