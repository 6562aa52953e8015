/** What the commands of modules ask of a host, and what they print of its answers. */
import { expect, test } from 'vitest';
import { type Answer, play } from '../testing/played-command.ts';

const built = {
  path: '/cache/modules/one/uiomem.ko',
  sha256: 'aa',
  size: 86_016,
  release: '6.1.0',
  architecture: 'arm64',
  vermagic: '6.1.0 SMP',
  srcversion: 'A1B2',
  built: '2026-01-02T03:04:05.000Z',
};

/** What a call was asked. */
async function inputOf(name: string, line: string) {
  const inputs: unknown[] = [];
  const answer: Answer = (input) => {
    inputs.push(input);
    return { devices: [], log: [], closedMappings: 0 };
  };
  const { status, err } = await play(line, { answers: { [name]: answer } });
  return status === 0 ? inputs[0] : err;
}

test('a reload has the parameters that are loaded, unless others are named or none is wanted', async () => {
  expect(await inputOf('module.reload', 'module reload --board zynq')).toEqual({ board: 'zynq' });
  expect(await inputOf('module.reload', 'module reload --bare --file /a.ko')).toEqual({
    parameters: [],
    file: '/a.ko',
  });
  expect(await inputOf('module.reload', 'module reload uiomem0_size=1MiB')).toEqual({
    parameters: [{ name: 'uiomem0_size', value: '0x100000' }],
  });
  expect(await inputOf('module.reload', 'module reload --bare uiomem0_size=1MiB')).toContain('[usage.parameter]');
});

test('what was built is listed with its kernel, and removed by its file', async () => {
  const answers: Readonly<Record<string, Answer>> = {
    'module.list': () => ({ built: [built] }),
    'module.forget': (input) => ({ module: { ...built, path: (input as { path: string }).path } }),
  };
  const { out } = await play('module list', { answers });
  expect(out).toMatch(
    /2026-01-02T03:04:05\.000Z\s+6\.1\.0\s+arm64\s+A1B2\s+0x15000 \(84 KiB\)\s+\/cache\/modules\/one\/uiomem\.ko/,
  );
  expect((await play('module list', { answers: { 'module.list': () => ({ built: [] }) } })).out).toContain('None was');
  expect((await play('module remove /cache/modules/one/uiomem.ko', { answers })).out).toBe(
    'removed /cache/modules/one/uiomem.ko (for 6.1.0)\n',
  );
});

test('the status names who holds a device', async () => {
  const answers: Readonly<Record<string, Answer>> = {
    'module.status': () => ({
      loaded: { driver: 'ours', version: '1.0', parameters: {} },
      tool: { builds: [] },
      built: [],
      uploaded: [],
      holders: [{ pid: 4711, command: 'capture', device: 'uiomem1', ours: false }],
    }),
  };
  expect((await play('module status', { answers })).out).toMatch(/held by\s+capture \(4711\): uiomem1/);
});
