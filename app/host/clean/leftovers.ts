/** Everything of ours that may be on a board: a script that finds it, and one that removes it. */
import type { z } from 'zod';
import type { leftover } from '../../contract/clean.ts';
import { rootFolders } from '../session/root-folders.ts';
import type { Shell } from '../shell-mode/root-shell.ts';
import { shellQuote } from '../ssh/shell-quote.ts';

export type Leftover = z.output<typeof leftover>;

const what: Readonly<Record<string, string>> = {
  helper: 'the helper',
  node: 'a node that was brought',
  journal: 'the journal of applied plans',
  persist: 'the record of what the next boots follow',
  boot: 'the record of what was written for the board’s boot',
  lease: 'who may change the board',
  upload: 'uploads: helper, node, modules',
  scratch: 'temporary files of work that was cut off',
  part: 'other files of the helper',
  folder: 'the folder of all this',
  process: 'a helper that runs',
};

/** Where uploads may lie beside users' homes (app/host/session/probe.ts). */
const sharedFolders = ['/var/tmp', '/tmp', '/dev/shm'];

/**
 * Prints `=KIND PATH` for each, followed by `ls -ln` of the files in it. `$1` is the marker of the shell's own command line, by which
 * it does not take itself for a leftover.
 */
const findScript = `own() { set -- "$1" "$2" $(ls -ldn "$1"); [ "$5" = "$2" ]; }
say() { printf '=%s %s\\n' "$1" "$2"; find "$2" -type f -exec ls -ln {} + 2>/dev/null; }
for b in ${rootFolders.join(' ')}; do
[ -d "$b" ] && [ ! -h "$b" ] && own "$b" 0 || continue
for p in "$b"/* "$b"/.[!.]*; do [ -e "$p" ] || [ -h "$p" ] || continue
case \${p##*/} in journal) k=journal ;; persist) k=persist ;; boot) k=boot ;; lease) k=lease ;; *) k=part
[ ! -e "$p/helper.cjs" ] || k=helper; [ ! -e "$p/node" ] || k=node ;; esac
say $k "$p"; done
printf '=folder %s\\n' "$b"; done
while IFS=: read -r u y i g n h z; do for p in "$h/.cache/uiomem-studio-helper" "$h/uiomem-studio-helper"; do
[ -d "$p" ] && [ ! -h "$p" ] && own "$p" "$i" && say upload "$p"; done; done </etc/passwd
for b in ${sharedFolders.join(' ')}; do for p in "$b"/uiomem-studio-helper-[0-9]*; do
[ -d "$p" ] && [ ! -h "$p" ] && own "$p" "\${p##*-}" && say upload "$p"; done; done
for p in /tmp/uiomem-studio-[a-z]*-[0-9]*-??????; do [ -d "$p" ] && [ ! -h "$p" ] && own "$p" 0 && say scratch "$p"; done
for p in /proc/[0-9]*; do IFS= read -r c 2>/dev/null <$p/cmdline || [ -n "$c" ] || continue
case $c in *"$1"*) ;; *uiomem-studio/*/helper.cjs* | *uiomem-studio/*/probe.cjs* | *uiomem-studio-shell*) printf '=process %s\\n' "\${p#/proc/}" ;; esac; c=''; done
:`;

/** Pure: what {@link findScript} printed. */
export function parseLeftovers(text: string): Leftover[] {
  const found = new Map<string, Leftover>();
  let last: Leftover | undefined;
  for (const line of text.split('\n')) {
    const head = /^=(\w+) (.+)$/.exec(line);
    if (head !== null) {
      const [, kind = '', path = ''] = head;
      // Several users may have one home.
      last = found.has(path) ? undefined : { path, size: 0, what: what[kind] ?? kind };
      if (kind === 'process' && last !== undefined) last.path = `process ${path}`;
      if (last !== undefined) found.set(path, last);
      continue;
    }
    const size = /^-\S+\s+\d+\s+\d+\s+\d+\s+(\d+)\s/.exec(line)?.[1];
    if (size !== undefined && last !== undefined) last.size += Number(size);
  }
  return [...found.values()];
}

export async function findLeftovers(shell: Shell, signal?: AbortSignal): Promise<Leftover[]> {
  const { output } = await shell.run(findScript, { signal });
  return parseLeftovers(output.toString('utf8'));
}

/** A cache folder that only the upload made goes with it, when it is empty; whoever wants one makes it anew. */
function removal({ path }: Leftover): string {
  const cache = /^(.+\/\.cache)\/uiomem-studio-helper$/.exec(path)?.[1];
  const also = cache === undefined ? '' : `; rmdir ${shellQuote(cache)} 2>/dev/null`;
  return `printf '=%s\\n' ${shellQuote(path)}; rm -rf ${shellQuote(path)} 2>&1${also}`;
}

/** Ends the processes, then removes the rest, and answers what was still there afterwards, with the reason. */
export async function removeLeftovers(
  shell: Shell,
  leftovers: readonly Leftover[],
  signal?: AbortSignal,
): Promise<(Leftover & { why: string })[]> {
  const pids = leftovers.flatMap(({ path }) => /^process (\d+)$/.exec(path)?.[1] ?? []);
  const paths = leftovers.filter(({ path }) => path.startsWith('/'));
  if (pids.length > 0) {
    await shell.run(
      `kill ${pids.join(' ')} 2>/dev/null
for i in 1 2 3 4 5; do n=0; for p in ${pids.join(' ')}; do [ ! -d /proc/$p ] || n=1; done; [ "$n" = 1 ] || break; sleep 1; done
[ "$n" = 0 ] || kill -9 ${pids.join(' ')} 2>/dev/null`,
      { signal },
    );
  }
  const script = paths.map(removal).join('\n');
  const { output } = await shell.run(script, { signal, timeoutMs: 120_000 });
  const said = new Map(
    output
      .toString('utf8')
      .split(/^=/m)
      .map((part) => [part.slice(0, part.indexOf('\n')), part.slice(part.indexOf('\n') + 1).trim()]),
  );
  const still = await findLeftovers(shell, signal);
  return still.map((each) => ({
    ...each,
    why: said.get(each.path) || 'it came back while the board was being cleaned',
  }));
}
