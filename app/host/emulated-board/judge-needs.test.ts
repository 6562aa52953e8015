import { describe, expect, it } from 'vitest';
import { choose } from './board-options.ts';
import { judgeNeeds, type Looked, type LookedParts, programsFor } from './judge-needs.ts';

const choice = choose({ name: 'emulated' });
const here: LookedParts = { missing: [], cache: '/cache' };

function looked(parts: LookedParts, more: Partial<Looked> = {}, without: readonly string[] = []): Looked {
  const programs = new Map(
    programsFor(choice, parts).map(({ program }) => [
      program,
      without.includes(program) ? undefined : `/usr/bin/${program}`,
    ]),
  );
  return {
    choice,
    parts,
    programs,
    availableMemory: 5n << 30n,
    folder: '/state/emulated',
    freeBytes: 20n << 30n,
    freeForParts: 20n << 30n,
    ...more,
  };
}

/** What cannot be done without, and is not here. */
const lacking = (of: Looked) => judgeNeeds(of).filter(({ present, required }) => required && !present);

describe('what an emulated board needs', () => {
  it('is all here where everything is', () => {
    const needs = judgeNeeds(looked(here));
    expect(needs.map(({ what, present }) => [what, present])).toEqual([
      ['The emulator', true],
      ['Programs that prepare the board', true],
      ['Memory', true],
      ['Disk space', true],
      ['Linux, user space and node for the board', true],
    ]);
    expect(needs.every(({ remedy }) => remedy === undefined)).toBe(true);
    expect(needs[0]?.detail).toBe('/usr/bin/qemu-system-aarch64');
  });

  it('names each program that is not here, with one command that installs its packages', () => {
    expect(lacking(looked(here, {}, ['qemu-system-aarch64', 'dtc', 'fdtoverlay', 'openssl']))).toEqual([
      {
        what: 'The emulator',
        present: false,
        required: true,
        detail: 'qemu-system-aarch64 is not in PATH.',
        remedy: { kind: 'command', text: 'sudo apt-get install qemu-system-arm' },
      },
      {
        what: 'Programs that prepare the board',
        present: false,
        required: true,
        detail: 'dtc, fdtoverlay, openssl are not in PATH.',
        remedy: { kind: 'command', text: 'sudo apt-get install device-tree-compiler openssl' },
      },
    ]);
  });

  it('says where Debian’s packages cannot be had, rather than name one', () => {
    const needs = lacking(looked({ missing: undefined, failure: 'dpkg: not found' }, {}, ['dpkg', 'apt-get']));
    expect(needs.map(({ remedy }) => remedy?.kind)).toEqual(['advice', 'advice', 'advice']);
    expect(needs.at(-1)?.detail).toContain('dpkg: not found');
  });

  it('tells what the first start downloads, and wants what builds it only then', () => {
    const first = looked({ missing: ['kernel', 'userSpace', 'key', 'node', 'loader'], cache: '/cache' });
    const needs = judgeNeeds(first);
    expect(needs.map(({ what }) => what)).toContain('Programs that build its parts');
    expect(needs.at(-1)).toEqual({
      what: 'Linux, user space and node for the board',
      present: false,
      required: false,
      detail:
        'About 117 MB are to be downloaded from Debian and npm by the first start (Linux with its headers 35 MB, the user space 13 MB, node 52 MB, the source of its loader 16 MB), and package lists; 244 MB are kept in /cache.',
    });
    expect(lacking(first)).toEqual([]);
    expect(lacking({ ...first, freeForParts: 200n << 20n })).toHaveLength(1);
    expect(judgeNeeds(looked({ missing: ['key'], cache: '/cache' })).at(-1)?.detail).toMatch(
      /^Nothing is to be downloaded/,
    );
  });

  it('wants a compiler only to build the loader', () => {
    const without = ['flex', 'bison', 'xxd', 'aarch64-linux-gnu-gcc'];
    expect(lacking(looked({ missing: ['node'], cache: '/cache' }, {}, without))).toEqual([]);
    expect(lacking(looked({ missing: ['loader'], cache: '/cache' }, {}, without))).toEqual([
      {
        what: 'Programs that build its parts',
        present: false,
        required: true,
        detail: 'flex, bison, xxd, aarch64-linux-gnu-gcc are not in PATH.',
        remedy: { kind: 'command', text: 'sudo apt-get install flex bison xxd gcc-aarch64-linux-gnu' },
      },
    ]);
  });

  it('takes little memory or disk as a warning, and no disk at all as what stops it', () => {
    const little = judgeNeeds(looked(here, { availableMemory: 900n << 20n, freeBytes: 1n << 30n }));
    expect(little.filter(({ present }) => !present).map(({ what, required }) => [what, required])).toEqual([
      ['Memory', false],
      ['Disk space', false],
    ]);
    expect(little.find(({ what }) => what === 'Memory')?.detail).toBe(
      '1.0 GiB for the board, of which its Linux manages 768 MiB; 0.9 GiB are available here.',
    );
    expect(lacking(looked(here, { freeBytes: 100n << 20n })).map(({ what }) => what)).toEqual(['Disk space']);
    const unknown = looked(here, { availableMemory: undefined, freeBytes: undefined });
    expect(lacking(unknown)).toEqual([]);
  });
});
