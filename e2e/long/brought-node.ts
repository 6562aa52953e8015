/** What is expected of every board that has no node of its own and gets one: brought, used on real memory, and taken away again. */
import { createHash, randomBytes } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { BoardOptions } from '../../app/host/emulated-board/board-options.ts';
import { RamFile } from '../../app/host/emulated-board/ram-file.ts';
import { problemOf } from '../../remote-helper/rpc/problem.ts';
import { boardProcesses, writableRoots } from '../testing/boards.ts';
import { type EmulatedHost, emulatedHost } from '../testing/emulated-host.ts';

export interface BroughtNode {
  readonly name: string;
  readonly wish: Omit<BoardOptions, 'name'>;
  /** As node names it. */
  readonly architecture: string;
  readonly version: string;
  /** Of memory that Linux leaves alone. */
  readonly address: bigint;
}

/** An emulated board takes an upload of a hundred megabytes, and twice their digest. */
const bringingMs = 900_000;
const size = 0x10_0000n;

export function bringsNode({ name, wish, architecture, version, address }: BroughtNode): void {
  let host: EmulatedHost;
  let ram: RamFile;
  let before: string;

  beforeAll(async () => {
    host = await emulatedHost(name, { ...wish, node: false });
    ram = await RamFile.open(host.status.ramFile ?? '', BigInt(host.status.ramBase ?? 0));
    before = await ours();
  });
  afterAll(async () => {
    await ram?.[Symbol.asyncDispose]();
    await host?.[Symbol.asyncDispose]();
  });

  const ours = () =>
    host.shell(
      `${writableRoots}; find $roots -xdev -name '*uiomem*' ! -path '/lib/modules/*' 2>/dev/null | sort -u; :`,
    );
  const at = (offset: bigint, more = {}) => ({
    board: name,
    device: 'uiomem0',
    content: 'memory' as const,
    offset,
    ...more,
  });

  test('node.choice-wanted: asked with version, size and places, and nothing is sent', async () => {
    const asked = await host.client.call('board.connect', { board: name }).then(() => undefined, problemOf);
    expect(asked).toMatchObject({
      id: 'node.choice-wanted',
      message: expect.stringMatching(
        new RegExp(
          `^\\S+ has no node that the helper runs on\\. Bringing node ${version} sends \\d+ MB, about [1-9]\\d* s, to /\\S+ \\(\\d+ MB free\\), and as much again from there to /\\S+ \\(\\d+ MB free\\)\\.$`,
        ),
      ),
      data: { architecture, version, place: expect.stringMatching(/^\//), rootPlace: expect.stringMatching(/^\//) },
    });
    expect(await ours()).toBe(before);
  });

  test('a node is brought once and runs the helper', { timeout: bringingMs }, async () => {
    const { client, board } = host;
    await client.call('board.add', { board: { ...board, runtime: 'bring' }, makeDefault: false, test: false });
    const texts: string[] = [];
    const { bootId } = await client.call(
      'board.facts',
      { board: name },
      { onProgress: ({ text }) => texts.push(text) },
    );
    expect(bootId).toBe((await host.shell('cat /proc/sys/kernel/random/boot_id')).trim());
    expect(texts).toContainEqual(
      expect.stringMatching(new RegExp(`^the board has no usable node: bringing node ${version}, \\d+ MB`)),
    );
    const [pid] = await boardProcesses(board, 'helper.cjs');
    const [path = '', digest = ''] = (
      await host.shell(`f=$(readlink /proc/${pid}/exe); echo "$f"; sha256sum <"$f" | cut -d' ' -f1; "$f" --version`)
    ).split('\n');
    expect(path).toMatch(new RegExp(`/${digest}/node$`));
    expect(await host.shell(`${path} --version`)).toBe(`v${version}\n`);
    await client.call('board.disconnect', { board: name });
    const began = Date.now();
    await client.call('board.connect', { board: name });
    // Sending it again would take longer than all else.
    expect(
      await host.shell(`find /root /home -name 'node-*' -newermt @${Math.floor(began / 1000)} 2>/dev/null; :`),
    ).toBe('');
  });

  test('the driver is built for the board and loaded; what is read and written is what its RAM holds', async () => {
    const { client } = host;
    await client.call('module.build', { board: name });
    const { devices } = await client.call('module.load', {
      board: name,
      parameters: [
        { name: 'uiomem0_addr', value: `0x${address.toString(16)}` },
        { name: 'uiomem0_size', value: `0x${size.toString(16)}` },
      ],
    });
    expect(devices.find((device) => device.name === 'uiomem0')).toMatchObject({ address, size, node: '/dev/uiomem0' });
    const bytes = randomBytes(Number(size));
    await ram.write(address, bytes);
    const pieces: Buffer[] = [];
    const dumped = await client.call('memory.dump', at(0n), {
      onBytes: (piece) => void pieces.push(Buffer.from(piece)),
    });
    expect([dumped.sha256, Buffer.concat(pieces).equals(bytes)]).toEqual([
      createHash('sha256').update(bytes).digest('hex'),
      true,
    ]);
    for (const width of [8, 16, 32] as const) {
      const written = randomBytes(16);
      await client.call('memory.write', at(0x1000n, { width }), { bytes: written });
      expect((await ram.read(address + 0x1000n, 16)).equals(written)).toBe(true);
      const read = await client.call('memory.read', { ...at(0x1000n), width, size: 16n });
      expect(Buffer.from(read.bytes).equals(written)).toBe(true);
    }
    const done = await client.call('sync.forDevice', {
      board: name,
      device: 'uiomem0',
      range: { offset: 0n, size: 0x1000n },
    });
    expect(done.owner).toBe('device');
    await client.call('module.unload', { board: name });
  });

  test('a plan is applied, verified and rolled back', async () => {
    const { client } = host;
    const text = `version: 1\nregions:\n  - { device: uiomem0, address: 0x${address.toString(16)}, size: 1M, content: memory }\n`;
    const { regions } = await client.call('plan.apply', { board: name, text, folder: process.cwd(), resume: false });
    expect(regions.map(({ status }) => status)).toEqual(['same']);
    await client.call('plan.rollback', { board: name });
    expect(await host.shell('grep -c "^uiomem " /proc/modules; :')).toBe('0\n');
  });

  test('board clean takes the node and all else away', async () => {
    const { removed, left } = await host.client.call('board.clean', { board: name, preview: false, unload: true });
    expect([removed.some(({ what }) => what === 'a node that was brought'), left]).toEqual([true, []]);
    expect(await ours()).toBe(before);
    expect(await boardProcesses(host.board, 'helper.cjs')).toEqual([]);
  });
}
