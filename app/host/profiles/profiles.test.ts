/** Every file of resources/boards. */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { emulatedBoard } from '../../plan/testing/emulated-facts.ts';
import { boardProfiles, profileFolder, profileOf } from './profiles.ts';

const profiles = await boardProfiles();

test('each file is read, and has its name as id', () => {
  const files = readdirSync(join(import.meta.dirname, '../../../resources/boards')).filter((name) =>
    name.endsWith('.yaml'),
  );
  expect(profiles.map(({ id }) => `${id}.yaml`)).toEqual(files.sort());
  expect(files.length).toBeGreaterThan(10);
});

test.each(profiles.map((profile) => [profile.id, profile] as const))('%s holds together', (_id, profile) => {
  const { memories, usual, ports, addressBits, boot } = profile;
  const ends = (each: (typeof memories)[number]) => each.address + each.size;
  for (const [index, memory] of memories.entries()) {
    expect(memory.size).toBeGreaterThan(0n);
    expect([memory.address % 0x1000n, memory.size % 0x1000n]).toEqual([0n, 0n]);
    expect(ends(memory) <= 1n << BigInt(addressBits?.value ?? 64)).toBe(true);
    for (const other of memories.slice(index + 1)) {
      expect({ memory, other, apart: ends(memory) <= other.address || ends(other) <= memory.address }).toMatchObject({
        apart: true,
      });
    }
  }
  const names = memories.map(({ name }) => name);
  expect(new Set(names).size).toBe(names.length);
  for (const { memory } of usual) expect(names).toContain(memory);
  for (const { note, coherent } of ports) if (coherent === 'depends') expect(note).toMatch(/\.$/);
  // A source is a document and where in it: a title, then a place.
  const facts = [...memories, ...ports, ...usual, addressBits, profile.cacheLine, profile.map, boot];
  for (const fact of facts) if (fact !== undefined) expect(fact.source).toMatch(/\w.{5,}(, | \(|\/)\w/);
  // Sentences end as such, so that they can be told one after the other.
  for (const { note } of memories) if (note !== undefined) expect(note).toMatch(/\.$/);
});

test('no two are chosen by the same name', () => {
  const names = profiles.flatMap(({ compatible }) => compatible);
  expect(names.filter((name, index) => names.indexOf(name) !== index)).toEqual([]);
  const machines = profiles.filter(({ compatible }) => compatible.length === 0).flatMap((each) => each.machines);
  expect(machines.filter((name, index) => machines.indexOf(name) !== index)).toEqual([]);
});

test('every board has one', async () => {
  expect((await profileOf(emulatedBoard)).profile.id).toBe('qemu-virt');
  const of = async (machine: string) =>
    (await profileOf({ compatible: [], kernel: { ...emulatedBoard.kernel, machine } })).profile.id;
  expect(await Promise.all(['aarch64', 'armv7l', 'x86_64', 'riscv64', 'mips'].map(of))).toEqual([
    'generic-arm64',
    'generic-arm',
    'generic-x86-64',
    'generic-riscv64',
    'generic',
  ]);
});

test('profile.missing: a tool without its files says so', () => {
  expect(() => profileFolder('/dev')).toThrow(
    expect.objectContaining({
      problem: {
        id: 'profile.missing',
        message: 'The board profiles that come with the tool are not there.',
        hint: expect.stringContaining('Reinstall the tool'),
        data: { searchedFrom: '/dev' },
      },
    }),
  );
});
