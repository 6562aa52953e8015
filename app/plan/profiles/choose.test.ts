import { expect, test } from 'vitest';
import type { BoardProfile } from '../profile.ts';
import { chooseProfile } from './choose.ts';

const profile = (id: string, compatible: string[], machines: string[]): BoardProfile => ({
  id,
  title: id,
  compatible,
  machines,
  memories: [],
  ports: [],
  usual: [],
});
const all = [
  profile('generic', [], []),
  profile('generic-arm64', [], ['aarch64']),
  profile('family', ['maker,chip'], ['aarch64']),
  profile('board', ['maker,board-of-chip'], ['aarch64']),
];
const chosen = (compatible: string[], machine: string, profiles = all) => {
  const found = chooseProfile(profiles, {
    compatible,
    kernel: { release: '', build: '', machine, commandLine: '' },
  });
  return found && `${found.profile.id}: ${found.because}`;
};

test.each([
  [
    ['maker,board-of-chip', 'maker,chip'],
    'aarch64',
    'board: The device tree says that it is compatible with maker,board-of-chip.',
  ],
  [['maker,other', 'maker,chip'], 'armv7l', 'family: The device tree says that it is compatible with maker,chip.'],
  [['x,y'], 'aarch64', 'generic-arm64: No profile is for x,y; its machine is aarch64.'],
  [[], 'aarch64', 'generic-arm64: No device tree tells the kind of board; its machine is aarch64.'],
  [[], 's390x', 'generic: No device tree tells the kind of board, and none is for the machine s390x.'],
])('%j on %s', (compatible, machine, expected) => {
  expect(chosen(compatible, machine)).toBe(expected);
});

test('without a profile for it there is none', () => {
  expect(chosen([], 's390x', all.slice(1))).toBeUndefined();
});
