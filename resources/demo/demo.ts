/**
 * `make demo`: a whole bring-up on the emulated board, by the commands that a person would type, each with its time.
 * What the helper wrote is compared with the board's RAM file, and what was changed there is read back through the helper. At the
 * end a window opens on the board.
 */
import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtempSync, openSync, readFileSync, readSync, rmSync, writeFileSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const studio = 'dist/uiomem-studio';
const boardName = 'emulated';
const plan = 'resources/demo/bringup.yaml';
const pattern = randomBytes(4096);

interface Device {
  readonly name: string;
  readonly address: string;
  readonly size: string;
  readonly origin: { readonly kind: string };
}

/** Runs one command as a person would, prints it with its time, and answers its JSON result. */
async function run(title: string, ...args: string[]): Promise<unknown> {
  const started = performance.now();
  console.log(`\n${title}\n  $ uiomem-studio ${args.join(' ')}`);
  const child = spawn(studio, [...args, '--json'], { stdio: ['ignore', 'pipe', 'inherit'] });
  let text = '';
  child.stdout.setEncoding('utf8').on('data', (piece: string) => {
    text += piece;
  });
  const status = await new Promise<number | null>((resolve) => child.once('close', resolve));
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  if (status !== 0) {
    const { problem } = JSON.parse(text) as { problem: { id: string; message: string; hint?: string } };
    console.log(`  FAILED after ${seconds} s: ${problem.message} [${problem.id}]\n  ${problem.hint ?? ''}`);
    throw new Error(`demo: the command ended with ${status}`);
  }
  console.log(`  done in ${seconds} s`);
  return (JSON.parse(text) as { result: unknown }).result;
}

interface RamFile {
  readonly descriptor: number;
  readonly base: bigint;
}

/** Bytes of the board's physical memory, past the board, its kernel and our helper. */
function ramRead(ram: RamFile, address: bigint, length: number): Buffer {
  const bytes = Buffer.alloc(length);
  readSync(ram.descriptor, bytes, 0, length, address - ram.base);
  return bytes;
}

interface Row {
  readonly region: string;
  readonly check: string;
  readonly bytes: number;
  readonly same: boolean;
}

async function checkDevice(device: Device, ram: RamFile, scratch: string): Promise<Row[]> {
  const address = BigInt(device.address);
  const written = join(scratch, 'written.bin');
  const dumped = join(scratch, 'dumped.bin');
  writeFileSync(written, pattern);
  await run(
    `write ${pattern.length} bytes to ${device.name} through the helper`,
    'mem',
    'load',
    device.name,
    written,
    '--board',
    boardName,
  );
  await run(
    'clean the cache, so that a device would see them',
    'sync',
    'for-device',
    device.name,
    '--direction',
    'cpu-writes',
    '--board',
    boardName,
  );
  const out = ramRead(ram, address, pattern.length);

  const changed = randomBytes(4096);
  // A file offset: below 2^53, since the file is the emulated board's RAM.
  writeSync(ram.descriptor, changed, 0, changed.length, Number(address + 0x1000n - ram.base));
  console.log(
    `\nas a device would: ${changed.length} bytes changed in the RAM file at 0x${(address + 0x1000n).toString(16)}`,
  );
  await run(
    'invalidate the cache',
    'sync',
    'for-cpu',
    device.name,
    '--direction',
    'device-writes',
    '--board',
    boardName,
  );
  await run(
    'read them through the helper',
    'mem',
    'dump',
    device.name,
    '--offset',
    '0x1000',
    '--size',
    '4096',
    '-o',
    dumped,
    '--force',
    '--board',
    boardName,
  );
  const back = readFileSync(dumped);

  const region = `${device.name} (${device.origin.kind}) at ${device.address}`;
  return [
    { region, check: 'helper wrote, RAM file holds', bytes: pattern.length, same: out.equals(pattern) },
    { region, check: 'RAM file changed, helper reads', bytes: changed.length, same: back.equals(changed) },
  ];
}

