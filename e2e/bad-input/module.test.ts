/**
 * Modules that a real board does not take, or cannot build, refused by their ids before anything is sent. Judged past the host, by
 * the board's own files, processes and log.
 */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { elfModule } from '../../app/host/module/testing/elf-module.ts';
import { problemOf } from '../../remote-helper/rpc/problem.ts';
import { writableRoots } from '../testing/boards.ts';
import { type EmulatedHost, emulatedHost } from '../testing/emulated-host.ts';

const name = 'modules';
/** AArch64 and x86-64 of elf.h. */
const machines = { arm64: 183, x86: 62 };

let host: EmulatedHost;
/** As the board's kernel says it of its own modules. */
let vermagic: string;

beforeAll(async () => {
  host = await emulatedHost(name, { tools: true });
  const { kernel } = await host.client.call('board.facts', { board: name });
  vermagic = kernel.vermagic ?? '';
});
afterAll(async () => {
  await host?.[Symbol.asyncDispose]();
});

/** Files of the tool on the board, its processes but the helper, and what the kernel logged of modules. */
const traces = () =>
  host.shell(
    `${writableRoots}; find $roots -xdev -path /usr -prune -o \\( -name '*.ko*' -o -name '*.part*' -o -name builds \\) -print 2>/dev/null | sort -u; cat /proc/modules; ps -o args | grep -E "[m]ake|[c]c1|[i]nsmod"; dmesg | grep -ci uiomem; :`,
  );

async function refused(work: () => Promise<unknown>) {
  const before = await traces();
  const found = await work().then(
    () => undefined,
    (thrown) => problemOf(thrown),
  );
  expect(await traces()).toBe(before);
  return found;
}

async function moduleFile(called: string, modinfo: readonly string[], machine = machines.arm64): Promise<string> {
  const file = join(host.folder, called);
  await writeFile(file, elfModule({ machine, modinfo: ['license=Dual MIT/GPL', 'name=uiomem', ...modinfo] }));
  return file;
}

it.each<[id: string, modinfo: (own: string) => string[], machine: number, message: RegExp, hint: RegExp]>([
  [
    'module.wrong-architecture',
    (own) => [`vermagic=${own}`],
    machines.x86,
    /wanted arm64 \(aarch64\), found x86/,
    /module build/,
  ],
  [
    'module.wrong-release',
    (own) => [`vermagic=5.4.0-1 ${own.split(' ').slice(1).join(' ')}`],
    machines.arm64,
    /found 5\.4\.0-1/,
    /headers of the release/,
  ],
  [
    'module.vermagic-differs',
    (own) => [`vermagic=${own.replace('SMP ', 'SMP preempt ')}`],
    machines.arm64,
    /version magic/,
    /very own|configured/,
  ],
])('%s: nothing is sent', async (id, modinfo, machine, message, hint) => {
  const file = await moduleFile(`${id}.ko`, modinfo(vermagic), machine);
  const found = await refused(() => host.client.call('module.upload', { board: name, file }));
  expect(found).toMatchObject({ id, message: expect.stringMatching(message), hint: expect.stringMatching(hint) });
  expect(await refused(() => host.client.call('module.load', { board: name, file, parameters: [] }))).toMatchObject({
    id,
  });
});

/** Puts something else over a path of the board, for as long as the work takes. */
async function covered<T>(path: string, by: string, work: () => Promise<T>): Promise<T> {
  const there = `$(readlink -f ${path})`;
  await host.shell(`${by} >/tmp/cover; t=${there}; mount --bind /tmp/cover "$t"`);
  try {
    return await work();
  } finally {
    await host.shell(`umount "${there}"; rm /tmp/cover`);
  }
}

const building = () => host.client.call('module.build', { board: name, on: 'board' });

it('module.compiler-missing: a board with headers and without a compiler', async () => {
  const found = await covered('$(command -v gcc)', ':', () => refused(building));
  expect(found).toMatchObject({
    id: 'module.compiler-missing',
    message: expect.stringMatching(/wanted gcc, found none/),
    hint: 'Install it on the board (apt-get install gcc), or build on the workstation.',
  });
});

it('module.headers-differ: a board that has the headers of another release', async () => {
  const header = '/lib/modules/$(uname -r)/build/include/generated/utsrelease.h';
  // Debian's numbers go up by one; this one is not reached.
  const other = 'echo \'#define UTS_RELEASE "6.1.0-999-cloud-arm64"\'';
  expect(await covered(header, other, () => refused(building))).toMatchObject({
    id: 'module.headers-differ',
    message: expect.stringMatching(/found only 6\.1\.0-999-cloud-arm64/),
    hint: expect.stringMatching(/updated since the board’s boot\? Then boot it/),
  });
});
