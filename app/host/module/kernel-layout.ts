/** What kernel trees a folder holds that a user points at: pure, from the paths below it and the few beside it. */
import { architectureOfMachine } from './architecture.ts';

/** A place that modules may be built against, recognised by what lies there. Paths are relative to the user's folder. */
export interface KernelPlace {
  /** What it was recognised as, such as `Buildroot output`. */
  readonly about: string;
  /** Where the configuration and the generated headers are; `.` is the folder itself. */
  readonly build: string;
  /** Where the makefiles are when they are not there too. */
  readonly source?: string;
  /** Prefixes of the cross compilers that came with it, for `CROSS_COMPILE=`. */
  readonly prefixes: readonly string[];
  /** What makes the files that building needs. */
  readonly prepare: string;
}

interface Layout {
  readonly about: string;
  /** Patterns of build folders; `*` stands for any name. */
  readonly builds: readonly string[];
  /** What else must be there. */
  readonly when?: string;
  /** Relative to the build folder. */
  readonly source?: string;
  /** Patterns of compilers, relative to the folder; of those that begin with `..`, to the build folder. */
  readonly compilers: readonly string[];
  readonly prepare: string;
}

const modulesPrepare = 'make modules_prepare in it, with its own ARCH and CROSS_COMPILE';
const bitbake = 'bitbake virtual/kernel, then bitbake make-mod-scripts';
const buildroot = 'make linux in the Buildroot folder';
const sdk = 'source its environment-setup-… and run make modules_prepare in usr/src/kernel';

/** In `tmp`, by bitbake: the shared folders of a kernel (meta/conf/bitbake.conf), else the recipe's own B, which rm_work removes. */
function bitbakeLayouts(tmp: string, names: Pick<Layout, 'about' | 'prepare' | 'when'>): Layout[] {
  const compilers = [
    `${tmp}/work/*/linux-*/*/recipe-sysroot-native/usr/bin/*/*-gcc`,
    `${tmp}/sysroots-components/*/gcc-cross-*/usr/bin/*/*-gcc`,
  ];
  return [
    { ...names, compilers, builds: [`${tmp}/work-shared/*/kernel-build-artifacts`], source: '../kernel-source' },
    { ...names, compilers, builds: [`${tmp}/work/*/linux-*/*/*build`] },
  ];
}

/** Those that a folder is taken for first come first. */
const layouts: readonly Layout[] = [
  ...bitbakeLayouts('build/tmp*', {
    about: 'PetaLinux project',
    when: 'project-spec/configs/config',
    prepare: 'petalinux-build -c kernel, then petalinux-build -c make-mod-scripts',
  }),
  {
    about: 'SDK of a PetaLinux project',
    builds: ['images/linux/sdk/sysroots/*/usr/src/kernel'],
    compilers: ['images/linux/sdk/sysroots/*/usr/bin/*/*-gcc'],
    prepare: sdk,
  },
  ...bitbakeLayouts('build/tmp*', { about: 'Yocto checkout', prepare: bitbake }),
  ...bitbakeLayouts('tmp*', { about: 'Yocto build folder', prepare: bitbake }),
  {
    about: 'Buildroot',
    builds: ['output/build/linux-*'],
    compilers: ['output/host/bin/*-gcc'],
    prepare: buildroot,
  },
  { about: 'Buildroot output', builds: ['build/linux-*'], compilers: ['host/bin/*-gcc'], prepare: buildroot },
  {
    about: 'SDK',
    builds: ['sysroots/*/usr/src/kernel', 'sysroots/*/lib/modules/*/build', 'sysroots/*/usr/lib/modules/*/build'],
    compilers: ['sysroots/*/usr/bin/*/*-gcc'],
    prepare: sdk,
  },
  {
    about: 'root file system or unpacked packages',
    builds: [
      'usr/src/kernel',
      'usr/src/kernels/*',
      'usr/src/linux-headers-*',
      'lib/modules/*/build',
      'usr/lib/modules/*/build',
    ],
    compilers: [],
    prepare: 'the headers package of the kernel, with those that it depends on',
  },
  { about: 'kernel', builds: ['.'], compilers: [], prepare: modulesPrepare },
  {
    about: 'kernel-build-artifacts of Yocto',
    builds: ['../kernel-build-artifacts'],
    source: '../kernel-source',
    compilers: [],
    prepare: bitbake,
  },
  { about: 'kernel with a build folder of its own', builds: ['*'], compilers: [], prepare: modulesPrepare },
];

/** Where compilers lie beside a build folder itself: Buildroot's, an SDK's, and two of bitbake's. */
const besideBuild = [
  '../../host/bin/*-gcc',
  '../../../../*/usr/bin/*/*-gcc',
  '../recipe-sysroot-native/usr/bin/*/*-gcc',
  '../../../work/*/linux-*/*/recipe-sysroot-native/usr/bin/*/*-gcc',
];

