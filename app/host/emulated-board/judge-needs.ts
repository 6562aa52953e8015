/** From what was found on a workstation to what an emulated board lacks there, in words. Pure. */
import type { EmulatedNeed } from '../../contract/emulated.ts';
import type { BoardChoice } from './board-options.ts';
import { machines, managedMemory } from './qemu-command.ts';

/** Bytes of the disk on which /etc, /var, /home and the like are kept from one boot to the next. */
export const diskSize = 512n << 20n;

/** Bytes of the disk with /boot: two kernels with their initramfs have room there. */
export const bootDiskSize = 192n << 20n;

/** What build.sh says of the parts that all boards of a kind share. */
export interface LookedParts {
  /** Of kernel, userSpace, key, node, loader, tools; undefined: it could not be found out, as `failure` says. */
  readonly missing: readonly string[] | undefined;
  readonly failure?: string;
  readonly cache?: string;
  readonly vmlinuz?: string;
  readonly loader?: string | undefined;
  readonly nodeImage?: string | undefined;
  readonly toolsImage?: string | undefined;
}

export interface Looked {
  readonly choice: BoardChoice;
  /** By name, where each is; undefined: nowhere. */
  readonly programs: ReadonlyMap<string, string | undefined>;
  readonly parts: LookedParts;
  /** Bytes; undefined: it is not to be known. */
  readonly availableMemory: bigint | undefined;
  /** The board's own, and what is free there. */
  readonly folder: string;
  readonly freeBytes: bigint | undefined;
  readonly freeForParts: bigint | undefined;
}

interface Program {
  readonly program: string;
  /** Debian's and Ubuntu's package that has it. */
  readonly package: string;
  readonly of: 'emulator' | 'preparing' | 'building';
}

const emulatorPackages = { arm64: 'qemu-system-arm', armhf: 'qemu-system-arm', 'x86-64': 'qemu-system-x86' } as const;

/** resources/workstation/packages.txt says what each is for. */
export function programsFor(choice: BoardChoice, { missing }: LookedParts): Program[] {
  const { architecture } = choice;
  const preparing: Record<string, string> = {
    ...(architecture !== 'x86-64' && { dtc: 'device-tree-compiler', fdtoverlay: 'device-tree-compiler' }),
    mke2fs: 'e2fsprogs',
    'ssh-keygen': 'openssh-client',
    openssl: 'openssl',
    dpkg: 'dpkg',
  };
  const building: Record<string, string> = {
    'apt-get': 'apt',
    'dpkg-deb': 'dpkg',
    cpio: 'cpio',
    depmod: 'kmod',
    xz: 'xz-utils',
    flock: 'util-linux',
  };
  if (architecture !== 'x86-64') building['aarch64-linux-gnu-strip'] = 'binutils-aarch64-linux-gnu';
  if (missing?.includes('loader') === true)
    Object.assign(building, {
      make: 'make',
      gcc: 'gcc',
      flex: 'flex',
      bison: 'bison',
      xxd: 'xxd',
      'aarch64-linux-gnu-gcc': 'gcc-aarch64-linux-gnu',
    });
  const listed = (programs: Record<string, string>, of: Program['of']): Program[] =>
    Object.entries(programs).map(([program, name]) => ({ program, package: name, of }));
  return [
    { program: machines[architecture].program, package: emulatorPackages[architecture], of: 'emulator' },
    ...listed(preparing, 'preparing'),
    ...(missing === undefined || missing.length > 0 ? listed(building, 'building') : []),
  ];
}

/**
 * Bytes to download, and kept in the cache, of the arm64 board with Linux 6.1: the Size of its packages (`apt-cache show`), the
 * npm package's file (`npm pack`), and `du -sb --apparent-size` of what build.sh makes of them. Others are of the same order.
 */
const sizes: Readonly<Record<string, { readonly called: string; readonly fetched: number; readonly kept: number }>> = {
  kernel: { called: 'Linux with its headers', fetched: 35_037_696, kept: 98_338_014 },
  userSpace: { called: 'the user space', fetched: 13_401_136, kept: 33_371_153 },
  node: { called: 'node', fetched: 52_450_846, kept: 112_197_632 },
  loader: { called: 'the source of its loader', fetched: 15_749_240, kept: 371_033 },
  key: { called: 'a key', fetched: 0, kept: 5_000 },
};

/** Without this much the start cannot but fail: the initramfs of the board, and something of its RAM. */
const leastDisk = 256n << 20n;

export function judgeNeeds(looked: Looked): EmulatedNeed[] {
  return [...programNeeds(looked), memoryNeed(looked), diskNeed(looked), partsNeed(looked)];
}

const called: Readonly<Record<Program['of'], string>> = {
  emulator: 'The emulator',
  preparing: 'Programs that prepare the board',
  building: 'Programs that build its parts',
};

