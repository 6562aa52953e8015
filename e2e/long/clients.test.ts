/**
 * Programs rendered from a plan, in each language: compiled without a warning, run on a board on which the plan was
 * applied, and judged by the board's RAM file, by the cache instructions that QEMU counts, and by its bus.
 */
import { copyFile, mkdir, mkdtemp, readFile, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ClientLanguage } from '../../app/contract/client.ts';
import { resourceFolder } from '../../app/host/emulated-board/board-parts.ts';
import { RamFile } from '../../app/host/emulated-board/ram-file.ts';
import { runProgram } from '../../app/host/emulated-board/run-program.ts';
import { pythonClient } from '../../app/plan/clients/python.ts';
import { rustClient } from '../../app/plan/clients/rust.ts';
import { anyPlan } from '../../app/plan/clients/testing/any-plan.ts';
import { problemOf } from '../../remote-helper/rpc/problem.ts';
import { readCounts } from '../kernel/cache-instructions.ts';
import { busAccesses } from '../testing/boards.ts';
import { type EmulatedHost, emulatedHost } from '../testing/emulated-host.ts';

const name = 'clients';
/** QEMU's hw/misc/edu.c: 0x00 identifies, 0x04 answers with the inverse of what it was given. */
const edu = { address: 0x1000_0000n, size: 0x10_0000n };
const memories = [
  { device: 'uiomem0', address: 0x7000_0000n, cache: 'noncoherent' },
  { device: 'uiomem2', address: 0x7100_0000n, cache: 'coherent' },
  { device: 'uiomem3', address: 0x7200_0000n, cache: 'off' },
] as const;
const plan = `version: 1
name: programs in each language
regions:
${memories.map(({ device, address, cache }) => `  - { device: ${device}, address: 0x${address.toString(16)}, size: 1 MiB, cache: "${cache}" }\n`).join('')}
  - { device: uiomem4, address: 0x${edu.address.toString(16)}, size: 1 MiB, cache: "off", content: registers }
`;

/** A compiler and what it compiles can take their time on a busy workstation; the first run fetches 160 MB. */
const longMs = 600_000;

let host: EmulatedHost;
let counts: string;
let ram: RamFile;
/** Of Debian, for the board's architecture. */
let rustc: string;

/** How a program of a folder is compiled without a warning, and what runs it there. */
const makers: Readonly<Record<ClientLanguage, (folder: string, program: string) => Promise<string>>> = {
  async c(folder, program) {
    const warnings = ['-Wall', '-Wextra', '-Werror', '-pedantic', '-std=c99'];
    const args = [...warnings, '-O2', '-static', '-o', program, `${program}.c`];
    await runProgram('aarch64-linux-gnu-gcc', args, { cwd: folder });
    return `./${program}`;
  },
  async python(_folder, program) {
    return `python3 -W error ${program}.py`;
  },
  async rust(folder, program) {
    const args = ['--edition', '2021', '-D', 'warnings', '-O', '-C', 'target-feature=+crt-static', `${program}.rs`];
    await runProgram(rustc, args, { cwd: folder });
    return `./${program}`;
  },
};
/** The program of clients/ that uses the regions, and the one of the rendering that checks the board. */
const programs = {
  use: { c: 'use', python: 'use', rust: 'use' },
  check: { c: 'uiomem_check', python: 'uiomem_regions', rust: 'uiomem_check' },
} as const;
const suffixes = { c: 'c', python: 'py', rust: 'rs' } as const;

/** Puts a folder on the board, and answers its path there. */
async function upload(folder: string): Promise<string> {
  const there = `/root/${basename(folder)}`;
  await runProgram('tar', ['-cf', `${folder}.tar`, '-C', folder, '.']);
  await host.shell(`mkdir ${there} && tar -x -C ${there}`, await readFile(`${folder}.tar`));
  return there;
}

