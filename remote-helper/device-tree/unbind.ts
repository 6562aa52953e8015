/** Taking the driver off a device of the device tree, before its node goes. */
import type { BoardFiles } from '../board-files.ts';
import { classFolder } from '../devices/class-files.ts';
import { readDevice } from '../devices/read.ts';
import { problem } from '../rpc/problem.ts';

const driver = '/sys/bus/platform/drivers/uiomem';

/** Throws `device.missing`, `device.not-unbound`. */
export async function unbindDevice(files: BoardFiles, name: string): Promise<void> {
  await readDevice(files, name);
  const device = (await files.real(`${classFolder}/${name}/device`))?.split('/').at(-1);
  // One of insmod parameters has no device of the platform's bus that could be unbound.
  if (device === undefined || (await files.real(`${driver}/${device}`)) === undefined) {
    throw problem('device.not-unbound', `${name} is of no device-tree node that the driver is bound to.`, {
      hint: 'A region of insmod parameters goes with the module: module unload.',
      data: { device: name },
    });
  }
  try {
    await files.writeValue(`${driver}/unbind`, device);
  } catch (cause) {
    const { code = String(cause) } = cause as NodeJS.ErrnoException;
    // Somebody else did it just now.
    if (code === 'ENODEV') return;
    throw problem('device.not-unbound', `The driver cannot be taken off ${name}: ${code}.`, {
      data: { device: name, errno: code },
      cause,
    });
  }
}
