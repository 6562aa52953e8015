import fc from 'fast-check';
import { expect, test } from 'vitest';
import { problemOf } from '../../../remote-helper/rpc/problem.ts';
import { checkName, choose, extraDevices } from './board-options.ts';

const idOf = (work: () => unknown): string => {
  try {
    work();
    return 'no problem';
  } catch (thrown) {
    return problemOf(thrown).id;
  }
};

test('what is not chosen follows: the usual board', () => {
  expect(choose({ name: 'emulated' })).toEqual({
    name: 'emulated',
    port: undefined,
    architecture: 'arm64',
    kernel: '6.1',
    loader: 'u-boot',
    sshd: 'openssh',
    node: true,
    tools: false,
    udev: false,
    memory: 0x4000_0000n,
    devices: ['ivshmem', 'edu'],
    overlays: [],
    qemuArguments: [],
    kernelArguments: [],
    rootFiles: {},
  });
});

test('what is chosen stays as it is, devices in their own order', () => {
  const wanted = {
    name: 'small',
    port: 2222,
    architecture: 'x86-64',
    kernel: '6.12',
    loader: 'direct',
    sshd: 'dropbear',
    node: false,
    tools: true,
    udev: true,
    memory: 5n << 30n,
    devices: ['edu', 'ivshmem'],
    overlays: ['/o/second.dtso', '/o/first.dtso'],
    qemuArguments: ['-plugin', 'file=a.so'],
    kernelArguments: ['lockdown=integrity', 'module.sig_enforce=1'],
    rootFiles: { '/etc/board-start': { text: '#!/bin/sh\n', mode: 0o755, owner: 1000 } },
  } as const;
  expect(choose(wanted)).toEqual({ ...wanted, devices: ['ivshmem', 'edu'] });
  expect(choose({ name: 'a', devices: [] }).devices).toEqual([]);
});

test('there is a loader for arm64 alone, and it can be left out there', () => {
  expect(choose({ name: 'a', loader: 'direct' }).loader).toBe('direct');
  for (const architecture of ['armhf', 'x86-64'] as const) {
    expect(choose({ name: 'a', architecture }).loader).toBe('direct');
    expect(idOf(() => choose({ name: 'a', architecture, loader: 'u-boot' }))).toBe('emulated.no-loader');
  }
});

test('the debug kernel is for arm64, and has no tools', () => {
  expect(choose({ name: 'a', kernel: '6.1-debug' }).kernel).toBe('6.1-debug');
  const idFor = (more: object) => idOf(() => choose({ name: 'a', kernel: '6.1-debug', ...more }));
  expect([{ architecture: 'armhf' }, { tools: true }, { udev: true }].map(idFor)).toEqual(
    Array(3).fill('emulated.no-kernel'),
  );
  expect(choose({ name: 'a', kernel: '6.12', architecture: 'x86-64', tools: true }).kernel).toBe('6.12');
});

test('memory is whole MiB from 1 GiB on', () => {
  fc.assert(
    fc.property(fc.bigInt({ min: 0n, max: 1n << 40n }), (memory) => {
      const sound = memory >= 1n << 30n && memory % (1n << 20n) === 0n;
      return idOf(() => choose({ name: 'a', memory })) === (sound ? 'no problem' : 'emulated.bad-memory');
    }),
  );
  expect(choose({ name: 'a', memory: (1n << 30n) + (1n << 20n) }).memory).toBe(0x4010_0000n);
});

test('a kernel argument is one word', () => {
  const idFor = (word: string) => idOf(() => choose({ name: 'a', kernelArguments: ['quiet', word] }));
  expect(['a=b', 'dyndbg="file', 'sysctl.kernel.pid_max=400'].map(idFor)).toEqual(Array(3).fill('no problem'));
  expect(['', 'a b', 'a\n', 'ä'].map(idFor)).toEqual(Array(4).fill('emulated.bad-kernel-argument'));
});

test('a name is one plain folder name, whatever is asked for', () => {
  expect([checkName('a'), checkName('Board-2.x_y'), checkName('x'.repeat(64))]).toEqual([
    'a',
    'Board-2.x_y',
    'x'.repeat(64),
  ]);
  for (const name of ['', '.', '..', '-a', '.a', 'a/b', 'a b', 'ä', 'a\n', 'x'.repeat(65)]) {
    expect([name, idOf(() => checkName(name))]).toEqual([name, 'emulated.bad-name']);
  }
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (name) => {
      if (idOf(() => checkName(name)) === 'no problem') expect(name).toMatch(/^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/);
    }),
  );
  expect(extraDevices).toEqual(['ivshmem', 'edu']);
});