/** Renders the plan, compiles the program and puts it on the board; answers the command that runs it there. */
async function ready(language: ClientLanguage, program: keyof typeof programs, text: string): Promise<string> {
  const folder = await mkdtemp(join(host.folder, `${language}-`));
  const { files } = await host.client.call('plan.client', { text, folder, language });
  for (const file of files) await writeFile(join(folder, file.path), file.text);
  if (program === 'use') {
    const source = `use.${suffixes[language]}`;
    await copyFile(join(import.meta.dirname, '../clients', source), join(folder, source));
  }
  const command = await makers[language](folder, programs[program][language]);
  return `cd ${await upload(folder)} && ${command}`;
}

beforeAll(async () => {
  host = await emulatedHost(name, async (folder) => {
    counts = join(folder, 'counts');
    const plugin = join(folder, 'cache-instructions.so');
    await runProgram('make', ['-s', '-C', join(import.meta.dirname, '../../kernel/tests'), `BUILD=${folder}`, plugin]);
    return { tools: true, qemuArguments: ['-plugin', `file=${plugin},counts=${counts}`] };
  });
  const built = await runProgram(join(resourceFolder(), 'build.sh'), ['--no-node', '--rust']);
  rustc = /^rustc=(.*)$/m.exec(built)?.[1] ?? '';
  ram = await RamFile.open(host.status.ramFile ?? '', BigInt(host.status.ramBase ?? 0));
  await host.shell('echo 1 >/sys/bus/pci/devices/0000:00:02.0/enable');
  await host.client.call('plan.apply', { board: name, text: plan, folder: host.folder, resume: false });
}, longMs);
afterAll(async () => {
  await ram?.[Symbol.asyncDispose]();
  await host?.[Symbol.asyncDispose]();
});

describe.each(['c', 'python', 'rust'] as const)('%s', (language) => {
  const words = `${{ c: 'C', python: 'Python', rust: 'Rust' }[language]} was here, past a line.`;

  test('what it writes comes to the memory, what the device wrote comes to it, registers take single accesses', {
    timeout: longMs,
  }, async () => {
    const command = await ready(language, 'use', plan);
    const fromDevice = memories.map(() => Buffer.from(crypto.getRandomValues(new Uint8Array(29))));
    for (const [index, { address }] of memories.entries()) {
      await ram.write(address + 0x1003n, fromDevice[index] ?? Buffer.alloc(0));
      await ram.write(address + 0x100n, Buffer.alloc(64));
    }
    // What a process costs by itself: the loader and the C library of the board run none.
    let output = '';
    const before = await readCounts(counts);
    const accesses = await busAccesses(host.status, edu, async () => {
      output = await host.shell(command);
    });
    const after = await readCounts(counts);

    const expected = memories.flatMap(({ device }, index) => [
      `${device} ${fromDevice[index]?.toString('hex')}`,
      `16 bytes at offset 0xffff8 are not inside /dev/${device}`,
    ]);
    expect(output).toBe([...expected, '10000ed', (~0x1234_5678 >>> 0).toString(16), ''].join('\n'));
    for (const { address, device } of memories) {
      const memory = await ram.read(address + 0x100n, 64);
      const wanted = Buffer.alloc(64);
      wanted.write(words, 1, 'latin1');
      expect([device, memory.toString('latin1')]).toEqual([device, wanted.toString('latin1')]);
    }
    // Only of the first region: its one line with the words cleaned, its last line invalidated (past it the driver would
    // refuse), and the one of which a part was heard cleaned and invalidated; for the CPU after its own writes nothing. Some arm64 processors must not clean alone; the kernel says so at boot, and the driver obeys.
    const cleanFlushes = (await host.shell('dmesg')).includes('ARM errata 826319, 827319, 824069, or 819472');
    expect({
      clean: after.clean - before.clean,
      invalidate: after.invalidate - before.invalidate,
      flush: after.flush - before.flush,
    }).toEqual(cleanFlushes ? { clean: 0, invalidate: 1, flush: 2 } : { clean: 1, invalidate: 1, flush: 1 });
    expect(accesses).toEqual([
      { kind: 'write', address: edu.address + 4n, width: 32, value: 0x1234_5678n },
      { kind: 'read', address: edu.address, width: 32, value: 0x0100_00edn },
      { kind: 'read', address: edu.address + 4n, width: 32, value: BigInt(~0x1234_5678 >>> 0) },
    ]);
  });

  test('the check says that the board is as the plan says, and in a sentence where it is not', {
    timeout: longMs,
  }, async () => {
    expect(await host.shell(await ready(language, 'check', plan))).toBe(
      ['uiomem0', 'uiomem2', 'uiomem3', 'uiomem4'].map((each) => `/dev/${each} is as the plan says\n`).join(''),
    );
    // A region moved, one that is not coherent, one that is cached, one that is no uiomem device, one that is not there.
    const other = `version: 1
regions:
  - { device: uiomem0, address: 0x74000000, size: 1 MiB, cache: coherent }
  - { device: uiomem4, address: 0x75000000, size: 2 MiB, cache: "off" }
  - { device: "null", load: device-tree, address: 0x76000000, size: 1 MiB }
  - { device: plmem, load: device-tree, address: 0x78000000, size: 16 MiB, cache: coherent }
  - { device: uiomem1, load: device-tree, address: 0x60000000, size: 16 MiB, cache: "off", content: registers }
  - { device: uiomem7, address: 0x77000000, size: 1 MiB }
`;
    const said = await host.shell(`{ ${await ready(language, 'check', other)} 2>&1; echo $?; }`);
    expect(said.replaceAll(/ \(os error \d+\)/g, '').split('\n')).toEqual([
      '/dev/uiomem0 has 1048576 bytes at 0x70000000, the plan says 1048576 bytes at 0x74000000',
      '/dev/uiomem4 has 1048576 bytes at 0x10000000, the plan says 2097152 bytes at 0x75000000',
      '/dev/null is no uiomem device: Inappropriate ioctl for device',
      '/dev/plmem is not coherent, and the plan says that it is',
      '/dev/uiomem1 is cached, and the plan says that it has registers',
      '/dev/uiomem7 cannot be opened: No such file or directory',
      '1',
      '',
    ]);
  });
});

