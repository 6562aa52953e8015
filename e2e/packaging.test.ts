/** Tier C: the packages are really made, and what is in them is asserted whole. The application's program is a stub with the fuse wire. */
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { extractAll, extractFile, listPackage } from '@electron/asar';
import { FuseState, FuseV1Options, getCurrentFuseWire } from '@electron/fuses';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { hostContract } from '../app/contract.ts';
import { findHost } from '../app/host/one-host/find.ts';
import { connectClient } from '../remote-helper/rpc/client.ts';
import { byteStreamDuplex } from '../remote-helper/rpc/node/byte-stream.ts';
import { launchTierA } from './electron/tier-a.ts';
import { start, until } from './testing/command-process.ts';
import { electronStub } from './testing/electron-stub.ts';

const root = join(import.meta.dirname, '..');
const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string };

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'uiomem-studio-packages-'));
});
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

const run = (file: string, args: readonly string[], env: NodeJS.ProcessEnv = process.env) =>
  execFileSync(file, args, { encoding: 'utf8', env, stdio: ['ignore', 'pipe', 'pipe'] });

/** Files that a folder holds, at any depth. */
const filesIn = (place: string) =>
  readdirSync(place, { recursive: true, encoding: 'utf8' })
    .filter((name) => !statSync(join(place, name)).isDirectory())
    .sort();

/** What the native part for serial ports says of something that is none: that it is there. */
const serialAnswer = (program: string) => {
  const { status, stderr } = spawnSync(program, ['serial', 'open', '/dev/zero'], { encoding: 'utf8', input: '' });
  return [status, /\[[\w.-]+\]/.exec(stderr)?.[0] ?? stderr];
};

/** What is under version control there, as it goes into a package. */
const tracked = (place: string) =>
  run('git', ['-C', join(root, place), 'ls-files', '-z'])
    .split('\0')
    .filter(Boolean)
    .sort();

/** A build's names without their digests. */
const undigested = (name: string) => name.replace(/-[\w-]{8}(\.\w+)$/, '-*$1');

