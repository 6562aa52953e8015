/**
 * Boards that cannot keep what a plan wants kept, or write down what was done: refused before the board is touched where facts
 * tell, and otherwise taken back to the last byte. Judged by lists of the board's own files with their digests.
 */
import { afterAll, afterEach, beforeAll, describe, expect, it, test } from 'vitest';
import { problemOf } from '../../remote-helper/rpc/problem.ts';
import { boardProcesses, writableRoots } from '../testing/boards.ts';
import { type EmulatedHost, emulatedHost } from '../testing/emulated-host.ts';
import { fileListing } from '../testing/file-listing.ts';

const name = 'keeping';
const text =
  'version: 1\nname: kept\nregions:\n  - { device: uiomem0, address: 0x70000000, size: 1M, content: memory }\n';
const kept = `${text}persist: { boot: true }\n`;
let host: EmulatedHost;
let undo: string[] = [];

beforeAll(async () => {
  host = await emulatedHost(name);
  await host.client.call('module.build', { board: name });
  // What an apply leaves in any case lies there from now on.
  await host.client.call('plan.apply', { board: name, text, folder: host.folder, resume: false });
  await host.client.call('plan.rollback', { board: name });
});
afterAll(async () => {
  await host?.[Symbol.asyncDispose]();
});
afterEach(async () => {
  await host.shell([...undo.toReversed(), ':'].join('\n'));
  undo = [];
});

const apply = (plan: string) =>
  host.client.call('plan.apply', { board: name, text: plan, folder: host.folder, resume: false });
async function remount(options: string, back: string, ...folders: readonly string[]): Promise<void> {
  await host.shell(folders.map((folder) => `mount -o remount,${options} ${folder}`).join(' && '));
  undo.push(...folders.map((folder) => `mount -o remount,${back} ${folder}`));
}
/** Leaves so many KiB of the disk behind /etc, /lib/modules and /var. */
async function leave(kibibytes: number): Promise<void> {
  undo.push('rm -f /disk/fill');
  await host.shell(fillTo(kibibytes));
}
const fillTo = (kibibytes: number) =>
  `set -- $(df -Pk /disk | tail -n 1); fallocate -l "$(($4 - ${kibibytes}))K" /disk/fill`;
