/**
 * `node resources/workstation/facts-corpus.ts [NAME…]`: writes app/plan/facts/emulated-*.json anew, each of a real Linux in
 * QEMU, as `board facts --json` tells them. So that the same board gives the same file, what differs from boot to boot or
 * from workstation to workstation is replaced:
 *
 * - bootId is one for all; the clock and the tree as booted (fdt, which has seeds) are left out
 * - free bytes are rounded down to a power of two
 * - modules and their users are counted as they were; a module's references are 0 or 1
 * - of lines inside System RAM only those of reservations stay: the kernel and its initramfs lie elsewhere at each boot
 */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import type { BoardOptions } from '../../app/host/emulated-board/board-options.ts';
import { runProgram } from '../../app/host/emulated-board/run-program.ts';
import { emulatedHost } from '../../e2e/testing/emulated-host.ts';
import { type BoardFacts, boardFacts } from '../../remote-helper/contract/facts.ts';

type Kind = Required<Pick<BoardOptions, 'architecture' | 'kernel'>>;

const kinds: Readonly<Record<string, Kind>> = {
  'emulated-arm64-6.1': { architecture: 'arm64', kernel: '6.1' },
  'emulated-arm64-6.12': { architecture: 'arm64', kernel: '6.12' },
  'emulated-x86-64-6.1': { architecture: 'x86-64', kernel: '6.1' },
  'emulated-armhf': { architecture: 'armhf', kernel: '6.1' },
};

const roundedDown = (bytes: bigint): bigint => (bytes === 0n ? 0n : 1n << BigInt(bytes.toString(2).length - 1));

/** The same board as it is at every boot and on every workstation. */
function steady({ clock: _clock, fdt: _fdt, ...facts }: BoardFacts): BoardFacts {
  const { reservedMemory, iomem, modules, space, storage } = facts;
  if (iomem === undefined || storage === undefined) throw new Error('root sees more than this');
  const reserved = new Set(reservedMemory.map(({ address }) => address));
  const round = <T extends { readonly freeBytes: bigint }>(each: T): T => ({
    ...each,
    freeBytes: roundedDown(each.freeBytes),
  });
  let inRam = false;
  return {
    ...facts,
    bootId: '00000000-0000-4000-8000-000000000000',
    iomem: iomem.filter(({ name, depth, start }) => {
      if (depth === 0) inRam = name === 'System RAM';
      return depth === 0 || !inRam || reserved.has(start);
    }),
    modules: modules
      .map((each) => ({ ...each, references: Math.min(each.references, 1), usedBy: each.usedBy.toSorted() }))
      .sort((a, b) => (a.name < b.name ? -1 : 1)),
    space: space.map(round),
    storage: storage.map(round),
  };
}

async function capture(name: string, kind: Kind): Promise<void> {
  await using host = await emulatedHost(name, kind);
  const facts = steady(await host.client.call('board.facts', { board: host.board.name }));
  const file = join(import.meta.dirname, '../../app/plan/facts', `${name}.json`);
  const sources = ['Captured by resources/workstation/facts-corpus.ts, which says what it replaces.'];
  await writeFile(file, JSON.stringify({ sources, ...(z.encode(boardFacts, facts) as object) }));
  await runProgram('node_modules/.bin/biome', ['format', '--write', file]);
  console.log(`wrote ${file}`);
}

const chosen = process.argv.slice(2);
const unknown = chosen.filter((name) => !(name in kinds));
if (unknown.length > 0) {
  console.error(`facts-corpus: there is no ${unknown.join(', ')}; there are ${Object.keys(kinds).join(', ')}`);
  process.exit(2);
}
for (const [name, kind] of Object.entries(kinds)) {
  if (chosen.length === 0 || chosen.includes(name)) await capture(name, kind);
}