/** The window on this board, connected; where none can be shown, how to see it. */
async function openWindow(): Promise<void> {
  const { DISPLAY, WAYLAND_DISPLAY } = process.env;
  const why =
    DISPLAY === undefined && WAYLAND_DISPLAY === undefined
      ? 'there is no screen here'
      : process.getuid?.() === 0
        ? 'browsers do not start with their sandbox for root'
        : undefined;
  if (why !== undefined) {
    console.log(`
no window is opened: ${why}. What opens one:
  ${studio} open --print         tells a file for a browser of this computer
  ${studio} open --no-sandbox    starts one as root, without its sandbox`);
    return;
  }
  await run('open a window', 'open');
  await run('connect the board in it', 'board', 'connect', boardName);
}

const scratch = mkdtempSync(join(tmpdir(), 'uiomem-studio-demo-'));
const stop = process.env.OPEN === '0';
const started = performance.now();
try {
  const up = (await run('boot the emulated board and keep its host key', 'board', 'emulated', 'up')) as {
    status: { ramFile: string; ramBase: string };
  };
  const ram: RamFile = { descriptor: openSync(up.status.ramFile, 'r+'), base: BigInt(up.status.ramBase) };
  const facts = (await run('read what the board is', 'board', 'facts', '--board', boardName)) as {
    kernel: { release: string; machine: string };
    uiomemNodes: unknown[];
  };
  console.log(
    `  ${facts.kernel.machine}, Linux ${facts.kernel.release}, ${facts.uiomemNodes.length} uiomem nodes in its device tree`,
  );
  await run('judge the plan by these facts', 'plan', 'lint', plan, '--board', boardName);
  await run('build the driver for this kernel', 'module', 'build', '--board', boardName);
  const { steps } = (await run('what applying would do', 'plan', 'steps', plan, '--board', boardName)) as {
    steps: { title: string; shell: string }[];
  };
  for (const { title, shell } of steps) console.log(`  ${title}\n    ${shell.replaceAll('\n', '\n    ')}`);
  await run('apply the plan: upload, load, set, verify', 'plan', 'apply', plan, '--board', boardName);
  const { devices } = (await run('the devices that came to be', 'device', 'list', '--board', boardName)) as {
    devices: Device[];
  };

  const rows: Row[] = [];
  for (const device of devices) rows.push(...(await checkDevice(device, ram, scratch)));

  console.log(`\n${'region'.padEnd(52)}${'check'.padEnd(34)}${'bytes'.padStart(6)}  result`);
  for (const row of rows) {
    console.log(
      `${row.region.padEnd(52)}${row.check.padEnd(34)}${String(row.bytes).padStart(6)}  ${row.same ? 'same' : 'DIFFERENT'}`,
    );
  }
  const kinds = new Set(devices.map((device) => device.origin.kind));
  if (devices.length < 3 || !kinds.has('insmod') || !kinds.has('device-tree')) {
    throw new Error(
      `demo: wanted an insmod region, a device-tree reg and a no-map memory-region, found ${devices.length} devices`,
    );
  }
  if (rows.some((row) => !row.same)) throw new Error('demo: memory differs from the RAM file');
  const again = (await run('apply it again: nothing is left to do', 'plan', 'apply', plan, '--board', boardName)) as {
    applied: number;
  };
  if (again.applied !== 0) throw new Error(`demo: applied ${again.applied} steps the second time`);
  console.log(`\nthe whole bring-up took ${((performance.now() - started) / 1000).toFixed(0)} s`);

  if (stop) {
    await run('stop the board', 'board', 'emulated', 'down');
  } else {
    await openWindow();
    console.log(`
the board is running. To try next, beside the window, which shows what the commands do:
  ${studio} device list
  ${studio} mem read uiomem0 0 256
  ${studio} mem write uiomem0 0x10 0xcafe --width 32
  ${studio} sync get uiomem0
  ${studio} plan verify ${plan}
  ${studio} plan rollback
  ${studio} board emulated down
  ${studio} host stop`);
  }
} finally {
  rmSync(scratch, { recursive: true });
}
