/** `mem …` and `module load`: what is refused, with and without the board, and what is handed over. */
import { mkdtemp, readdir, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { problem } from '../../../remote-helper/rpc/problem.ts';
import { device, type Played, play } from '../testing/played-command.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'run-'));
});
afterAll(() => rm(folder, { recursive: true }));

describe('mem', () => {
  it.each([
    ['mem read uiomem0 2', 2, 'usage.unaligned'],
    ['mem read uiomem0 0 6', 2, 'usage.unaligned'],
    ['mem read uiomem0 4 8 --width 64', 2, 'usage.unaligned'],
    ['mem write uiomem0 1 0 --width 16', 2, 'usage.unaligned'],
    ['mem write uiomem0 0 0x100 --width 8', 2, 'usage.value-too-wide'],
    ['mem write uiomem0 0 -1', 2, 'usage.number'],
    ['mem read uiomem0 1.5M', 2, 'usage.number'],
    ['mem read uiomem0 0 0', 2, 'usage.size'],
    ['mem read uiomem0 0 2MiB', 2, 'usage.size'],
    ['mem dump uiomem0 --size 0', 2, 'usage.size'],
    ['mem dump uiomem0 -o /nowhere/at/all', 1, 'output.unwritable'],
    ['mem load uiomem0 /nowhere/at/all', 1, 'file.unreadable'],
    ['mem load uiomem0 /etc', 1, 'file.unreadable'],
    ['mem load uiomem0 /dev/zero', 1, 'file.unreadable'],
  ])('%s is refused without the board', async (line, status, id) => {
    const { asked, err, ...rest } = await play(line);
    expect([rest.status, asked]).toEqual([status, []]);
    expect(err).toMatch(new RegExp(`^uiomem-studio: .*\\. \\[${id}\\]\n  .+\\.\n$`));
  });

  it.each([
    ['mem read uiomem0 1MiB', 'Offsets count bytes from the start of the device: 0 to 0xfffff.'],
    ['mem read uiomem0 0xffffc 8', 'From that offset at most 0x4 (4 bytes).'],
    ['mem write uiomem0 0x100000 0', 'Offsets count bytes from the start of the device: 0 to 0xfffff.'],
    ['mem read uiomem0 0xffffffffffffff00', 'Offsets count bytes from the start of the device: 0 to 0xfffff.'],
    ['mem dump uiomem0 --offset 1MiB', 'Offsets count bytes from the start of the device: 0 to 0xfffff.'],
    ['mem dump uiomem0 --offset 0x80000 --size 1MiB', 'From that offset at most 0x80000 (512 KiB).'],
  ])('%s is outside, and the memory is not touched', async (line, hint) => {
    const { status, asked, err } = await play(line);
    expect([status, asked]).toEqual([1, ['device.list']]);
    expect(err).toContain('[memory.outside]');
    expect(err).toContain(`  ${hint}\n`);
  });

  it('load refuses a file that does not fit, and an empty one', async () => {
    const file = join(folder, 'sparse');
    await writeFile(file, '');
    expect((await play(['mem', 'load', 'uiomem0', file])).err).toContain('[file.unreadable]');
    await truncate(file, 0x10_0001);
    const { status, asked, err } = await play(['mem', 'load', 'uiomem0', file]);
    expect([status, asked]).toEqual([1, ['device.list']]);
    expect(err).toContain('[memory.outside]');
  });

  it('dump writes a whole file or none, and never over one unasked', async () => {
    const file = join(folder, 'dump.bin');
    const good: Played['answers'] = {
      'memory.dump': async (input: { offset: bigint; size?: bigint }, { onBytes }) => {
        expect(input).toEqual({ device: 'uiomem0', offset: 4n, size: 6n, content: 'memory' });
        await onBytes?.(Buffer.from('abc'));
        await onBytes?.(Buffer.from('def'));
        return { sha256: 'ab', size: 6n };
      },
    };
    const line = ['mem', 'dump', 'uiomem0', '--offset', '4', '--size', '6', '--content', 'memory', '-o', file];
    const failing: Played['answers'] = {
      'memory.dump': async (_input, { onBytes }) => {
        await onBytes?.(Buffer.from('abc'));
        throw problem('link.lost', 'It ended.');
      },
    };
    expect((await play(line, { answers: failing })).status).toBe(1);
    expect((await readdir(folder)).filter((name) => name.includes('dump'))).toEqual([]);
    expect(await play(line, { answers: good })).toMatchObject({
      status: 0,
      out: `0x6 (6 bytes) in ${file}, sha256 ab\n`,
    });
    expect(await readFile(file, 'utf8')).toBe('abcdef');
    const again = await play(line, { answers: good });
    expect([again.status, again.asked]).toEqual([1, []]);
    expect(again.err).toContain('[output.exists]');
    expect((await play([...line, '--force'], { answers: failing })).status).toBe(1);
    expect(await readFile(file, 'utf8')).toBe('abcdef');
    expect((await play([...line, '--force', '--json'], { answers: good })).out).toBe(
      `${JSON.stringify({ ok: true, result: { sha256: 'ab', size: '0x6', file } })}\n`,
    );
  });

  it('write and load hand over what was typed and what the file holds', async () => {
    const seen: unknown[] = [];
    const answers: Played['answers'] = {
      'memory.write': (input, { bytes }) => {
        seen.push(input, [...(bytes ?? [])]);
        return { address: 0x7000_0010n };
      },
      'memory.load': async (input, { upload }) => {
        const pieces: Uint8Array[] = [];
        for await (const piece of upload ?? []) pieces.push(piece);
        seen.push(input, Buffer.concat(pieces).toString());
        return { sha256: 'cd' };
      },
    };
    const file = join(folder, 'content');
    await writeFile(file, 'content');
    await play('mem write uiomem0 0x10 0xcafe --width 32 --board zynq', { answers });
    await play(['mem', 'load', 'uiomem0', file, '--eye', 'device'], { answers });
    expect(seen).toEqual([
      { board: 'zynq', device: 'uiomem0', offset: 16n, width: 32 },
      [0xfe, 0xca, 0, 0],
      { device: 'uiomem0', offset: 0n, eye: 'device', size: 7n },
      'content',
    ]);
  });
});

describe('module load', () => {
  it('takes sizes as people write them, and leaves to the kernel what it reads itself', async () => {
    let seen: unknown;
    const answers: Played['answers'] = {
      'module.load': (input) => {
        seen = input;
        return { devices: [device], log: [] };
      },
    };
    const line =
      'module load uiomem0_addr=0x70000000 uiomem0_size=1MiB uiomem1_size=010 uiomem2_size=0x1b info_enable=';
    expect((await play(line, { answers })).out).toBe('loaded; uiomem0: 0x100000 (1 MiB) at 0x70000000\n');
    expect(seen).toEqual({
      parameters: [
        { name: 'uiomem0_addr', value: '0x70000000' },
        { name: 'uiomem0_size', value: '0x100000' },
        { name: 'uiomem1_size', value: '010' },
        { name: 'uiomem2_size', value: '0x1b' },
        { name: 'info_enable', value: '' },
      ],
    });
    expect((await play('module load uiomem0_size')).err).toContain('[usage.parameter]');
  });
});