/** Files with digests and rights, folders, modules and devices: all that a step could have changed. */
const everything = async () => {
  const folders = ['etc', 'lib/modules', 'usr/src', 'var/lib', 'run/uiomem-studio'];
  const files = await fileListing(host.shell, folders, (path) => !/\/compiled|\/lease\//.test(path));
  return `${files}\n${await host.shell('cat /proc/modules; ls /dev/uiomem* 2>/dev/null; :')}`;
};

/** The ids of what lint finds, in an apply that touches nothing. */
async function refusedByLint(
  plan: string,
): Promise<{ ids: string[]; findings: { id: string; message: string; hint?: string }[] }> {
  const before = await everything();
  const refused = await apply(plan).then(() => undefined, problemOf);
  expect(refused?.id).toBe('plan.lint');
  expect(await everything()).toBe(before);
  const findings = (refused?.data?.findings ?? []) as {
    id: string;
    message: string;
    hint?: string;
    severity: string;
  }[];
  const errors = findings.filter(({ severity }) => severity === 'error');
  return { ids: errors.map(({ id }) => id), findings: errors };
}

describe('told by facts, before anything is written', () => {
  it('persist.read-only: /etc is', async () => {
    await remount('ro', 'rw', '/etc');
    const { ids, findings } = await refusedByLint(kept);
    expect(ids).toEqual(['persist.read-only']);
    expect(findings[0]).toMatchObject({
      message: expect.stringMatching(/^\/etc \(\w+\) is read-only/),
      hint: expect.stringMatching(/read-write/),
    });
  });

  it('persist.no-space: the disk is full', async () => {
    await leave(200);
    const { ids, findings } = await refusedByLint(kept);
    expect(new Set(ids)).toEqual(new Set(['persist.no-space']));
    expect(findings.map(({ message }) => message).join()).toMatch(/\/etc has \d+ KiB of space left/);
  });

  it('persist.no-modprobe: no depmod', async () => {
    const found = await host.shell(
      'for d in /usr/local/sbin /usr/local/bin /usr/sbin /usr/bin /sbin /bin; do [ ! -e $d/depmod ] || readlink -f $d; done | sort -u',
    );
    for (const folder of found.trim().split('\n')) {
      undo.push(`mv ${folder}/depmod.kept ${folder}/depmod`);
      await host.shell(`mv ${folder}/depmod ${folder}/depmod.kept`);
    }
    const { ids, findings } = await refusedByLint(kept);
    expect(ids).toEqual(['persist.no-modprobe']);
    expect(findings[0]).toMatchObject({ message: 'The board has no depmod.', hint: expect.stringMatching(/kmod/) });
  });

  it('persist.no-dkms, persist.no-udev, persist.lost-at-boot: no such programs, and a /usr/src in memory', async () => {
    const { ids, findings } = await refusedByLint(`${text}persist: { boot: true, dkms: true, group: users }\n`);
    expect(ids.sort()).toEqual(['persist.lost-at-boot', 'persist.no-dkms', 'persist.no-udev']);
    expect(findings.map(({ hint }) => hint).join()).toMatch(/chgrp users \/dev\/uiomem\*/);
  });
});

describe('found out while it is written', () => {
  it('plan.rollback-failed: the disk fills up on the way to its last byte; once there is room every byte is back', async () => {
    const before = await everything();
    // The first in the helper's search path: by the time that it runs, others have taken all that is left.
    undo.push('rm -rf /disk/fill /usr/local/sbin/depmod');
    await host.shell(
      'mkdir -p /usr/local/sbin; cat >/usr/local/sbin/depmod; chmod 755 /usr/local/sbin/depmod',
      `#!/bin/sh\nrm -f "$0"; all=$*; ${fillTo(0)}; exec depmod $all\n`,
    );
    const failed = await apply(kept).then(() => undefined, problemOf);
    expect(failed).toMatchObject({
      id: 'plan.rollback-failed',
      message: expect.stringMatching(/no space/i),
      hint: expect.stringMatching(/Make room.*plan rollback/),
    });
    await host.shell('rm -f /disk/fill');
    await host.client.call('plan.rollback', { board: name });
    expect(await everything()).toBe(before);
  });

  it('journal.not-writable: neither its place nor the one for read-only boards takes it, and nothing was done', async () => {
    await remount('ro', 'rw', '/var', '/run');
    const before = await everything();
    const failed = await apply(text).then(() => undefined, problemOf);
    expect(failed).toMatchObject({
      id: 'journal.not-writable',
      hint: expect.stringMatching(/read-write/),
      data: { reasons: { '/var/lib/uiomem-studio/journal': 'EROFS', '/run/uiomem-studio/journal': 'EROFS' } },
    });
    expect(await everything()).toBe(before);
  });

  it('module.no-place: nowhere is room for the module’s file', async () => {
    await host.client.call('board.disconnect', { board: name });
    await host.shell('rm -rf /root/.cache/uiomem-studio-helper/modules');
    await leave(200);
    await remount('size=100k', 'size=50%', '/tmp', '/dev/shm');
    const failed = await apply(text).then(() => undefined, problemOf);
    expect(failed).toMatchObject({
      id: 'module.no-place',
      data: { size: expect.any(Number), places: expect.any(Array) },
    });
    expect(
      await host.shell(
        'ls -d /root/.cache/uiomem-studio-helper/modules /var/tmp/uiomem* /tmp/uiomem-studio-helper* 2>/dev/null; :',
      ),
    ).toBe('');
  });
});

test('a board whose file systems are read-only: the helper and its journal lie in memory, and a plan goes on and off', async () => {
  const { client, board } = host;
  await client.call('board.disconnect', { board: name });
  await client.call('board.clean', { board: name, preview: false, unload: true });
  const found = `${writableRoots}; find $roots -xdev -path '*uiomem-studio*' 2>/dev/null | sort -u; :`;
  await remount('ro', 'rw', '/', '/boot', '/etc', '/home', '/lib/modules', '/root', '/usr/local', '/var');
  const before = await host.shell(found);
  const { regions } = await apply(text);
  expect(regions.map(({ status }) => status)).toEqual(['same']);
  const files = await host.shell(found);
  expect(files).toMatch(/^\/run\/uiomem-studio\/journal\/journal\.jsonl$/m);
  expect(files).toMatch(/^\/run\/uiomem-studio\/[0-9a-f]{64}\/helper\.cjs$/m);
  await client.call('plan.rollback', { board: name });
  expect(await host.shell('grep -c "^uiomem " /proc/modules; :')).toBe('0\n');
  const { left } = await client.call('board.clean', { board: name, preview: false, unload: true });
  expect([left, await host.shell(found), await boardProcesses(board, 'helper.cjs')]).toEqual([[], before, []]);
});
