/** Modules of the scripted host as they are at first, and a build with errors. */
import type { Holder } from '../../../remote-helper/contract/device.ts';
import type { BuildMessage, BuiltModule, PreflightRow } from '../../contract/module.ts';
import { driver, minutesAgo, open } from './sample.ts';

/** What scenarios and tests change. */
export interface ModuleSample {
  built: readonly BuiltModule[];
  /** On the board, by their digests. */
  sent: readonly string[];
  holders: readonly Holder[];
  rows: readonly PreflightRow[];
  /** Output of the next build; `failing`: it ends with errors. */
  lines: readonly Line[];
  failing: boolean;
  /** Loading in the place of another fails with this. */
  loadFails?: { readonly id: string; readonly message: string; readonly hint: string } | undefined;
}

export const cache = '/home/grace/.cache/uiomem-studio/modules';

export function module(key: string, more: Partial<BuiltModule>): BuiltModule {
  const release = more.release ?? open.kernel;
  return {
    path: `${cache}/${key}/uiomem.ko`,
    sha256: key.padEnd(64, '0'),
    size: 86_312,
    release,
    architecture: 'arm64',
    vermagic: `${release} SMP preempt mod_unload aarch64`,
    version: driver.version,
    srcversion: driver.srcversion,
    folder: '/opt/uiomem-studio/kernel',
    built: minutesAgo(9),
    ...more,
  };
}

const builtBefore: readonly BuiltModule[] = [
  module('a5f9b1c2d3e4', {}),
  module('77b0c41e9a52', {
    srcversion: '5D1C44E09B7A3F26681C02E',
    folder: '/home/grace/driver',
    built: minutesAgo(3_100),
  }),
  module('01d4e8f2a6b3', { release: '6.1.46-ti', built: minutesAgo(8_000) }),
];

export const row = (id: string, title: string, wanted: string, found = wanted): PreflightRow => ({
  id: `module.${id}`,
  title,
  ok: true,
  wanted,
  found,
});

const goodRows: readonly PreflightRow[] = [
  row('architecture', 'architecture', 'arm64'),
  row('headers', 'kernel headers', open.kernel, '/usr/src/linux-headers-6.6.52-xilinx'),
  row('headers-release', 'release of the headers', open.kernel),
  row('vermagic', 'version magic', `${open.kernel} SMP preempt mod_unload aarch64`),
  row('compiler', 'compiler', 'aarch64-linux-gnu-gcc', 'aarch64-linux-gnu-gcc (Debian 12.2.0-14) 12.2.0'),
  row('make', 'make', 'GNU make', 'GNU Make 4.3'),
  row('source', 'source', 'a folder with Kbuild or Makefile', '/opt/uiomem-studio/kernel/Makefile'),
];

export const missingRows: readonly PreflightRow[] = goodRows.map((each): PreflightRow => {
  if (each.id === 'module.headers') {
    const hint =
      'Install the headers of that kernel, or name its tree: PetaLinux has it below build/tmp/work-shared, or build on the board.';
    return { ...each, ok: false, found: 'none for this release', hint };
  }
  if (each.id === 'module.compiler') {
    return { ...each, ok: false, found: 'none', hint: 'Install it: apt-get install gcc-aarch64-linux-gnu' };
  }
  return each;
});

export const mySource = '/home/grace/driver';
export const brokenFile = `${mySource}/region.c`;
export const brokenText = `// SPDX-License-Identifier: GPL-2.0
#include "region.h"

/* Makes a region; the caller holds the lock. */
int region_make(struct region *region)
{
	int status = 0;

	region->size = sise;
	return status
}
`;
const folder = `${cache}/.building/build-x1/source`;

const message = (grade: BuildMessage['grade'], line: number, column: number, text: string) => ({
  line: `${folder}/region.c:${line}:${column}: ${grade}: ${text}`,
  message: {
    grade,
    message: text,
    place: { text: `${folder}/region.c:${line}:${column}`, file: brokenFile, line, column },
  },
});

type Line = { readonly line: string; readonly message?: BuildMessage };

const compiled: readonly Line[] = [
  {
    line: 'make ARCH=arm64 CROSS_COMPILE=aarch64-linux-gnu- CC=aarch64-linux-gnu-gcc KERNEL_SRC_DIR=/usr/src/linux-headers-6.6.52-xilinx',
  },
  { line: 'make -C /usr/src/linux-headers-6.6.52-xilinx M=$PWD modules' },
  { line: `  CC [M]  ${folder}/module.o` },
  { line: `  CC [M]  ${folder}/region.o` },
];
const linked: readonly Line[] = [
  { line: `  MODPOST ${folder}/Module.symvers` },
  { line: `  LD [M]  ${folder}/uiomem.ko` },
];
export const failedLines: readonly Line[] = [
  ...compiled,
  { line: `${folder}/region.c: In function ‘region_make’:` },
  message('error', 9, 17, '‘sise’ undeclared (first use in this function); did you mean ‘size’?'),
  { line: '    9 |         region->size = sise;' },
  { line: '      |                        ^~~~' },
  message('error', 10, 15, 'expected ‘;’ before ‘}’ token'),
  message('warning', 7, 13, 'variable ‘status’ set but not used [-Wunused-but-set-variable]'),
  { line: `make[2]: *** [scripts/Makefile.build:243: ${folder}/region.o] Error 1` },
];

export const usualSample: ModuleSample = {
  built: builtBefore,
  sent: [builtBefore[0]?.sha256 ?? ''],
  holders: [],
  rows: goodRows,
  lines: [...compiled, ...linked],
  failing: false,
};
