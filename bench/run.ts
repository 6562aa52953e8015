/**
 * `make bench`: figures that matter to a user, each beside what a user would use instead, on the emulated board, in one run.
 * Writes bench/results.json and prints it as a table. A missed goal stays in it as `met: false`.
 */
import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { startHost } from '../app/cli/start-host.ts';
import { Secrets } from '../app/host/boards/secrets.ts';
import { openSession } from '../app/host/session/open-session.ts';
import { deviceTreeRows } from './device-tree.ts';
import { withEditors } from './editors.ts';
import { inTurn, type Row, row, seconds } from './row.ts';
import { terminalRows } from './terminal.ts';
import { typingRows } from './typing.ts';
import { wholeTextRows } from './whole-text.ts';
import { windowRows } from './window.ts';

const runs = 5;
const board = 'bench';
const device = 'uiomem0';
const mebibytes = 64;
const size = BigInt(mebibytes) << 20n;
const cipher = 'aes128-gcm@openssh.com';

const scratch = mkdtempSync(join(tmpdir(), 'uiomem-studio-bench-'));
const rows: Row[] = [];

await using host = await startHost(({ message }) => console.error(message));
const { client } = host;

try {
  console.log('booting the emulated board');
  const up = await client.call('emulated.up', { name: board });
  await client.call('module.load', {
    board,
    parameters: [
      { name: 'uiomem0_addr', value: '0x70000000' },
      { name: 'uiomem0_size', value: `0x${size.toString(16)}` },
    ],
  });

  const control = join(scratch, 'control');
  const ssh = [
    '-F',
    'none',
    '-o',
    'BatchMode=yes',
    '-o',
    `UserKnownHostsFile=${up.board.knownHostsFile ?? ''}`,
    '-o',
    `IdentityFile=${up.board.identityFile ?? ''}`,
    '-o',
    'IdentitiesOnly=yes',
    '-o',
    `Ciphers=${cipher}`,
    '-p',
    String(up.board.port),
    `${up.board.user}@${up.board.host}`,
  ];

  /** Runs a command on the board by the system's ssh; answers how many bytes it printed. */
  const bySsh = (options: readonly string[], command: string): Promise<number> =>
    new Promise((resolve, reject) => {
      const child = spawn('ssh', [...options, ...ssh, command], { stdio: ['ignore', 'pipe', 'ignore'] });
      let bytes = 0;
      child.stdout.on('data', (piece: Buffer) => {
        bytes += piece.length;
      });
      child.once('error', reject);
      child.once('close', (status) =>
        status === 0 ? resolve(bytes) : reject(new Error(`ssh ${command}: status ${status}`)),
      );
    });
  const dd = (source: string): Promise<number> =>
    seconds(async () => {
      const bytes = await bySsh([], `dd if=${source} bs=1M count=${mebibytes} 2>/dev/null`);
      if (BigInt(bytes) !== size) throw new Error(`dd of ${source} gave ${bytes} bytes`);
    });
  const dump = (): Promise<number> =>
    seconds(async () => {
      let bytes = 0;
      await client.call(
        'memory.dump',
        { board, device, offset: 0n, size, content: 'memory' },
        {
          onBytes: (piece) => {
            bytes += piece.length;
          },
        },
      );
      if (BigInt(bytes) !== size) throw new Error(`the dump gave ${bytes} bytes`);
    });
  const rate = (times: readonly number[]): number[] => times.map((time) => mebibytes / time);

  console.log(`dump of ${mebibytes} MiB`);
  await dump();
  const region = await inTurn(runs, dump, () => dd(`/dev/${device}`));
  rows.push(
    row('dump of 64 MiB against ssh dd of the device', 'MiB/s', 'more', rate(region.ours), rate(region.other), 1),
  );
  const zero = await inTurn(runs, dump, () => dd('/dev/zero'));
  rows.push(row('dump of 64 MiB against ssh dd of /dev/zero', 'MiB/s', 'more', rate(zero.ours), rate(zero.other), 0.9));

  console.log('one 32-bit read');
  await promisify(execFile)('ssh', ['-fNM', '-S', control, ...ssh]);
  /** A session that has been in use: the board's node compiles what runs often only after some hundred calls. */
  const reads = 100;
  const readOften = async () => {
    for (let count = 0; count < reads; count += 1) {
      await client.call('memory.read', { board, device, offset: 0n, size: 4n, content: 'memory' });
    }
  };
  for (let warming = 0; warming < 3; warming += 1) await readOften();
  const read = await inTurn(
    runs,
    async () => (await seconds(readOften)) / reads,
    () => seconds(() => bySsh(['-S', control], `dd if=/dev/${device} bs=4 count=1 2>/dev/null`)),
  );
  const milliseconds = (times: readonly number[]): number[] => times.map((time) => time * 1000);
  rows.push(
    row(
      '32-bit read on an open session against ssh control master and dd',
      'ms',
      'less',
      milliseconds(read.ours),
      milliseconds(read.other),
      50,
    ),
  );

  {
    // The least that any call over SSH can cost on this board: as many bytes there and back, through a channel that is open.
    await using session = await openSession(up.board, { secrets: new Secrets() });
    await using channel = await session.connection.open('exec cat');
    const message = new Uint8Array(64);
    const echo = async () => {
      for (let count = 0; count < reads; count += 1) {
        const answer = once(channel.stdout, 'data');
        await channel.write(message);
        await answer;
      }
    };
    await echo();
    const bare = await inTurn(
      runs,
      async () => (await seconds(readOften)) / reads,
      async () => (await seconds(echo)) / reads,
    );
    rows.push(
      row(
        '32-bit read on an open session against an echo by cat',
        'ms',
        'less',
        milliseconds(bare.ours),
        milliseconds(bare.other),
        0.5,
      ),
    );
  }

  /** From a delivered helper to one that answers, on a connection that is open. */
  const helperStart = async (): Promise<number> => {
    const at: Record<string, number> = {};
    await using _session = await openSession(up.board, {
      secrets: new Secrets(),
      onStage: (stage) => {
        at[stage] = performance.now();
      },
    });
    return ((at.facts ?? Number.NaN) - (at.helper ?? 0)) / 1000;
  };

  console.log('start of the helper');
  const node = await inTurn(runs, helperStart, () => seconds(() => bySsh(['-S', control], 'node -e 0')));
  rows.push(row('start of the helper against node -e 0 on the board', 's', 'less', node.ours, node.other, 0.5));
  await promisify(execFile)('ssh', ['-S', control, '-O', 'exit', ...ssh]).catch(() => undefined);
} finally {
  await client.call('emulated.down', { name: board });
}
try {
  rows.push(...(await windowRows(scratch)));
  rows.push(...(await terminalRows()));
  rows.push(...(await deviceTreeRows(scratch)));
  rows.push(
    ...(await withEditors(scratch, async (editors) => [
      ...(await typingRows(editors)),
      ...(await wholeTextRows(editors)),
    ])),
  );
} finally {
  rmSync(scratch, { recursive: true, force: true });
}

writeFileSync('bench/results.json', `${JSON.stringify(rows, undefined, 2)}\n`);
console.log(
  `\n${'what'.padEnd(82)}${'ours'.padStart(8)}${'other'.padStart(8)} ${'unit'.padEnd(6)}${'ratio'.padStart(7)}${'goal'.padStart(6)}`,
);
for (const { name, ours, other, unit, ratio, goal, met } of rows) {
  console.log(
    `${name.padEnd(82)}${String(ours).padStart(8)}${String(other).padStart(8)} ${unit.padEnd(6)}${String(ratio).padStart(7)}${String(goal).padStart(6)}${met ? '' : '  missed'}`,
  );
}
