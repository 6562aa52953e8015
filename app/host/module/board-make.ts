/** One run of make on the board over one channel: the source goes in, its lines come out, and its end is everything's end. */
import { createHash, randomBytes } from 'node:crypto';
import { createInterface } from 'node:readline';
import { type ProblemError, problem, problemOf } from '../../../remote-helper/rpc/problem.ts';
import type { Exit } from '../ssh/channel.ts';
import { shellQuote } from '../ssh/shell-quote.ts';
import type { BoardToBuildOn } from './board-toolchain.ts';
import { outOfSpace } from './build-failed.ts';

export interface BoardMake {
  /** Folder of the login user's own, in which `builds/` and `modules/` are. */
  readonly place: string;
  /** The source as tar(5). */
  readonly archive: Uint8Array;
  /** The kernel's headers, on the board. */
  readonly folder: string;
  readonly compiler: string;
  /** Whether the source brings a Makefile; else it has a Kbuild alone. */
  readonly ownMakefile: boolean;
  readonly signal: AbortSignal;
  /** `folder`: where it is built, on the board. */
  onLine(line: string, folder: string): Promise<void>;
  /** Throws when the module is not what was wanted. */
  check(bytes: Uint8Array): void;
}

/** Milliseconds between two signs of life; the board gives a build up after {@link patience} without any. */
const heartbeatMs = 3_000;
const patience = { seconds: 3, looks: 10 };
const pieceSize = 64 * 1024;
const largestModule = 64 * 2 ** 20;

/**
 * Builds in `PLACE/builds/TOKEN.PID`, which is gone when the shell ends: after the module was taken, when make failed, when
 * the input ends (the host closed the channel) or says nothing for half a minute (the link is lost). The process group of
 * make ends first. Folders of shells that were killed are removed at the next build. Lines that begin with `@TOKEN ` are
 * the script's own: `at FOLDER`, `built PATH`, `failed STATUS`.
 */
export function buildScript(
  token: string,
  size: number,
  { place, folder, compiler, ownMakefile }: Pick<BoardMake, 'place' | 'folder' | 'compiler' | 'ownMakefile'>,
): string {
  const variables = [`CC=${shellQuote(compiler)}`, 'CROSS_COMPILE=', 'CONFIG_DEBUG_INFO_BTF_MODULES='];
  const args = ownMakefile
    ? [...variables, `KERNEL_SRC_DIR=${shellQuote(folder)}`, `KERNEL_SRC=${shellQuote(folder)}`]
    : ['-C', shellQuote(folder), 'M="$PWD"', ...variables, 'CONFIG_UIOMEM=m', 'modules'];
  const { seconds, looks } = patience;
  return `set -e; umask 077; LC_ALL=C; export LC_ALL
b=${shellQuote(`${place}/builds`)}; mkdir -p "$b"
for o in "$b"/*.*; do [ -d "$o" ] || continue; q=\${o##*.}; k=\${o##*/}; k=\${k%.*}
tr '\\0' ' ' <"/proc/$q/cmdline" 2>/dev/null | grep -q "$k" || rm -rf "$o"; done
d=$b/${token}.$$; mkdir "$d" "$d/s"; : >"$d/in"
exec 3<&0 </dev/null
(k=; trap 'kill $k 2>/dev/null; exit 0' TERM; cat <&3 >"$d/in" & k=$!; wait $k; kill -TERM $$) >/dev/null & c=$!
(s= n=-1 i=0; trap 'kill $s 2>/dev/null; exit 0' TERM
while [ $i -lt ${looks} ]; do sleep ${seconds} & s=$!; wait $s; h=$(wc -c <"$d/in"); i=$((i + 1)); [ "$h" = "$n" ] || i=0; n=$h; done
kill -TERM $$) >/dev/null 2>&1 3<&- & w=$!
exec 3<&-
m=
finish() {
trap '' HUP INT TERM
kill $c $w 2>/dev/null || :
if [ -n "$m" ]; then
kill -TERM -$m 2>/dev/null || :
(s=; trap 'kill $s 2>/dev/null; exit 0' TERM; sleep 3 & s=$!; wait $s; kill -KILL -$m) >/dev/null 2>&1 & t=$!
wait $m 2>/dev/null || :
kill -KILL -$m 2>/dev/null || :
kill $t 2>/dev/null || :
fi
cd /; rm -rf "$d"; rmdir "$b" 2>/dev/null || :
}
trap finish EXIT
trap 'exit 1' HUP INT TERM
echo "@${token} at $d/s"
while [ "$(wc -c <"$d/in")" -lt ${size} ]; do sleep 1; done
head -c ${size} "$d/in" >"$d/tar"; cd "$d/s"; tar -xmf "$d/tar"; rm "$d/tar"
j=$(nproc 2>/dev/null || echo 1)
echo "make ${args.map((word) => word.replaceAll('"', '\\"')).join(' ')}"
PWD=$d/s setsid make -j"$j" ${args.join(' ')} 2>&1 & m=$!
r=0; wait $m || r=$?
m=
[ $r -eq 0 ] || { echo "@${token} failed $r"; exit 0; }
f=uiomem.ko; [ -f "$f" ] || for f in *.ko; do break; done
[ -f "$f" ] || { echo "@${token} failed 0"; exit 0; }
strip --strip-debug "$f" 2>/dev/null || :
echo "@${token} built $d/s/$f"
wait $c || :`;
}

