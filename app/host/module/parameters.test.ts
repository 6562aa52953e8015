import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { type Problem, problemOf } from '../../../remote-helper/rpc/problem.ts';
import { checkParameters, judgeParameters } from './parameters.ts';
import { elfModule } from './testing/elf-module.ts';

const known = ['info_enable', 'uiomem0_addr', 'uiomem0_size', 'uiomem0_option', 'uiomem7_addr', 'uiomem7_size'];
const line = (text: string) =>
  text
    .split(' ')
    .filter((word) => word !== '')
    .map((word) => ({ name: word.split('=')[0] ?? '', value: word.split('=')[1] ?? '' }));
function judge(text: string, names = known): Problem | undefined {
  try {
    judgeParameters(line(text), names);
    return undefined;
  } catch (thrown) {
    return problemOf(thrown);
  }
}

test.each([
  '',
  'info_enable=0',
  'uiomem0_addr=0x70000000 uiomem0_size=0x100000 uiomem0_option=6',
  'uiomem0_size=4096',
  'uiomem0_size=0',
  'uiomem0_size=0 uiomem0_addr=0x70000000 uiomem0_size=4096',
])('%j passes', (text) => {
  expect(judge(text)).toBeUndefined();
});

test.each([
  ['uiomem8_addr=0x70000000', 'module.parameter-unknown'],
  ['uiomem0_adress=0x70000000 uiomem0_size=4096', 'module.parameter-unknown'],
  ['uiomem0_addr=70000000h uiomem0_size=4096', 'module.parameter-value'],
  ['uiomem0_addr=0x70000000 uiomem0_size=', 'module.parameter-value'],
  ['uiomem0_addr=0x70000000 uiomem0_size=-1', 'module.parameter-value'],
  ['uiomem0_addr=0x10000000000000000 uiomem0_size=4096', 'module.parameter-value'],
  ['info_enable=yes', 'module.parameter-value'],
  ['uiomem0_addr=0x70000000', 'module.parameter-incomplete'],
  ['uiomem0_size=4096 uiomem7_addr=0x70000000', 'module.parameter-incomplete'],
  ['uiomem0_option=3', 'module.parameter-incomplete'],
  ['uiomem0_addr=0x70000000 uiomem0_size=4096 uiomem0_size=0', 'module.parameter-incomplete'],
])('%j is %s', (text, id) => {
  expect(judge(text)).toMatchObject({ id, message: expect.any(String), hint: expect.any(String) });
});

test('what a module has is told by the file; one that does not tell takes any name', async () => {
  expect(judge('bias=1', known)?.hint).toBe(
    'It has info_enable, uiomem<0..7>_addr, uiomem<0..7>_size, uiomem<0..7>_option.',
  );
  expect(judge('bias=1', [])).toBeUndefined();
  const folder = await mkdtemp(join(tmpdir(), 'parameters-'));
  try {
    const file = join(folder, 'uiomem.ko');
    await writeFile(file, elfModule({ modinfo: ['vermagic=6.1.0 SMP', 'parmtype=bias:int', 'parm=gain:in decibels'] }));
    await checkParameters(line('bias=1 gain=2'), file);
    expect(await checkParameters(line('uiomem0_size=4096'), file).catch(problemOf)).toMatchObject({
      id: 'module.parameter-unknown',
      data: { name: 'uiomem0_size', known: ['bias', 'gain'] },
    });
  } finally {
    await rm(folder, { recursive: true });
  }
});

test('a locked-down kernel takes no addresses from the insmod line, and is not asked to', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'parameters-'));
  try {
    const slots = [0, 1, 2, 3, 4, 5, 6, 7];
    const names = [
      'info_enable',
      ...slots.flatMap((n) => ['addr', 'size', 'option'].map((what) => `uiomem${n}_${what}`)),
    ];
    const modinfo = [
      'name=uiomem',
      'vermagic=6.1.0 SMP',
      'description=Physical memory outside the kernel for user space, with caches kept by hand',
      ...names.map((name) => `parmtype=${name}:ulong`),
    ];
    const file = join(folder, 'uiomem.ko');
    await writeFile(file, elfModule({ modinfo }));
    const addressed = line('uiomem0_addr=0x70000000 uiomem0_size=4096');
    await checkParameters(addressed, file, { lockdown: 'none' });
    await checkParameters(line('info_enable=0'), file, { lockdown: 'integrity' });
    expect(await checkParameters(addressed, file, { lockdown: 'integrity' }).catch(problemOf)).toEqual({
      id: 'module.lockdown-parameters',
      message:
        'The board’s kernel is locked down (integrity), and takes no physical addresses from the insmod line: uiomem0_addr.',
      hint: 'Describe the regions in the device tree instead, or boot without lockdown (lockdown= on the kernel’s command line; secure boot switches it on too).',
      data: { lockdown: 'integrity', names: ['uiomem0_addr'] },
    });
  } finally {
    await rm(folder, { recursive: true });
  }
});