/** Files that a kernel's build folder has, and (all of them) those by which a source that was never configured is told. */
const generated = [
  'include/generated/utsrelease.h',
  'include/config/kernel.release',
  'include/generated/autoconf.h',
  'include/config/auto.conf',
];
const unconfigured = ['Kconfig', 'Makefile', 'init/main.c'];
/** U-Boot is configured and built by a copy of the kernel's makefiles. */
const notKernel = ['include/config/uboot.release', 'include/u-boot'];
const telling = ['Makefile', 'Kconfig', 'source', '../kernel-source/Makefile'];
const projects = layouts.flatMap(({ when }) => when ?? []);

/** Every path pattern that {@link kernelPlaces} wants to know of. */
export const wantedPaths: readonly string[] = [
  ...new Set([
    ...layouts.flatMap(({ builds }) =>
      builds.flatMap((build) =>
        [...generated, ...unconfigured, ...notKernel, ...telling].map((mark) => joined(build, mark)),
      ),
    ),
    ...layouts.flatMap(({ compilers }) => compilers),
    ...besideBuild,
    ...projects,
  ]),
];

/** Those that are generated already first; among equals in the order of {@link layouts}. */
export function kernelPlaces(paths: readonly string[]): KernelPlace[] {
  const there = new Set(paths);
  const has = (build: string, mark: string): boolean => there.has(joined(build, mark));
  const found = new Map<string, KernelPlace & { readonly ready: boolean }>();
  for (const { about, builds, when, source, compilers, prepare } of layouts) {
    if (when !== undefined && !there.has(when)) continue;
    for (const build of builds.flatMap((pattern) => foldersOf(pattern, paths))) {
      const ready = generated.some((mark) => has(build, mark));
      if (found.has(build) || notKernel.some((mark) => has(build, mark))) continue;
      if (!ready && !unconfigured.every((mark) => has(build, mark))) continue;
      const ownMakefile = has(build, 'Makefile');
      const yocto = source === undefined && !ownMakefile && has(build, '../kernel-source/Makefile');
      const elsewhere = yocto ? '../kernel-source' : source;
      found.set(build, {
        about: build === '.' ? nameOfItself(paths, yocto) : about,
        build,
        ...(!ownMakefile && elsewhere !== undefined && { source: joined(build, elsewhere) }),
        prefixes: prefixesOf(build === '.' || build.startsWith('..') ? besideBuild : compilers, paths),
        prepare: yocto ? bitbake : prepare,
        ready,
      });
    }
  }
  return [...found.values()].sort((a, b) => Number(b.ready) - Number(a.ready)).map(({ ready: _, ...place }) => place);
}

function nameOfItself(paths: readonly string[], yocto: boolean): string {
  if (yocto) return 'kernel-build-artifacts of Yocto';
  if (paths.some((path) => path.startsWith('../../host/bin/'))) return 'kernel of a Buildroot output';
  if (paths.includes('source')) return 'build folder of a kernel (O=)';
  return paths.includes('Kconfig') ? 'kernel source, built in place' : 'kernel headers';
}

/** The folders of a pattern in which something of {@link wantedPaths} lies. */
function foldersOf(pattern: string, paths: readonly string[]): string[] {
  if (pattern === '.') return ['.'];
  const matching = new RegExp(`^(${expression(pattern)})/`);
  const found = paths.flatMap((path) => matching.exec(path)?.[1] ?? []);
  return [...new Set(found)].filter((folder) => pattern !== '*' || folder !== '..');
}

function prefixesOf(patterns: readonly string[], paths: readonly string[]): string[] {
  const whole = patterns.map((pattern) => new RegExp(`^${expression(pattern)}$`));
  const compilers = paths.filter((path) => whole.some((each) => each.test(path)));
  return [...new Set(compilers.map((path) => path.slice(0, -'gcc'.length)))];
}

/** `*` is any name but the way up. */
function expression(pattern: string): string {
  return pattern.replaceAll('.', '\\.').replaceAll('*', '[^/]*');
}

function joined(build: string, mark: string): string {
  if (build === '.') return mark;
  if (!mark.startsWith('../')) return `${build}/${mark}`;
  const above = build.includes('/') ? `${build.slice(0, build.lastIndexOf('/'))}/` : '';
  return `${above}${mark.slice('../'.length)}`;
}

/** Prefixes of compilers that make code for the architecture of that name, told by the first word of their tuple. */
export function prefixesFor(prefixes: readonly string[], architecture: string | undefined): string[] {
  return prefixes.filter((prefix) => {
    const tuple = prefix.slice(prefix.lastIndexOf('/') + 1);
    return architectureOfMachine(tuple)?.name === architecture;
  });
}
