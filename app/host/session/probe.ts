/**
 * The first look at a board: one round trip of plain POSIX shell, as the login user, that reads and changes nothing.
 * It must run on busybox's ash with little around it, so each line stands for itself and a missing tool is an answer.
 */
import { shellQuote } from '../ssh/shell-quote.ts';

export interface FoundNode {
  readonly path: string;
  readonly version: string;
  /** As node names it: arm64, x64, arm. */
  readonly arch: string;
  /** The C library it runs on: `glibc`, with its version where that was asked for, or `other` (musl). */
  readonly libc: string;
}

export interface UploadPlace {
  readonly path: string;
  readonly freeBytes: number;
  /** As df names it, with its size: of two places with the same the room is the same. */
  readonly fileSystem: string;
}

export interface Probe {
  /** uname -s, -m, -r */
  readonly system: string;
  readonly machine: string;
  readonly release: string;
  readonly user: string;
  readonly uid: number;
  readonly bootId: string | undefined;
  /** All that were found, in the order of the search; each was really started. */
  readonly nodes: readonly FoundNode[];
  /** Of glibc's program loaders, those that are there: without the one of its architecture a brought node cannot start. */
  readonly loaders: readonly string[];
  readonly sudo: 'absent' | 'free' | 'password' | 'refused';
  /** What sudo said when it was asked without a password. */
  readonly sudoSaid: string;
  /** Folders of the user's own for uploads, that can be written to, best first. */
  readonly places: readonly UploadPlace[];
  /** Those that cannot be used, and why: `read-only`, `not there`. */
  readonly unfit: readonly { readonly path: string; readonly why: string }[];
  /** Files of those asked for that are already at a place, with their sizes: `PLACE/NAME`. */
  readonly present: ReadonlyMap<string, number>;
}

/** Where a node may be besides PATH: a login shell's PATH over SSH is short. */
const nodePlaces = ['/usr/bin/node', '/usr/local/bin/node', '/opt/node/bin/node', '/usr/bin/nodejs'];

/**
 * A function of the shell that puts into `$o` the options of the mount that the folder `$1` lies in, of several on one place the
 * last: `test -w` of busybox looks at the mode alone. By no further program.
 */
export const mountOptions = `options() { r=$(cd -P "$1" 2>/dev/null && pwd -P); o='' n=0
while read -r _ t _ x _; do case $r/ in "\${t%/}"/*) [ \${#t} -lt $n ] || { n=\${#t}; o=$x; } ;; esac; done </proc/mounts; }`;

/**
 * sudo is asked with -k: a password that it remembers from a moment ago will be forgotten while the session lasts.
 * `names`: paths below an upload place to look for. The script's output is for {@link parseProbe}.
 */
export function probeScript(names: readonly string[]): string {
  const nodeSays =
    'process.versions.node+" "+process.arch+" "+((process.report.getReport().header.glibcVersionRuntime)||"-")';
  // Few processes: on a slow board each costs some milliseconds. A node that its loader's name tells enough of is asked
  // for its version alone, which is a quarter of what a script in it takes.
  return `LC_ALL=C; export LC_ALL; umask 077
say() { printf '%s=%s\\n' "$1" "$2"; }
say probe 1
set -- $(uname -srm)
say system "$1"; say release "$2"; say machine "$3"
me=$(id -u)
say uid "$me"; say user "$(id -un 2>/dev/null || echo "$USER")"
say boot "$(cat /proc/sys/kernel/random/boot_id 2>/dev/null)"
seen=' '
for n in "$(command -v node 2>/dev/null)" ${nodePlaces.map(shellQuote).join(' ')}; do
case $n in /*) ;; *) continue ;; esac
[ -x "$n" ] || continue
r=$(readlink -f "$n" 2>/dev/null || echo "$n")
case $seen in *" $r "*) continue ;; esac
seen="$seen$r "
case $(head -c 4096 "$r" 2>/dev/null | tr -cd '/a-z0-9_.-') in
*/lib/ld-linux-aarch64.so.1*) v='arm64 glibc' ;;
*/lib64/ld-linux-x86-64.so.2*) v='x64 glibc' ;;
*/lib/ld-linux-armhf.so.3*) v='arm glibc' ;;
*) v='' ;;
esac
if [ -n "$v" ]; then x=$("$n" --version 2>/dev/null </dev/null) && v="\${x#v} $v" || v='- - -'
else v=$("$n" -p ${shellQuote(nodeSays)} 2>/dev/null </dev/null) || v='- - -'; fi
say node "$v $n"
done
for n in /lib/ld-linux-aarch64.so.1 /lib64/ld-linux-x86-64.so.2 /lib/ld-linux-armhf.so.3; do [ -e "$n" ] && say loader "$n"; done
if [ "$me" = 0 ]; then say sudo free
elif ! command -v sudo >/dev/null 2>&1; then say sudo absent
elif s=$(sudo -k -n sh -c : 2>&1 </dev/null); then say sudo free
else say sudo asked; say said "$(printf '%s' "$s" | tr '\\n' ' ')"; fi
${mountOptions}
for p in "\${HOME:-/nowhere}/.cache" /var/tmp /tmp /dev/shm; do
d=$p/uiomem-studio-helper w=''
case $p in "\${HOME:-/nowhere}/.cache") [ -d "$p" ] || p=\${HOME:-/nowhere} ;; *) d=$d-$me ;; esac
if [ -e "$d" ] || [ -h "$d" ]; then p=$d; set -- $(ls -ldn "$d"); [ -d "$d" ] && [ ! -h "$d" ] && [ "$3" = "$me" ] || w='no folder of the user'; fi
if [ -n "$w" ]; then :
elif [ ! -d "$p" ]; then w='not there'
else options "$p"; case ,$o, in *,ro,*) w=read-only ;; *) [ -w "$p" ] || w='not writable' ;; esac; fi
[ -z "$w" ] || { say unfit "$w:$d"; continue; }
f=$(df -Pk "$p" 2>/dev/null)
set -- \${f##*
}
say place "\${4:-0} \${1:--}/\${2:-0} $d"
for n in ${names.map(shellQuote).join(' ') || "''"}; do
[ -n "$n" ] && [ -f "$d/$n" ] && say file "$(($(wc -c <"$d/$n"))) $d/$n"
done
done
say end 1
`;
}

