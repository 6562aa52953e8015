/**
 * The emulated board's loader: what stands in /boot counts at the next start, whichever way the board starts again, and what its
 * memory holds stays. Judged by ssh, dtc, the RAM file and what U-Boot itself prints.
 */
import { execFileSync } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { consoleSize, waitForBoot } from '../app/host/emulated-board/boot-watch.ts';
import { reboot } from '../app/host/emulated-board/emulated-board.ts';
import { RamFile } from '../app/host/emulated-board/ram-file.ts';
import { problemOf } from '../remote-helper/rpc/problem.ts';
import { type EmulatedHost, emulatedHost } from './testing/emulated-host.ts';

const name = 'loader';
const config = '/boot/extlinux/extlinux.conf';
let host: EmulatedHost;
/** The tree of the first start, and what was put into memory after it. */
let [before, memory] = ['', ''];

beforeAll(async () => {
  host = await emulatedHost(name, { node: false });
});
afterAll(async () => {
  await host?.[Symbol.asyncDispose]();
});

const starts = {
  'board emulated reboot': async () => {
    await host.client.call('emulated.reboot', { name });
  },
  'reboot, typed on the board': async () => {
    const { console: consoleLog = '', port = 0 } = host.status;
    const from = await consoleSize(consoleLog);
    // The connection would not end with it.
    await host.shell('(sleep 1; reboot) >/dev/null 2>&1 &');
    await waitForBoot({ name, port, consoleLog, from, timeoutMs: 200_000, signal: undefined, isAlive: () => true });
  },
  'the reset button': async () => {
    await host.shell('sync');
    await reboot(name, { hard: true });
  },
} as const;

/** As a person would: the file beside the others, and its name in the configuration. */
async function install(text: string): Promise<void> {
  const source = `/dts-v1/; /plugin/; ${text}`;
  const bytes = execFileSync('dtc', ['-q', '-@', '-I', 'dts', '-O', 'dtb'], { input: source });
  await host.shell('cat > /boot/more.dtbo', bytes);
  await host.shell(`sed -i '/fdtoverlays \\/boot/d; /^\\tfdt /a\\\tfdtoverlays /boot/more.dtbo' ${config}`);
}
const takeOut = () => host.shell(`rm -f /boot/more.dtbo; sed -i '/fdtoverlays \\/boot/d' ${config}`);

/** What Linux was handed, as dtc writes it; the address at which the initramfs ends and what is chance are left out. */
async function booted(): Promise<string> {
  const tree = Buffer.from(await host.shell('base64 /sys/firmware/fdt'), 'base64');
  const text = execFileSync('dtc', ['-q', '-s', '-I', 'dtb', '-O', 'dts'], { input: tree }).toString();
  return text.replaceAll(/\t*(linux,initrd|kaslr-seed|rng-seed).*\n/g, '');
}

/** All that Linux leaves alone (board.dtso): what uiomem's users keep there is to outlive a start. */
const kept = { from: 0x7000_0000n, size: 256 << 20 };
async function keptMemory(): Promise<string> {
  await using ram = await RamFile.open(host.status.ramFile ?? '', BigInt(host.status.ramBase ?? 0));
  const hash = createHash('sha256');
  for (let at = 0; at < kept.size; at += 16 << 20) hash.update(await ram.read(kept.from + BigInt(at), 16 << 20));
  return hash.digest('hex');
}

test('what it starts is what its /boot says', async () => {
  expect(host.status.loader).toBe('u-boot');
  const label = await host.shell(`grep -v '^#' ${config}`);
  const append = /^\tappend (.*)$/m.exec(label)?.[1];
  expect((await host.shell('cat /proc/cmdline')).trim()).toBe(append);
  for (const [, file] of label.matchAll(/^\t(?:linux|initrd|fdt) (.*)$/gm)) await host.shell(`test -s ${file}`);
  expect((await host.shell('awk \'$2 == "/boot" {print $3}\' /proc/mounts')).trim()).toBe('ext4');
  // The login user has no say in it.
  expect((await host.shell('find /boot ! -user root -o -perm -o=w')).trim()).toBe('');
});

