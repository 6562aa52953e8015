import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { removeStaleScratch, scratchFolder } from './scratch.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'uiomem-studio-scratch-test-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

/** The number of a process that has ended. */
const ended = () => spawnSync('true').pid;

it('removes what a process that is gone left, and nothing else', () => {
  const gone = ended();
  const stale = `uiomem-studio-module-${gone}-aB3xyz`;
  const kept = [
    `uiomem-studio-module-${process.pid}-aB3xyz`,
    `uiomem-studio-module-${gone}`,
    `other-module-${gone}-aB3xyz`,
    `uiomem-studio-e2e-aB3xyz`,
  ];
  for (const name of [stale, ...kept]) {
    mkdirSync(join(folder, name));
    writeFileSync(join(folder, name, 'uiomem.ko'), 'x');
  }
  const elsewhere = join(folder, 'elsewhere');
  mkdirSync(elsewhere);
  writeFileSync(join(elsewhere, 'precious'), 'x');
  const link = `uiomem-studio-module-${gone}-linked`;
  symlinkSync(elsewhere, join(folder, link));
  removeStaleScratch(folder);
  expect(readdirSync(folder).sort()).toEqual([...kept, 'elsewhere', link].sort());
  expect(existsSync(join(elsewhere, 'precious'))).toBe(true);
  removeStaleScratch(join(folder, 'not there'));
});

it('makes folders that are found again by their process', async () => {
  const made = await scratchFolder('module');
  try {
    removeStaleScratch();
    expect(existsSync(made)).toBe(true);
    expect(made).toContain(`-module-${process.pid}-`);
  } finally {
    rmSync(made, { recursive: true });
  }
});
