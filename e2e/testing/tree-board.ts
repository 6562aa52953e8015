/** What tests of a board's device tree look at, past our own code. */
import { execFileSync } from 'node:child_process';
import { expect } from 'vitest';
import { Secrets } from '../../app/host/boards/secrets.ts';
import { RamFile } from '../../app/host/emulated-board/ram-file.ts';
import { openSession } from '../../app/host/session/open-session.ts';
import { type Problem, problemOf } from '../../remote-helper/rpc/problem.ts';
import type { EmulatedHost } from './emulated-host.ts';

/** Compiled by dtc. */
export function overlayBytes(text: string): Uint8Array {
  return execFileSync('dtc', ['-q', '-@', '-I', 'dts', '-O', 'dtb'], { input: `/dts-v1/; /plugin/;\n${text}` });
}

/** A region that is kept from Linux on every emulated board, and that no device has. */
const framesAddress = 0x7200_0000n;
export const frames = overlayBytes(`&{/} {
	uiomem@72000000 {
		compatible = "ikwzm,uiomem";
		reg = <0x0 0x72000000 0x0 0x40000>;
		device-name = "frames";
	};
};`);

/** The live tree, and whatever else of the board an overlay may leave something in. */
export async function traces({ shell }: EmulatedHost): Promise<string> {
  return await shell(
    'cd /proc/device-tree && find . -type f ! -name name -exec md5sum {} + | sort -k2; ls /sys/kernel/config/device-tree/overlays 2>/dev/null; cat /proc/iomem; ls /sys/class/uiomem 2>/dev/null; ls /sys/bus/platform/devices; find /boot -type f -exec md5sum {} + | sort -k2; ls /var/lib/uiomem-studio/boot 2>/dev/null; :',
  );
}

/** As what it fails; undefined when it does not. */
export async function failure(work: Promise<unknown>): Promise<Problem | undefined> {
  return await work.then(
    () => undefined,
    (thrown: unknown) => problemOf(thrown),
  );
}

/** A session of its own, for what the host's procedures refuse before the board is asked. */
export async function ownSession({ board }: EmulatedHost) {
  return await openSession(board, { secrets: new Secrets() });
}

/** What is written through the host is in the board's memory, where the overlay says. */
export async function isFrames({ client, status }: EmulatedHost, board: string): Promise<void> {
  const bytes = Buffer.from(`frames ${performance.now()}`.padEnd(32));
  const place = { board, device: 'frames', eye: 'device' as const, content: 'memory' as const };
  await client.call('memory.write', { ...place, offset: 0x1000n }, { bytes });
  await using ram = await RamFile.open(status.ramFile ?? '', BigInt(status.ramBase ?? '0'));
  expect((await ram.read(framesAddress + 0x1000n, 32)).toString()).toBe(bytes.toString());
}

/** Installed, booted, used, given back, booted: then the board is as before. `meanwhile`: when it is booted. */
export async function throughBoots(
  host: EmulatedHost,
  board: string,
  way: 'extlinux' | 'merged-dtb',
  meanwhile?: () => Promise<void>,
): Promise<void> {
  const { client, shell } = host;
  const before = await traces(host);
  const installed = await client.call('deviceTree.apply', { board, way, name: 'frames' }, { bytes: frames });
  expect(installed.standing).toMatchObject({ way, state: 'next-boot' });
  const { bootId, standing } = await client.call('deviceTree.reboot', { board, withinMs: 300_000 });
  expect((await shell('cat /proc/sys/kernel/random/boot_id')).trim()).toBe(bootId);
  expect(standing).toMatchObject([{ name: 'frames', way, state: 'booted', ours: true }]);
  await client.call('module.load', { board, parameters: [] });
  await isFrames(host, board);
  await meanwhile?.();
  const { restored, removed } = await client.call('deviceTree.restore', { board, changed: 'refuse' });
  expect(restored).toEqual(['/boot/extlinux/extlinux.conf']);
  expect(removed).toEqual([`/boot/uiomem-studio/frames.${way === 'extlinux' ? 'dtbo' : 'dtb'}`]);
  await client.call('deviceTree.reboot', { board, withinMs: 300_000 });
  expect(withoutChance(await traces(host))).toBe(withoutChance(before));
}

/** Where the loader puts the initramfs, and its seeds. */
function withoutChance(text: string): string {
  return text.replaceAll(/.*(initrd-(start|end)|-seed).*\n/g, '');
}
