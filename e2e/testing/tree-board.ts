/** What tests of a board's device tree look at, past our own code. */
import { execFileSync } from 'node:child_process';
import { Secrets } from '../../app/host/boards/secrets.ts';
import { openSession } from '../../app/host/session/open-session.ts';
import type { EmulatedHost } from './emulated-host.ts';

/** Compiled by dtc. */
export function overlayBytes(text: string): Uint8Array {
  return execFileSync('dtc', ['-q', '-@', '-I', 'dts', '-O', 'dtb'], { input: `/dts-v1/; /plugin/;\n${text}` });
}

/** A region that is kept from Linux on every emulated board, and that no device has. */
export const framesAddress = 0x7200_0000n;
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

/** A session of its own, for what the host's procedures refuse before the board is asked. */
export async function ownSession({ board }: EmulatedHost) {
  return await openSession(board, { secrets: new Secrets() });
}