test('the first start left alone what is kept back from Linux', async () => {
  before = await booted();
  expect(await keptMemory()).toBe(createHash('sha256').update(Buffer.alloc(kept.size)).digest('hex'));
  await using ram = await RamFile.open(host.status.ramFile ?? '', BigInt(host.status.ramBase ?? 0));
  for (let at = 0; at < kept.size; at += 1 << 20) await ram.write(kept.from + BigInt(at), randomBytes(4096));
  await ram.write(kept.from + BigInt(kept.size - 4096), randomBytes(4096));
  memory = await keptMemory();
});

test.each(Object.entries(starts))('%s follows /boot, and leaves memory as it was', async (way, again) => {
  const value = Buffer.from(`${way}\0`);
  await install(`&{/} { more { way = "${way}"; }; };`);
  await again();
  expect(await host.shell('base64 -w0 /proc/device-tree/more/way')).toBe(value.toString('base64'));
  expect(await keptMemory()).toBe(memory);
});

test('what is taken out of it again is gone at the next start, and what is added to the command line is there', async () => {
  await host.shell(`sed -i 's/^\\tappend .*/& quiet/' ${config}`);
  await takeOut();
  await host.client.call('emulated.reboot', { name });
  expect((await host.shell('cat /proc/cmdline')).trim()).toMatch(/ quiet$/);
  await host.shell(`sed -i 's/ quiet$//' ${config}`);
  expect(await booted()).toBe(before.replace(/(bootargs = ".*)"/, '$1 quiet"'));
});

test('an overlay that is not there is left out, and the board starts without it', async () => {
  await install('&{/} { more { }; };');
  await host.shell('rm /boot/more.dtbo');
  await host.client.call('emulated.reboot', { name });
  expect(await host.shell('ls /proc/device-tree/more 2>/dev/null || echo without')).toBe('without\n');
  const { consoleLog } = await reboot(name);
  expect(execFileSync('tail', ['-c', '20000', consoleLog]).toString()).toContain(
    'Failed loading overlay /boot/more.dtbo',
  );
});

test('emulated.loader-stopped: an overlay that cannot be put on keeps the board down, until its disks are made anew', async () => {
  await install('&no_such_label { more { }; };');
  const problem = await host.client.call('emulated.reboot', { name }).then(
    () => undefined,
    (thrown) => problemOf(thrown),
  );
  expect(problem).toMatchObject({ id: 'emulated.loader-stopped', data: { name } });
  expect(problem?.hint).toContain('board emulated down');
  expect(String(problem?.data?.console)).toMatch(/FDT_ERR_NOTFOUND.*=>$/s);

  await host.client.call('emulated.down', { name });
  await host.client.call('emulated.up', { name, node: false });
  expect(await host.shell('ls /boot/more.dtbo 2>/dev/null || echo without')).toBe('without\n');
});

test('without a loader the board starts what QEMU was given', async () => {
  await host.client.call('emulated.down', { name });
  const { status } = await host.client.call('emulated.up', { name, node: false, loader: 'direct' });
  expect(status.loader).toBe('direct');
  expect(await host.shell(`cat ${config} 2>/dev/null || echo none`)).toBe('none\n');
  await expect(host.client.call('emulated.up', { name, loader: 'u-boot' })).rejects.toMatchObject({
    problem: { id: 'emulated.runs-otherwise', data: { differing: ['loader'] } },
  });
});

test('emulated.no-loader: other architectures have none', async () => {
  await expect(
    host.client.call('emulated.up', { name: 'old', architecture: 'armhf', loader: 'u-boot' }),
  ).rejects.toMatchObject({ problem: { id: 'emulated.no-loader' } });
});
