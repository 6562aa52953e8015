/** What a board has for building modules on it: asked of the login user's shell in one round trip, as a workstation's is. */
import type { SshConnection } from '../ssh/connection.ts';
import { shellQuote } from '../ssh/shell-quote.ts';
import { architectureOfConfig, architectureOfMachine } from './architecture.ts';
import { type KernelTree, parseConfig } from './kernel-tree.ts';
import type { Workstation } from './workstation.ts';

/** A board that is built on, and the folders of the login user's own on it, best first. */
export interface BoardToBuildOn {
  readonly connection: Pick<SshConnection, 'exec' | 'open'>;
  readonly places: readonly { readonly path: string; readonly freeBytes: number }[];
}

export interface BoardToolchain extends Workstation {
  /** Programs that a build there needs beside make and the compiler, and that are not there. */
  readonly missing: readonly string[];
  /** Seconds since 1970 by the board's clock; and of the newest generated header. Undefined: not told. */
  readonly clock: number | undefined;
  readonly headersMade: number | undefined;
  /** Other releases whose headers it has. */
  readonly otherReleases: readonly string[];
  /** What its configuration and symbol versions are, as one word that changes with them. */
  readonly treeDigest: string;
  /** Where there is most room among the folders that come first; undefined: none has enough. */
  readonly place: string | undefined;
}

/** Objects with debug information take some 20 MiB. */
export const buildBytes = 64 * 2 ** 20;

const wantedPrograms = ['tar', 'setsid', 'head', 'wc'];
const wantedOptions =
  'ARM64|ARM|X86|RISCV|SMP|PREEMPT|PREEMPT_RT|PREEMPT_BUILD|MODULE_UNLOAD|MODVERSIONS|CC_VERSION_TEXT|CFI_CLANG';

const neededOnBoard = ['include/generated/autoconf.h', 'scripts/mod/modpost'];

/** `headers`: a folder of the board. Prints `key=value` lines for {@link parseToolchain}. */
export function toolchainScript(headers: string | undefined): string {
  const folder = headers === undefined ? '/lib/modules/$(uname -r)/build' : shellQuote(headers);
  return `LC_ALL=C; export LC_ALL
say() { printf '%s=%s\\n' "$1" "$2"; }
h=${folder}
say begin 1
say clock "$(date +%s 2>/dev/null)"
for p in ${wantedPrograms.join(' ')}; do command -v $p >/dev/null 2>&1 || say missing $p; done
say make "$(make --version 2>/dev/null | head -n 1)"
named=$(sed -n 's/^CC[ :?]*=.*[ )]\\([a-z]*-[0-9]*\\) *$/\\1/p' "$h/.kernelvariables" 2>/dev/null | head -n 1)
for c in $named gcc clang; do
command -v "$c" >/dev/null 2>&1 || continue
say compiler "$c $("$c" -dumpmachine 2>/dev/null) $("$c" --version 2>/dev/null | head -n 1)"
done
u=$h/include/generated/utsrelease.h
if [ -f "$u" ] && [ -f "$h/Makefile" ]; then
say tree "$h"
say release "$(sed -n 's/#define UTS_RELEASE "\\(.*\\)"/\\1/p' "$u")"
say made "$(date -r "$u" +%s 2>/dev/null || stat -c %Y "$u" 2>/dev/null)"
[ -s "$h/Module.symvers" ] && say symvers 1
for f in ${neededOnBoard.join(' ')}; do [ -f "$h/$f" ] || say unprepared "$f"; done
f=$h/.config; [ -f "$f" ] || f=$h/include/config/auto.conf
say digest "$(cat "$f" "$h/Module.symvers" 2>/dev/null | { cksum || md5sum; } 2>/dev/null)"
grep -E '^CONFIG_(${wantedOptions})=' "$f" 2>/dev/null | while IFS= read -r l; do say config "$l"; done
fi
for o in /lib/modules/*/build; do o=\${o%/build}; [ -f "$o/build/Makefile" ] && say other "\${o##*/}"; done
say end 1`;
}

/** Undefined when the text is no whole answer. `machine`: uname -m, for which compilers must make code. */
export function parseToolchain(
  text: string,
  machine: string,
  places: BoardToBuildOn['places'],
): BoardToolchain | undefined {
  const lines = text.split('\n').map((line) => {
    const at = line.indexOf('=');
    return { key: line.slice(0, Math.max(at, 0)), value: line.slice(at + 1) };
  });
  if (!lines.some(({ key }) => key === 'end')) return undefined;
  const all = (key: string): string[] => lines.filter((line) => line.key === key).map(({ value }) => value);
  const one = (key: string): string => all(key)[0]?.trim() ?? '';
  const config = parseConfig(all('config').join('\n'));
  const [folder, release] = [one('tree'), one('release')];
  const tree: KernelTree = {
    folder,
    release,
    architecture: architectureOfConfig(config),
    config,
    symbolVersions: one('symvers') === '1',
    about: 'kernel headers of the board',
    compiler: undefined,
    prefixes: [],
    missing: all('unprepared'),
    prepare: 'its headers package on the board, or make modules_prepare there',
    foreignPrograms: undefined,
  };
  const compilers = all('compiler').flatMap((value) => {
    const [command = '', target = '', ...version] = value.split(' ');
    const fits = architectureOfMachine(target)?.name === architectureOfMachine(machine)?.name;
    return fits ? [{ prefix: '', command, version: version.join(' ') }] : [];
  });
  const seconds = (key: string): number | undefined => (/^\d+$/.test(one(key)) ? Number(one(key)) : undefined);
  return {
    compilers,
    trees: folder === '' || release === '' || config.size === 0 ? [] : [tree],
    make: one('make') || undefined,
    missing: all('missing'),
    otherReleases: all('other').filter((each) => each !== release),
    clock: seconds('clock'),
    headersMade: seconds('made'),
    treeDigest: one('digest'),
    place: places.find(({ freeBytes }) => freeBytes >= buildBytes)?.path,
  };
}