describe('the desktop application', () => {
  let unpacked: string;
  let archive: string;
  beforeAll(async () => {
    const stub = await electronStub(join(folder, 'electron'));
    const output = join(folder, 'desktop');
    run(process.execPath, [
      join(root, 'resources/packaging/desktop.ts'),
      ...['--electron-dist', stub, '--output', output, '--fast'],
    ]);
    unpacked = join(output, 'linux-unpacked');
    archive = join(output, `uiomem-studio-${version}-linux-${process.arch}.tar.gz`);
  });

  test('the asar holds the built shell and nothing else', () => {
    const asar = join(unpacked, 'resources/app.asar');
    const files = listPackage(asar, { isPack: false })
      .map((name) => name.replace(/^\//, ''))
      .filter((name) => /\.\w+$/.test(name));
    const page = (name: string) => name.startsWith('dist/electron/renderer/');
    expect(files.filter((name) => !page(name)).map(undigested)).toEqual([
      'dist/electron/main/host.js',
      // What both have of zod.
      'dist/electron/main/lib-*.js',
      'dist/electron/main/main.js',
      'dist/electron/preload/preload.cjs',
      'package.json',
    ]);
    // The page is as it was built, file for file, with the one document and no source maps.
    const prefix = 'dist/electron/renderer';
    expect(files.filter(page).sort()).toEqual(filesIn(join(root, prefix)).map((name) => join(prefix, name)));
    expect(files.filter((name) => name.endsWith('.html'))).toEqual([`${prefix}/index.html`]);
    expect(files.filter((name) => /\.(map|ts|tsx)$/.test(name))).toEqual([]);
    const described = JSON.parse(extractFile(asar, 'package.json').toString()) as Record<string, unknown>;
    expect(described).toMatchObject({
      name: 'uiomem-studio',
      version,
      main: 'dist/electron/main/main.js',
      type: 'module',
    });
    expect(described).not.toHaveProperty('devDependencies');
  });

  test('beside it stands what other programs read by path', () => {
    const resources = join(unpacked, 'resources');
    expect(readdirSync(resources).sort()).toEqual([
      'app.asar',
      'boards',
      'cli',
      'default_app.asar',
      'emulated-board',
      'helper',
      'kernel',
      'node',
      'renderer',
      'serialport',
    ]);
    expect(filesIn(join(resources, 'kernel'))).toEqual(tracked('kernel'));
    expect(filesIn(join(resources, 'emulated-board'))).toEqual(tracked('resources/emulated-board'));
    expect(filesIn(join(resources, 'boards'))).toEqual(tracked('resources/boards'));
    for (const name of ['cli', 'helper', 'renderer', 'serialport']) {
      expect(filesIn(join(resources, name))).toEqual(filesIn(join(root, 'dist', name)));
    }
    expect(readFileSync(join(unpacked, 'README.txt'), 'utf8')).toMatch(/chrome-sandbox[\s\S]*AppArmor/);
  });

  test('the fuses are set', async () => {
    const { version: _version, ...wire } = await getCurrentFuseWire(join(unpacked, 'uiomem-studio-desktop'));
    const [on, off] = [FuseState.ENABLE, FuseState.DISABLE];
    expect(wire).toMatchObject({
      [FuseV1Options.RunAsNode]: off,
      [FuseV1Options.EnableCookieEncryption]: on,
      [FuseV1Options.EnableNodeOptionsEnvironmentVariable]: off,
      [FuseV1Options.EnableNodeCliInspectArguments]: off,
      [FuseV1Options.EnableEmbeddedAsarIntegrityValidation]: on,
      [FuseV1Options.OnlyLoadAppFromAsar]: on,
      [FuseV1Options.LoadBrowserProcessSpecificV8Snapshot]: off,
      [FuseV1Options.GrantFileProtocolExtraPrivileges]: off,
    });
  });

  test('its command line runs on the node of the package', () => {
    expect(run(join(unpacked, 'bin/uiomem-studio'), ['--version'], { PATH: '/usr/bin:/bin' })).toContain(version);
    expect(serialAnswer(join(unpacked, 'bin/uiomem-studio'))).toEqual([1, '[serial.not-a-port]']);
  });

  test('the archive unpacks to the same files', () => {
    const place = join(folder, 'unpacked');
    execFileSync('mkdir', [place]);
    run('tar', ['-xzf', archive, '-C', place]);
    const [top] = readdirSync(place);
    expect(filesIn(join(place, top ?? ''))).toEqual(filesIn(unpacked));
    expect(statSync(join(place, top ?? '', 'uiomem-studio-desktop')).mode & 0o111).toBe(0o111);
  });

  test('the packed shell opens its window, and its host finds what it needs', async () => {
    // Node reads no asar; what is in it is put where Electron would see it.
    const inside = join(unpacked, 'resources/app');
    extractAll(join(unpacked, 'resources/app.asar'), inside);
    try {
      await using shell = await launchTierA({ main: join(inside, 'dist/electron/main/main.js') });
      expect(await shell.page.title()).toBe('uiomem studio');
      const before = process.env.XDG_RUNTIME_DIR;
      process.env.XDG_RUNTIME_DIR = join(shell.folder, 'run');
      try {
        const { socket } = await until('the host', findHost);
        const client = connectClient(hostContract, byteStreamDuplex(socket, socket));
        expect(await client.call('host.info', {})).toMatchObject({ shell: 'electron', version });
        const settings = { baudRate: 9600, dataBits: 8, parity: 'none', stopBits: 1, flowControl: 'none' } as const;
        const opening = client.call('serial.open', { terminal: 'a', path: '/dev/zero', ...settings });
        await expect(opening).rejects.toMatchObject({ id: 'serial.not-a-port' });
        expect(await client.call('terminal.commandsHere', {})).toEqual({});
        await client.close();
      } finally {
        process.env.XDG_RUNTIME_DIR = before;
      }
    } finally {
      rmSync(inside, { recursive: true });
    }
  });
});

describe('the package without a display', () => {
  test('installs offline into an empty place, and serves', async () => {
    const output = join(folder, 'headless');
    const place = join(folder, 'prefix');
    const file = run(process.execPath, [join(root, 'resources/packaging/headless.ts'), '--output', output]).trim();
    await mkdir(place);
    run('npm', ['install', '--offline', '--no-audit', '--no-fund', '--ignore-scripts', '--prefix', place, file]);
    expect(readdirSync(join(place, 'node_modules')).filter((name) => !name.startsWith('.'))).toEqual(['uiomem-studio']);
    const installed = join(place, 'node_modules/uiomem-studio');
    expect(filesIn(join(installed, 'kernel'))).toEqual(tracked('kernel'));
    expect(existsSync(join(installed, 'node_modules'))).toBe(false);
    const program = join(place, 'node_modules/.bin/uiomem-studio');
    expect(run(program, ['--version'])).toContain(version);
    expect(serialAnswer(program)).toEqual([1, '[serial.not-a-port]']);

    const xdg = join(folder, 'xdg');
    const env = {
      ...process.env,
      XDG_CONFIG_HOME: join(xdg, 'config'),
      XDG_STATE_HOME: join(xdg, 'state'),
      XDG_RUNTIME_DIR: join(xdg, 'run'),
    };
    await mkdir(env.XDG_RUNTIME_DIR, { recursive: true, mode: 0o700 });
    const serving = start(program, ['serve'], env, 'ignore');
    const before = process.env.XDG_RUNTIME_DIR;
    process.env.XDG_RUNTIME_DIR = env.XDG_RUNTIME_DIR;
    try {
      const { socket } = await until('the host', findHost);
      const client = connectClient(hostContract, byteStreamDuplex(socket, socket));
      const { address } = await client.call('host.info', {});
      expect(await client.call('terminal.commandsHere', {})).toEqual({});
      await client.close();
      expect(address).toMatch(/^http:\/\/127\.0\.0\.1:\d+/);
      const answer = await fetch(address ?? '');
      expect([answer.status, await answer.text()]).toEqual([200, expect.stringContaining('<title>uiomem studio')]);
    } finally {
      process.env.XDG_RUNTIME_DIR = before;
      serving.child.kill('SIGINT');
      await serving.ended;
    }
  });
});