test('Python and Rust of any plan compile without a warning', { timeout: longMs }, async () => {
  const seed = Date.now() >>> 0;
  const folder = join(host.folder, 'any');
  await mkdir(folder);
  const plans = fc.sample(anyPlan, { numRuns: 40, seed });
  for (const [index, each] of plans.entries()) {
    await writeFile(join(folder, `p${index}.py`), pythonClient(each)[0]?.text ?? '');
    await writeFile(join(folder, `p${index}.rs`), rustClient(each)[0]?.text ?? '');
  }
  await writeFile(join(folder, 'all.rs'), `${plans.map((_, index) => `mod p${index};\n`).join('')}fn main() {}\n`);
  const args = ['--edition', '2021', '-D', 'warnings', '--emit=metadata', 'all.rs'];
  await runProgram(rustc, args, { cwd: folder }).catch((thrown: Error) => {
    throw new Error(`seed ${seed}: ${thrown.message}`);
  });
  const there = await upload(folder);
  const run = "import runpy, sys\nfor each in sys.argv[1:]: runpy.run_path(each, run_name='regions')\n";
  expect(await host.shell(`cd ${there} && python3 -W error - p*.py 2>&1 || echo seed ${seed}`, run)).toBe('');
});

test('a plan with an error is rendered by nobody', async () => {
  const text = plan.replace('cache: "off", content', 'cache: "coherent", content');
  const failure = await host.client.call('plan.client', { text, folder: host.folder, language: 'c' }).then(
    () => undefined,
    (thrown) => problemOf(thrown),
  );
  expect(failure?.id).toBe('plan.lint');
  expect(JSON.stringify(failure?.data)).toContain('region.registers-cached');
});