export interface Made {
  /** Where it was built, for paths in the compiler's lines. */
  readonly folder: string;
  /** The module; undefined: none came out, and `status` is what make ended with. */
  readonly bytes: Uint8Array | undefined;
  readonly status: number;
}

/**
 * Runs it. The module stays on the board as `PLACE/modules/SHA256/uiomem.ko`, where uploads are. Throws `link.lost`, what
 * `check` throws, `module.build-broken` when the board's shell ended without a word, or the signal's reason once nothing
 * of it runs or lies on the board any more.
 */
export async function makeOnBoard(connection: BoardToBuildOn['connection'], make: BoardMake): Promise<Made> {
  const { signal, place } = make;
  const token = randomBytes(8).toString('hex');
  const script = buildScript(token, make.archive.length, make);
  const channel = await connection.open(`sh -c ${shellQuote(script)}`, signal);
  const stop = (): void => void channel.close();
  signal.addEventListener('abort', stop, { once: true });
  let beat: NodeJS.Timeout | undefined;
  let finished = false;
  try {
    let said = '';
    channel.stderr.setEncoding('utf8').on('data', (text: string) => {
      said = (said + text).slice(-2_000);
    });
    const sent = (async () => {
      for (let at = 0; at < make.archive.length; at += pieceSize) {
        if (!(await channel.write(make.archive.subarray(at, at + pieceSize)))) return;
      }
      beat = setInterval(() => void channel.write(Buffer.from('\n')), heartbeatMs);
    })();
    let folder = '';
    let made: Made | undefined;
    for await (const line of createInterface({ input: channel.stdout, crlfDelay: Number.POSITIVE_INFINITY })) {
      if (signal.aborted) break;
      const own = line.startsWith(`@${token} `) ? line.slice(token.length + 2) : undefined;
      if (own === undefined) {
        await make.onLine(line, folder);
        continue;
      }
      const [word, ...rest] = own.split(' ');
      const value = rest.join(' ');
      if (word === 'at') folder = value;
      if (word === 'failed') made = { folder, bytes: undefined, status: Number(value) };
      if (word === 'built') {
        made = { folder, bytes: await take(connection, value, make), status: 0 };
        channel.end();
      }
    }
    await sent;
    const exit = await channel.exit;
    signal.throwIfAborted();
    if (made !== undefined) {
      finished = true;
      return made;
    }
    // A server that goes down ends the shell first, and may still tell its status.
    const told = exit.code !== undefined || exit.signal !== undefined;
    if (!told || !(await answers(connection))) {
      throw problem('link.lost', 'The link to the board was lost while the module was being built there.', {
        hint: 'Did the board reset or lose its network? What was built there is removed by itself; connect and try again.',
        data: { folder },
      });
    }
    throw broken(`The build on the board ended before make did: ${said.trim() || 'no word why'}`, place, said, exit);
  } finally {
    clearInterval(beat);
    signal.removeEventListener('abort', stop);
    if (!finished) {
      await channel.close();
      // Ten seconds are more than its own end takes; a connection that is lost takes nothing any more.
      const glob = `${shellQuote(`${place}/builds/${token}.`)}*`;
      const gone = `i=0; while ls -d ${glob} >/dev/null 2>&1 && [ $i -lt 10 ]; do sleep 1; i=$((i + 1)); done; rm -rf ${glob}`;
      await connection.exec(gone).catch(() => {});
    }
  }
}

async function answers(connection: BoardToBuildOn['connection']): Promise<boolean> {
  return await connection.exec(':').then(
    () => true,
    (thrown) => problemOf(thrown).id !== 'link.lost',
  );
}

/** Reads and checks the module that was built, then puts it where uploaded ones are. */
async function take(connection: BoardToBuildOn['connection'], path: string, make: BoardMake): Promise<Uint8Array> {
  const { place, signal } = make;
  const { stdout } = await connection.exec(`cat ${shellQuote(path)}`, { signal, maxOutput: largestModule });
  make.check(stdout);
  const sha256 = createHash('sha256').update(stdout).digest('hex');
  const folder = `${place}/modules/${sha256}`;
  const moved = `umask 077; mkdir -p ${shellQuote(folder)} && mv -f ${shellQuote(path)} ${shellQuote(`${folder}/uiomem.ko`)} && chmod 600 ${shellQuote(`${folder}/uiomem.ko`)}`;
  const kept = await connection.exec(moved, { signal });
  if (kept.code !== 0) {
    throw broken(`The module cannot be kept on the board: ${kept.stderr.trim()}`, place, kept.stderr, kept);
  }
  return stdout;
}

/** `module.build-broken`, or `module.no-space` where that is why. */
function broken(message: string, place: string, said: string, { code, signal }: Exit): ProblemError {
  return (
    outOfSpace(`${place} on the board`, said.split('\n')) ??
    problem('module.build-broken', message, {
      hint: `Look whether ${place} can be written to and has room.`,
      data: { place, said: said.trim(), exit: code ?? signal ?? null },
    })
  );
}
