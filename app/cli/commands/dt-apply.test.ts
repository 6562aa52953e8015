/** `dt apply|install|remove|restore|reboot|status` with a host that is played: what is shown, asked, sent and refused. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { problem } from '../../../remote-helper/rpc/problem.ts';
import { readFdt } from '../../devicetree/fdt/read-fdt.ts';
import { type Answer, play } from '../testing/played-command.ts';

const overlay = `/dts-v1/;
/plugin/;
&{/} { uiomem@70000000 { compatible = "ikwzm,uiomem"; reg = <0x0 0x70000000 0x0 0x40000>; }; };
`;
let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'uiomem-studio-dt-apply-'));
  await writeFile(join(folder, 'PL Frames.dtso'), overlay);
});
afterAll(() => rm(folder, { recursive: true }));
const file = () => join(folder, 'PL Frames.dtso');

const standing = {
  name: 'pl-frames',
  way: 'extlinux',
  state: 'next-boot',
  ours: true,
  files: [],
  devices: ['frames'],
  blocked: [],
};
const preview = {
  way: 'extlinux',
  name: 'pl-frames',
  changes: [
    {
      path: '/boot/extlinux/extlinux.conf',
      kind: 'text',
      before: { sha256: 'a', bytes: 1 },
      after: { sha256: 'b', bytes: 2 },
      difference: ' label a\n+\tfdtoverlays /boot/x.dtbo',
    },
  ],
  shell: '',
  backup: '/var/lib/kept',
  recovery: ['Look at the console.'],
  notes: ['It counts from the next boot on.'],
  reviewed: 'as-shown',
};
const ways = [
  { id: 'run-time', possible: true, recommended: true, because: 'The kernel takes overlays.' },
  { id: 'u-boot-menu', possible: false, recommended: false, because: 'The board has no u-boot-update.' },
  { id: 'extlinux', possible: true, recommended: true, because: 'It boots the label a.' },
];

function host(more: Readonly<Record<string, Answer>> = {}) {
  const sent: { name: string; input: Record<string, unknown>; bytes?: Uint8Array | undefined }[] = [];
  const noting =
    (name: string, output: unknown): Answer =>
    (input: Record<string, unknown>, { bytes }) => {
      sent.push({ name, input, bytes });
      return output;
    };
  const answers: Readonly<Record<string, Answer>> = {
    'deviceTree.ways': noting('ways', { ways, standing: [standing], recovery: ['Look at the console.'] }),
    'deviceTree.preview': noting('preview', preview),
    'deviceTree.apply': noting('apply', { standing, devices: ['frames'], lines: [], told: ['It came.'] }),
    'deviceTree.remove': noting('remove', { removed: ['/boot/x.dtbo'], restored: [], left: [], told: ['Until then.'] }),
    'deviceTree.restore': noting('restore', { removed: [], restored: ['/boot/a'], left: ['/boot/b'], told: [] }),
    'deviceTree.reboot': noting('reboot', { bootId: 'x', milliseconds: 21_300, standing: [] }),
    ...more,
  };
  return { sent, run: (line: readonly string[], secrets: readonly string[] = []) => play(line, { answers, secrets }) };
}

describe('dt install', () => {
  test('shows the difference and the way back, asks, and sends what dtc would read, as it was reviewed', async () => {
    const { sent, run } = host();
    const { status, out, err, prompts } = await run(['dt', 'install', file(), '--board', 'zynq'], ['y']);
    expect([status, prompts]).toEqual([0, ['Write it? [y/N] ']]);
    expect(err).toContain('+\tfdtoverlays /boot/x.dtbo');
    expect(err).toContain('If the board does not come back:\n  1. Look at the console.');
    expect(out).toContain('from the next boot on');
    expect(sent.map(({ name, input }) => [name, input])).toEqual([
      ['ways', { board: 'zynq' }],
      ['preview', { board: 'zynq', way: 'extlinux', name: 'pl-frames' }],
      ['apply', { board: 'zynq', way: 'extlinux', name: 'pl-frames', reviewed: 'as-shown' }],
    ]);
    const [first] = readFdt(sent[2]?.bytes ?? new Uint8Array()).tree?.root.children ?? [];
    expect(first?.name).toBe('fragment@0');
  });

  test('no answer but yes writes anything, and without a person --yes is wanted', async () => {
    const { sent, run } = host();
    expect(await run(['dt', 'install', file()], ['n'])).toMatchObject({ status: 130 });
    const unasked = await run(['dt', 'install', file()]);
    expect([unasked.status, unasked.err]).toEqual([2, expect.stringContaining('[usage.not-confirmed]')]);
    expect((await run(['dt', 'install', file(), '--json'])).out).toContain('usage.not-confirmed');
    expect(sent.some(({ name }) => name === 'apply')).toBe(false);
    expect((await run(['dt', 'install', file(), '--yes', '--json'])).status).toBe(0);
    expect(sent.at(-1)?.name).toBe('apply');
  });

  test('--preview only shows', async () => {
    const { sent, run } = host();
    const { status, out } = await run(['dt', 'install', file(), '--way', 'extlinux', '--preview']);
    expect([status, out]).toEqual([0, expect.stringContaining('+\tfdtoverlays')]);
    expect(sent.map(({ name }) => name)).toEqual(['preview']);
  });

  test('words for the kernel', async () => {
    const { sent, run } = host();
    await run(['dt', 'install', '--arguments', 'mem=768M cma=64M', '--yes']);
    expect(sent[0]?.input).toEqual({ way: 'kernel-arguments', name: 'arguments', arguments: ['mem=768M', 'cma=64M'] });
  });

  test('device-tree.way-not-possible tells why each way is none', async () => {
    const none = ways.map((way) => ({ ...way, recommended: false }));
    const { run } = host({ 'deviceTree.ways': () => ({ ways: none, standing: [] }) });
    const { status, err } = await run(['dt', 'install', file(), '--yes']);
    expect(status).toBe(1);
    expect(err).toContain('[device-tree.way-not-possible]');
    expect(err).toContain('u-boot-menu: The board has no u-boot-update.');
  });
});

test.each(['apply', 'install'])('device-tree.oversized: dt %s, before the board is asked', async (command) => {
  await writeFile(join(folder, 'bits.bin'), Buffer.alloc(3 * 2 ** 20));
  const large = join(folder, 'large.dtso');
  await writeFile(large, overlay.replace('reg =', 'bits = /incbin/("bits.bin"); reg ='));
  const { sent, run } = host();
  const { status, err } = await run(['dt', command, large, '--yes']);
  expect([status, sent]).toEqual([1, []]);
  expect(err).toMatch(/The overlay has 3\.1 MiB; at most 2\.0 MiB .*\[device-tree\.oversized\]/);
});

test.each([
  ['usage.conflict', ['dt', 'install']],
  ['usage.conflict', ['dt', 'install', '@', '--arguments', 'mem=1G']],
  ['usage.conflict', ['dt', 'install', '--way', 'kernel-arguments']],
  ['usage.conflict', ['dt', 'install', '@', '--way', 'kernel-arguments']],
  ['usage.conflict', ['dt', 'install', '--arguments', 'mem=1G', '--way', 'extlinux']],
  ['usage.bad-name', ['dt', 'apply', '@', '--name', 'Frames']],
  ['usage.conflict', ['dt', 'remove', 'frames', '--keep-changes', '--discard-changes']],
  ['usage.bad-seconds', ['dt', 'reboot', '--within', '5']],
])('%s: %j', async (id, line) => {
  const { sent, run } = host();
  const { status, err } = await run(line.map((each) => (each === '@' ? file() : each)));
  expect([status, err]).toEqual([2, expect.stringContaining(`[${id}]`)]);
  expect(sent).toEqual([]);
});

test('dt install offers no way that it refuses, and dt remove each by which something may stand', async () => {
  const { run } = host();
  const install = await run(['dt', 'install', '@', '--way', 'run-time']);
  expect([install.status, install.err]).toEqual([2, expect.stringContaining('[usage.choice]')]);
  const listed = async (command: string) => (await run(['dt', command, '--help'])).out.includes('run-time');
  expect([await listed('install'), await listed('remove')]).toEqual([false, true]);
});

test('dt apply puts it onto the running kernel, and the kernel’s words are told when it refuses', async () => {
  const { sent, run } = host({
    'deviceTree.apply': () => {
      throw problem('overlay.refused', 'The kernel refuses the overlay: no target.', { hint: 'Nothing of it stays.' });
    },
  });
  const { status, err } = await run(['dt', 'apply', file(), '--yes', '--name', 'frames']);
  expect(sent[0]?.input).toEqual({ way: 'run-time', name: 'frames' });
  expect([status, err]).toEqual([1, expect.stringContaining('no target. [overlay.refused]')]);
});

test('dt remove and dt restore say what became of each file', async () => {
  const { sent, run } = host();
  const removed = await run(['dt', 'remove', 'frames', '--unload', '--keep-changes', '--way', 'run-time']);
  expect(removed.out).toBe('removed  /boot/x.dtbo\nUntil then.\n');
  expect(sent[0]?.input).toEqual({ name: 'frames', way: 'run-time', unload: true, changed: 'keep' });
  expect((await run(['dt', 'restore'])).out).toBe('put back /boot/a\nleft     /boot/b\n');
  expect(sent[1]?.input).toEqual({ changed: 'refuse' });
});

test('dt reboot tells the way back before it asks', async () => {
  const { sent, run } = host();
  const { out, err } = await run(['dt', 'reboot', '--within', '60'], ['yes']);
  expect(err).toContain('1. Look at the console.');
  expect(sent.at(-1)?.input).toEqual({ withinMs: 60_000 });
  expect(out).toContain('back after 21.3 s');
});

test('dt status tells what stands and why a way is none', async () => {
  const blocked = { ...standing, blocked: ['Process 7 (cat) has frames open.'] };
  const { run } = host({ 'deviceTree.ways': () => ({ ways, standing: [blocked] }) });
  const { out } = await run(['dt', 'status']);
  expect(out).toMatch(/pl-frames +extlinux +from the next boot on +frames/);
  expect(out).toContain('pl-frames cannot be removed now: Process 7 (cat) has frames open.');
  expect(out).toMatch(/u-boot-menu +not possible +The board has no u-boot-update\./);
});
