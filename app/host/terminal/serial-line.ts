/** A serial port that is open: bytes both ways, and its end, also when the adapter is unplugged. */
import { access, constants, stat } from 'node:fs/promises';
import type { Readable } from 'node:stream';
import { type Problem, type ProblemError, problem } from '../../../remote-helper/rpc/problem.ts';
import type { SerialSettings } from '../../contract/terminal.ts';
import { serialModule } from './serial-module.ts';

export interface SerialLine extends AsyncDisposable {
  readonly output: Readable;
  /** Resolves when the port has taken them, false when it is closed. */
  write(bytes: Uint8Array): Promise<boolean>;
  /** Resolves at its end: undefined after our own close, else `serial.gone`. */
  readonly closed: Promise<Problem | undefined>;
}

/** A port whose device is gone need not say so: some read as empty for ever. */
const lookEveryMs = 1_000;

/** Throws the `serial.*` of `serial.open`. */
export async function openSerialLine(settings: SerialSettings): Promise<SerialLine> {
  const { path, baudRate, dataBits, parity, stopBits, flowControl } = settings;
  const device = await lookAt(path);
  const SerialPort = await serialModule();
  const port = new SerialPort({
    path,
    baudRate,
    dataBits,
    parity,
    stopBits,
    rtscts: flowControl === 'rts/cts',
    xon: flowControl === 'xon/xoff',
    xoff: flowControl === 'xon/xoff',
    autoOpen: false,
  });
  await new Promise<void>((resolve, reject) => {
    port.open((error) => (error === null ? resolve() : reject(openFailed(path, error.message))));
  });
  const over = Promise.withResolvers<Problem | undefined>();
  let ours = false;
  const end = (why: string | undefined) => {
    clearInterval(timer);
    over.resolve(why === undefined ? undefined : gone(path, why));
    if (port.isOpen) port.close(() => {});
  };
  port.on('close', (error: Error | null) => {
    // Whoever reads gets what had come, and is not to wait for more.
    port.push(null);
    end(ours ? undefined : (error?.message ?? 'it was closed'));
  });
  port.on('error', (error) => end(ours ? undefined : error.message));
  const timer = setInterval(() => {
    stat(path).then(
      ({ rdev }) => void (rdev !== device && end('another device has its name now')),
      () => end('its device file is gone'),
    );
  }, lookEveryMs);
  return {
    output: port,
    closed: over.promise,
    async write(bytes) {
      if (!port.isOpen) return false;
      const written = new Promise<boolean>((resolve) =>
        port.write(Buffer.from(bytes), undefined, (error) => resolve(!error)),
      );
      return await Promise.race([written, over.promise.then(() => false)]);
    },
    async [Symbol.asyncDispose]() {
      ours = true;
      clearInterval(timer);
      if (port.isOpen) await new Promise<void>((resolve) => port.close(() => resolve()));
      end(undefined);
    },
  };
}

/** The device's number. What can be known before it is opened is told in plain words. */
async function lookAt(path: string): Promise<number> {
  const found = await stat(path).catch((cause: NodeJS.ErrnoException) => {
    throw problem(
      'serial.not-there',
      `There is no serial port ${path}${cause.code === 'ENOENT' ? '' : `: ${cause.code}`}.`,
      {
        hint: 'Is the adapter plugged in? serial list names the ports that are there.',
        data: { path },
        cause,
      },
    );
  });
  if (!found.isCharacterDevice()) throw notAPort(path);
  await access(path, constants.R_OK | constants.W_OK).catch(() => {
    throw noPermission(path);
  });
  return found.rdev;
}

function notAPort(path: string): ProblemError {
  return problem('serial.not-a-port', `${path} is no serial port.`, {
    hint: 'serial list names the ports that are there.',
    data: { path },
  });
}

function noPermission(path: string): ProblemError {
  return problem('serial.no-permission', `You may not read and write ${path}.`, {
    hint: 'Join the group that owns it, most often dialout: sudo usermod -aG dialout $USER, then log in again. ls -l shows the group.',
    data: { path },
  });
}

/** Pure. `said`: of the system's call that failed, with its words. */
export function openFailed(path: string, said: string): ProblemError {
  if (/Permission denied/i.test(said)) return noPermission(path);
  if (/Inappropriate ioctl/i.test(said)) return notAPort(path);
  if (/cannot lock|Device or resource busy|temporarily unavailable/i.test(said)) {
    return problem('serial.busy', `${path} is in use by another program.`, {
      hint: `Close it there: a terminal program, a debugger, ModemManager. sudo fuser -v ${path} names it.`,
      data: { path },
    });
  }
  return problem('serial.failed', `${path} cannot be opened: ${said.replace(/^Error:?\s*/i, '')}.`, {
    hint: 'Is a device behind it, and does it know these settings?',
    data: { path },
  });
}

function gone(path: string, why: string): Problem {
  return {
    id: 'serial.gone',
    message: `${path} is gone: ${why}.`,
    hint: 'Plug the adapter in again, then open it again; it may have another name then.',
    data: { path },
  };
}
