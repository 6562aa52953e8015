/** Modules of the scripted host: what was built and sent, who holds devices, and builds that take their time; tests and scenarios change it. */
import type { Holder } from '../../../remote-helper/contract/device.ts';
import type { Handlers } from '../../../remote-helper/rpc/contract.ts';
import { problem } from '../../../remote-helper/rpc/problem.ts';
import type { BuildMessage, BuiltModule, PreflightRow } from '../../contract/module.ts';
import type { HostContract } from '../../contract.ts';
import { driver, minutesAgo, open } from './sample.ts';
import { pause, type Script, whileHeld } from './script.ts';

const cache = '/home/grace/.cache/uiomem-studio/modules';

function module(key: string, more: Partial<BuiltModule>): BuiltModule {
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

const row = (id: string, title: string, wanted: string, found = wanted): PreflightRow => ({
  id: `module.${id}`,
  title,
  ok: true,
  wanted,
  found,
});

export const goodRows: readonly PreflightRow[] = [
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

export class ScriptedModules {
  built: readonly BuiltModule[] = builtBefore;
  /** On the board, by their digests. */
  sent: readonly string[] = [builtBefore[0]?.sha256 ?? ''];
  holders: readonly Holder[] = [];
  rows: readonly PreflightRow[] = goodRows;
  /** Output of the next build; `failing`: it ends with errors. */
  lines: readonly Line[] = [...compiled, ...linked];
  failing = false;
  /** Loading in the place of another fails with this. */
  loadFails: { readonly id: string; readonly message: string; readonly hint: string } | undefined;

  handlers(host: Script): Partial<Handlers<HostContract>> {
    const named = (board: string | undefined) => host.board(board ?? host.state.boards[0]?.board.name ?? '');
    const uploaded = () =>
      this.sent.map((sha256) => `/home/root/.cache/uiomem-studio-helper/modules/${sha256}/uiomem.ko`);
    const missing = (file: string) => {
      if (!/gone/.test(file)) return;
      throw problem('module.file-missing', `There is no file ${file}.`, { hint: 'Check the path.' });
    };
    const inUse = () => {
      const others = this.holders.filter(({ ours }) => !ours);
      if (others.length === 0) return;
      const who = others.map(({ pid, command, device }) => `${pid} ${command} (${device})`).join('; ');
      throw problem('module.in-use', `The driver cannot be unloaded, for other processes hold its devices: ${who}.`, {
        hint: 'End the processes, or have them close the device.',
        data: { holders: others },
      });
    };
    const unload = (board: string | undefined) => {
      inUse();
      host.put(named(board).board.name, ({ driver: _gone, toolDriver: _tool, ...before }) => ({
        ...before,
        devices: [],
      }));
    };
    const load = (board: string | undefined, parameters: readonly { name: string; value: string }[]) => {
      const loaded = { ...driver, parameters: Object.fromEntries(parameters.map(({ name, value }) => [name, value])) };
      host.put(named(board).board.name, (before) => ({ ...before, driver: loaded }));
    };
    return {
      'module.status': async ({ board }) => {
        await pause(60);
        const { driver: loaded } = named(board);
        return {
          ...(loaded !== undefined && { loaded }),
          architecture: 'arm64',
          tool: { version: driver.version, builds: [] },
          built: [...this.built],
          uploaded: uploaded(),
          holders: loaded === undefined ? [] : [...this.holders],
        };
      },
      'module.list': async () => ({ built: [...this.built] }),
      'module.forget': async ({ path }) => {
        const found = this.built.find((each) => each.path === path);
        if (found === undefined)
          throw problem('module.not-built', `${path} is none of the modules that were built here.`);
        this.built = this.built.filter((each) => each !== found);
        return { module: found };
      },
      'module.preflight': async () => {
        await pause(60);
        return { rows: [...this.rows] };
      },
      'module.check': async ({ file }) => {
        await pause(60);
        missing(file);
        const release: PreflightRow = {
          id: 'module.release',
          title: 'kernel release',
          ok: false,
          wanted: open.kernel,
          found: '6.1.46-ti',
          hint: 'It was built for another kernel: insmod would refuse it. Build it for this one, or boot that one.',
        };
        return {
          path: file,
          name: 'uiomem',
          version: '1.1.0-beta.1',
          architecture: 'arm64',
          vermagic: '6.1.46-ti SMP preempt mod_unload aarch64',
          licence: 'Dual BSD/GPL',
          parameters: [{ name: 'info_enable', type: 'int', about: 'install/uninstall infomation enable' }],
          driver: 'reference',
          rows: [
            row('architecture', 'architecture', 'arm64'),
            release,
            row('licence', 'licence', 'GPL', 'Dual BSD/GPL'),
          ],
        };
      },
      'module.build': async (_input, { item, signal }) => {
        for (const [index, line] of this.lines.entries()) {
          signal.throwIfAborted();
          await item(line);
          await whileHeld(host, index, () => signal.aborted);
          if (this.lines.length < 100) await pause(20);
        }
        signal.throwIfAborted();
        if (this.failing) {
          throw problem(
            'module.build-failed',
            `The module in ${mySource} could not be built for ${open.kernel}: region.c:9:17: ‘sise’ undeclared (first use in this function); did you mean ‘size’?`,
            { hint: `The whole output is in ${cache}/failed-build.log.` },
          );
        }
        const made = module('c0ffee00b41d', { built: new Date().toISOString() });
        this.built = [made, ...this.built.filter(({ path }) => path !== made.path)];
        return { module: made, reused: false };
      },
      'module.upload': async ({ file }, { progress, signal }) => {
        missing(file);
        const found = this.built.find(({ path }) => path === file);
        const total = found?.size ?? 86_312;
        for (let step = 0; step <= 4; step += 1) {
          signal.throwIfAborted();
          progress({ what: 'module', done: Math.floor((total * step) / 4), total });
          await whileHeld(host, step, () => signal.aborted);
          await pause(20);
        }
        const sha256 = found?.sha256 ?? '0'.repeat(64);
        this.sent = [...new Set([...this.sent, sha256])];
        return { path: `/home/root/modules/${sha256}/uiomem.ko`, sha256, sent: true };
      },
      'module.load': async ({ board, parameters }) => {
        load(board, parameters);
        return { devices: [], log: [] };
      },
      'module.reload': async ({ board, parameters = [] }) => {
        const before = named(board).driver;
        unload(board);
        if (this.loadFails !== undefined) {
          const { id, message: told, hint } = this.loadFails;
          const file = this.built[0]?.path;
          const given = Object.entries(before?.parameters ?? {}).map(([name, value]) => ({ name, value }));
          const data = {
            before: { name: 'driver of this tool', parameters: given, ...(file && { file }), loaded: false },
          };
          throw problem(id, `${told} The driver of this tool was unloaded for it, and no driver is loaded now.`, {
            hint,
            data,
          });
        }
        load(board, parameters);
        return { devices: [], log: [], closedMappings: 0 };
      },
      'module.unload': async ({ board }) => {
        const before = named(board).driver;
        unload(board);
        return { closedMappings: 0, log: [], ...(before !== undefined && { module: before }) };
      },
    };
  }
}