function programNeeds({ choice, parts, programs }: Looked): EmulatedNeed[] {
  const all = programsFor(choice, parts);
  return (['emulator', 'preparing', 'building'] as const).flatMap((of): EmulatedNeed[] => {
    const wanted = all.filter((each) => each.of === of);
    if (wanted.length === 0) return [];
    const lacking = wanted.filter(({ program }) => programs.get(program) === undefined);
    const names = (of: readonly Program[]) => of.map(({ program }) => program).join(', ');
    if (lacking.length === 0) {
      const [only] = wanted;
      const detail =
        wanted.length === 1 && only !== undefined ? `${programs.get(only.program)}` : `${names(wanted)}: all here.`;
      return [{ what: called[of], present: true, required: true, detail }];
    }
    // Where Debian's own packager is not there, none of its packages can be named.
    const foreign = lacking.some(({ package: name }) => name === 'dpkg' || name === 'apt');
    const packages = [...new Set(lacking.map(({ package: name }) => name))].join(' ');
    return [
      {
        what: called[of],
        present: false,
        required: true,
        detail: `${names(lacking)} ${lacking.length === 1 ? 'is' : 'are'} not in PATH.`,
        remedy: foreign
          ? { kind: 'advice', text: 'The board is made of Debian packages: it can be built on Debian and Ubuntu.' }
          : { kind: 'command', text: `sudo apt-get install ${packages}` },
      },
    ];
  });
}

function memoryNeed({ choice, availableMemory }: Looked): EmulatedNeed {
  const what = 'Memory';
  const takes = `${inGiB(choice.memory)} for the board, of which its Linux manages ${managedMemory >> 20n} MiB`;
  if (availableMemory === undefined) {
    return { what, present: true, required: false, detail: `${takes}; this system does not tell what is available.` };
  }
  const present = availableMemory >= choice.memory;
  return {
    what,
    present,
    required: false,
    detail: `${takes}; ${inGiB(availableMemory)} are available here.`,
    ...(!present && {
      remedy: { kind: 'advice' as const, text: 'End programs that take much memory, or expect it to be slow.' },
    }),
  };
}

function diskNeed({ choice, folder, freeBytes }: Looked): EmulatedNeed {
  const what = 'Disk space';
  const wanted = choice.memory + diskSize + (choice.loader === 'u-boot' ? bootDiskSize : 0n);
  const takes = `Up to ${inGiB(wanted)} in ${folder} while it runs (its RAM and its disks are files)`;
  if (freeBytes === undefined) {
    return { what, present: true, required: false, detail: `${takes}; what is free there is not to be known.` };
  }
  const present = freeBytes >= wanted;
  return {
    what,
    present,
    required: freeBytes < leastDisk,
    detail: `${takes}; ${inGiB(freeBytes)} are free there.`,
    ...(!present && {
      remedy: { kind: 'advice' as const, text: 'Make room there, or set XDG_STATE_HOME to a folder with more.' },
    }),
  };
}

function partsNeed({ parts, freeForParts }: Looked): EmulatedNeed {
  const what = 'Linux, user space and node for the board';
  const { missing, failure, cache } = parts;
  if (missing === undefined) {
    return {
      what,
      present: false,
      required: true,
      detail: `What is here of them could not be found out: ${failure ?? 'nothing was said'}`,
      remedy: { kind: 'advice', text: 'The board is made of Debian packages: it can be built on Debian and Ubuntu.' },
    };
  }
  const place = cache === undefined ? 'the cache' : cache;
  if (missing.length === 0) return { what, present: true, required: false, detail: `All here, in ${place}.` };
  const lacking = missing.flatMap((part) => sizes[part] ?? []);
  const fetched = lacking.reduce((sum, each) => sum + each.fetched, 0);
  const kept = lacking.reduce((sum, each) => sum + each.kept, 0);
  const room = freeForParts === undefined || freeForParts >= BigInt(kept);
  const list = lacking.filter((each) => each.fetched > 0).map((each) => `${each.called} ${inMB(each.fetched)}`);
  return {
    what,
    present: false,
    required: !room,
    detail: `${fetched === 0 ? 'Nothing is' : `About ${inMB(fetched)} are`} to be downloaded from Debian and npm by the first start${list.length === 0 ? '' : ` (${list.join(', ')}), and package lists`}; ${inMB(kept)} are kept in ${place}.`,
    ...(!room && {
      remedy: { kind: 'advice' as const, text: 'Make room there, or set XDG_CACHE_HOME to a folder with more.' },
    }),
  };
}

/** One decimal is enough to see whether it fits. */
const inGiB = (bytes: bigint): string => `${(Number(bytes) / 2 ** 30).toFixed(1)} GiB`;
const inMB = (bytes: number): string => `${Math.max(1, Math.round(bytes / 1e6))} MB`;