/** `uname -m` to what node calls it. */
const architectures: Readonly<Record<string, string>> = {
  aarch64: 'arm64',
  x86_64: 'x64',
  armv7l: 'arm',
  armv8l: 'arm',
};

export function architectureOf(machine: string): string {
  return architectures[machine] ?? machine;
}

/** Undefined when the output is not a whole answer of the script: no shell, a banner instead, a cut connection. */
export function parseProbe(output: string): Probe | undefined {
  const lines = output.split('\n').map((line) => {
    const at = line.indexOf('=');
    return { key: line.slice(0, Math.max(at, 0)), value: line.slice(at + 1) };
  });
  // A profile of the board may print something first.
  const from = lines.findIndex(({ key, value }) => key === 'probe' && value === '1');
  const to = lines.findIndex(({ key }) => key === 'end');
  if (from < 0 || to < from) return undefined;
  const said = lines.slice(from, to);
  const all = (key: string) => said.filter((line) => line.key === key).map((line) => line.value);
  const one = (key: string) => all(key)[0] ?? '';
  const sudoSaid = one('said').trim();
  return {
    system: one('system'),
    machine: one('machine'),
    release: one('release'),
    user: one('user'),
    uid: Number(one('uid')),
    bootId: one('boot') || undefined,
    nodes: all('node').map(nodeOf),
    loaders: all('loader'),
    sudo: sudoOf(one('sudo'), sudoSaid),
    sudoSaid,
    places: all('place').map((value) => {
      const [free, fileSystem = ''] = value.split(' ');
      return { path: rest(value, 2), freeBytes: Number(free) * 1024, fileSystem };
    }),
    unfit: all('unfit').map((value) => {
      const at = value.indexOf(':');
      return { path: value.slice(at + 1), why: value.slice(0, at) };
    }),
    present: new Map(all('file').map((value) => [rest(value, 1), Number(value.split(' ')[0])])),
  };
}

/** What follows the first `words` words: a path may hold spaces. */
const rest = (text: string, words: number): string => text.split(' ').slice(words).join(' ');

function nodeOf(value: string): FoundNode {
  const [version = '-', arch = '-', glibc = '-'] = value.split(' ');
  return {
    path: rest(value, 3),
    version,
    arch,
    libc: glibc === '-' ? 'other' : glibc === 'glibc' ? glibc : `glibc ${glibc}`,
  };
}

function sudoOf(answer: string, said: string): Probe['sudo'] {
  if (answer === 'free' || answer === 'absent') return answer;
  // sudo(8) in the C locale: "a password is required", or why it would not do it even with one.
  return /password is required|no password was provided|a terminal is required/i.test(said) || said === ''
    ? 'password'
    : 'refused';
}
