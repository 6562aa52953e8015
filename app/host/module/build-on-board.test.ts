/**
 * Builds on a board that is this machine behind a real sshd: its shell, tar and make are real, the kernel's headers and the
 * module are made up. The driver itself is built on an emulated board in e2e/.
 */
import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, readdir, readFile, rm, utimes, writeFile } from 'node:fs/promises';
import { machine, tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { problemOf } from '../../../remote-helper/rpc/problem.ts';
import { Secrets } from '../boards/secrets.ts';
import { connectSsh, type SshConnection } from '../ssh/connection.ts';
import { type LoopbackSshd, loopbackSshd } from '../ssh/testing/loopback-sshd.ts';
import { architectureOfMachine } from './architecture.ts';
import { buildModule, checkBuild, findBuilt } from './build.ts';
import { boardRows } from './build-on-board.ts';
import type { BuildRequest } from './build-request.ts';
import { readSource } from './source.ts';
import { elfModule } from './testing/elf-module.ts';
import { preparedTree } from './testing/prepared-tree.ts';

const own = architectureOfMachine(machine());
if (own === undefined) throw new Error(`no architecture for ${machine()}`);
const release = '6.1.0-made';
const vermagic = `${release} SMP mod_unload ${machine()}`;
const moduleOf = (magic: string): Uint8Array =>
  elfModule({ machine: own.elf[0] ?? 0, modinfo: ['name=uiomem', `vermagic=${magic}`] });

describe('a build on the board', { timeout: 60_000 }, () => {
  let sshd: LoopbackSshd;
  let connection: SshConnection;
  let root: string;
  let request: BuildRequest;
  const at = (path: string) => join(root, path);

  beforeAll(async () => {
    sshd = await loopbackSshd();
    connection = await connectSsh(sshd.board, { secrets: new Secrets(), agentSocket: '' });
  }, 30_000);
  afterAll(async () => {
    await connection?.close();
    await sshd?.[Symbol.asyncDispose]();
  });
  beforeEach(async () => {
    root = await mkdtemp(join(tmpdir(), "it's a board to build on-"));
    const config = `CONFIG_${own.option}=y\nCONFIG_SMP=y\nCONFIG_MODULE_UNLOAD=y\n`;
    await preparedTree(at('headers'), { release, config });
    await mkdir(at('source'));
    await writeFile(at('source/made.bin'), moduleOf(vermagic));
    await makefile('\t@echo compiling with $(CC)\n\t@cp made.bin uiomem.ko\n');
    request = {
      kernel: { release, build: '', machine: machine(), commandLine: '', vermagic },
      source: at('source'),
      headers: at('headers'),
      places: { cache: at('cache') },
      on: { connection, places: [{ path: at('place'), freeBytes: 2 ** 30 }] },
    };
  });
  afterEach(() => rm(root, { recursive: true }));

  const makefile = (recipe: string) => writeFile(at('source/Makefile'), `all:\n${recipe}`);
  const signal = new AbortController().signal;
  const build = (control: Partial<Parameters<typeof buildModule>[1]> = {}) =>
    buildModule(request, { signal, ...control });
  const onBoard = () => readdir(at('place'), { recursive: true }).catch(() => []);
  /** Processes whose command line names this test's folder. */
  const running = async () => {
    const all = await readdir('/proc');
    const lines = all.map((name) => readFile(`/proc/${name}/cmdline`, 'utf8').catch(() => ''));
    return (await Promise.all(lines)).filter((line) => line.includes(at('place')));
  };
  const gone = async () => {
    // One look decides and is told: between two, the shell that clears up may have started its next command.
    for (let tries = 0; ; tries += 1) {
      const found = { running: (await running()).length, left: await onBoard() };
      if (tries >= 100 || (found.running === 0 && found.left.length === 0)) return found;
      await sleep(100);
    }
  };

  it('runs make there, tells its lines, and leaves the module and nothing else', async () => {
    const lines: string[] = [];
    const { module, reused } = await build({ onLine: (line) => void lines.push(line) });
    const bytes = await readFile(module.path);
    const sha256 = createHash('sha256').update(bytes).digest('hex');
    expect({ ...module, path: '' }).toEqual({
      path: '',
      folder: request.source,
      built: expect.any(String),
      sha256,
      size: bytes.length,
      release,
      architecture: own.name,
      vermagic,
      source: (await readSource(at('source'))).sha256,
    });
    expect(lines[0]).toMatch(/^make CC=\S+ CROSS_COMPILE= /);
    expect(lines.slice(1)).toEqual(['compiling with gcc']);
    expect((await onBoard()).sort()).toEqual(['modules', `modules/${sha256}`, `modules/${sha256}/uiomem.ko`]);
    expect((await readFile(at(`place/modules/${sha256}/uiomem.ko`))).equals(bytes)).toBe(true);
    expect((await readdir(at('source'))).sort()).toEqual(['Makefile', 'made.bin']);
    expect([reused, await build(), await findBuilt(request)]).toEqual([false, { module, reused: true }, module]);
    // Other headers, another build.
    await writeFile(at('headers/Module.symvers'), 'x');
    expect(await findBuilt(request)).toBeUndefined();
  });

  it('cancelled, ends make with all that it started, and leaves nothing', async () => {
    await makefile('\t@echo started\n\t@sleep 1000 & trap "" TERM; sleep 1000; sleep 1000\n');
    const stop = new AbortController();
    const failed = build({ signal: stop.signal, onLine: (line) => void (line === 'started' && stop.abort()) }).catch(
      (thrown: unknown) => thrown,
    );
    expect(await failed).toBe(stop.signal.reason);
    expect(await gone()).toEqual({ running: 0, left: [] });
  });

  it('ends there when the connection is lost', async () => {
    await makefile('\t@echo started\n\t@sleep 1000\n');
    const other = await connectSsh(sshd.board, { secrets: new Secrets(), agentSocket: '' });
    request = { ...request, on: { connection: other, places: request.on?.places ?? [] } };
    const failed = await build({ onLine: (line) => void (line === 'started' && other.close()) }).catch(problemOf);
    expect(failed).toMatchObject({ id: 'link.lost' });
    // Nobody waits for the shell there, which takes the folder away once make has ended.
    for (let tries = 0; tries < 100 && (await onBoard()).length > 0; tries += 1) await sleep(100);
    expect(await gone()).toEqual({ running: 0, left: [] });
  });

  it('module.build-failed: names the first error, keeps the output here, and leaves nothing there', async () => {
    await makefile('\t@echo "$(CURDIR)/device.c:3:5: error: \'x\' undeclared" >&2; exit 1\n');
    const failed = await build().catch(problemOf);
    const log = at('cache/modules/failed-build.log');
    expect(failed).toEqual({
      id: 'module.build-failed',
      message: `The module in ${at('source')} could not be built for ${release}: device.c:3:5: 'x' undeclared`,
      hint: `The whole output is in ${log}.`,
      data: {
        errors: [{ file: 'device.c', line: 3, column: 5, message: "'x' undeclared" }],
        log,
        status: 2,
        release,
        last: expect.arrayContaining([expect.stringContaining('undeclared')]),
      },
    });
    expect(await readFile(log, 'utf8')).toContain("'x' undeclared");
    expect(await gone()).toEqual({ running: 0, left: [] });
  });

  it('module.no-space: the room was taken while the compiler wrote', async () => {
    await makefile('\t@echo "as: uiomem.o: No space left on device" >&2; exit 1\n');
    expect(await build().catch(problemOf)).toMatchObject({
      id: 'module.no-space',
      message: expect.stringContaining(at('place')),
      hint: expect.stringContaining('Make room'),
      data: { said: 'as: uiomem.o: No space left on device' },
    });
    expect(await gone()).toEqual({ running: 0, left: [] });
  });

  it('module.vermagic-differs: what the board’s kernel would not take is not kept', async () => {
    await writeFile(at('source/made.bin'), moduleOf(`${release} SMP preempt mod_unload ${machine()}`));
    expect(await build().catch(problemOf)).toMatchObject({ id: 'module.vermagic-differs' });
    expect(await gone()).toEqual({ running: 0, left: [] });
  });

  const refused: [id: string, change: () => Promise<unknown>, row: Record<string, unknown>][] = [
    [
      'module.headers-missing',
      async () => {
        await rm(at('headers'), { recursive: true });
        request = { ...request, headers: undefined };
      },
      {
        id: 'module.headers',
        title: 'kernel headers',
        ok: false,
        wanted: `headers of ${release}`,
        hint: `Install them on the board (its distribution’s linux-headers-${release}), or build on the workstation.`,
      },
    ],
    [
      'module.not-a-kernel-tree',
      () => rm(at('headers'), { recursive: true }),
      { id: 'module.tree', wanted: `headers of ${release}`, found: expect.stringMatching(/^no kernel in .*headers$/) },
    ],
    [
      'module.tree-unprepared',
      () => rm(at('headers/scripts'), { recursive: true }),
      { id: 'module.tree-prepared', found: expect.stringContaining('no scripts/mod/modpost') },
    ],
    [
      'module.headers-differ',
      () => writeFile(at('headers/include/generated/utsrelease.h'), '#define UTS_RELEASE "6.1.0-other"\n'),
      { id: 'module.headers-release', wanted: release, found: '6.1.0-other' },
    ],
    [
      'module.clock-behind',
      async () => {
        const tomorrow = new Date(Date.now() + 48 * 3_600_000);
        await utimes(at('headers/include/generated/utsrelease.h'), tomorrow, tomorrow);
      },
      {
        id: 'module.clock',
        title: 'the board’s clock',
        ok: false,
        found: new Date().toISOString().slice(0, 10),
        hint: 'make would take everything for newer than it is. Set the clock (date -s), then build.',
      },
    ],
  ];
  it.each(refused)('%s: nothing is sent to the board', async (id, change, row) => {
    await change();
    const failed = await build().catch(problemOf);
    expect(failed).toMatchObject({ id, data: { rows: expect.arrayContaining([expect.objectContaining(row)]) } });
    expect(await onBoard()).toEqual([]);
    const { rows } = await checkBuild(request);
    expect(rows.find(({ ok }) => !ok)).toMatchObject(row);
  });

  it('module.no-space: a board that is full is told from the places', async () => {
    request = { ...request, on: { connection, places: [{ path: at('place'), freeBytes: 2 ** 20 }] } };
    expect(await build().catch(problemOf)).toEqual({
      id: 'module.no-space',
      message: 'The module cannot be built for this board: room on the board: wanted 64 MiB, found at most 1 MiB.',
      hint: 'Free some space in the user’s home, in /var/tmp or /tmp, or build here.',
      data: {
        rows: [
          {
            id: 'module.space',
            title: 'room on the board',
            ok: false,
            wanted: '64 MiB',
            found: 'at most 1 MiB',
            hint: 'Free some space in the user’s home, in /var/tmp or /tmp, or build here.',
          },
        ],
      },
    });
  });
});

it('module.tools-missing: programs that the board lacks are named', () => {
  const nothing = {
    compilers: [],
    trees: [],
    make: undefined,
    treeDigest: '',
    clock: undefined,
    headersMade: undefined,
    otherReleases: [],
  };
  const [tools] = boardRows({ ...nothing, missing: ['tar', 'setsid'], place: '/home/a' }, { places: [] });
  expect(tools).toEqual({
    id: 'module.board-tools',
    title: 'programs on the board',
    ok: false,
    wanted: 'tar, setsid, head, wc',
    found: 'no tar, no setsid',
    hint: 'Install them on the board (tar; util-linux or busybox), or build here.',
  });
});
