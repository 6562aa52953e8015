import { expect, test } from 'vitest';
import { readProfile } from './read.ts';

test.each([
  ['id: [', /^x.yaml is no board profile: /],
  ['id: A B', /id: /],
  ['id: a\ntitle: a\ncompatible: []\nmachines: []\nmemories: []\nports: []\nusual: []\nextra: 1', /extra/],
  [
    'id: a\ntitle: a\ncompatible: []\nmachines: []\nports: []\nusual: []\nmemories: [{ name: m, address: 0x10, size: 1 PB, kind: ram, source: s }]',
    /memories\.0\.size/,
  ],
])('%j is refused with its place', (text, expected) => {
  expect(() => readProfile(text, 'x.yaml')).toThrow(
    expect.objectContaining({ id: 'profile.bad', message: expect.stringMatching(expected) }),
  );
});
