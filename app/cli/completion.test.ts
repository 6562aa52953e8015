/** The script is run by a real bash, as a terminal would run it. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { commands } from './commands.ts';
import { bashCompletion } from './completion.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'completion-'));
  writeFileSync(join(folder, 'script'), bashCompletion(commands));
  writeFileSync(join(folder, 'firmware.bin'), '');
});
afterAll(() => rmSync(folder, { recursive: true }));

/** What is offered at the end of a line; the last word is what stands there already. */
function offered(...line: string[]): string[] {
  const program =
    'source ./script; COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _uiomem_studio; printf "%s\\n" "${COMPREPLY[@]}"';
  const out = execFileSync('bash', ['-uc', program, 'bash', 'uiomem-studio', ...line], {
    cwd: folder,
    encoding: 'utf8',
  });
  return out.split('\n').filter((word) => word !== '');
}

it.each<[string[], string[]]>([
  [['m'], ['module', 'mem']],
  [
    ['mem', ''],
    ['read', 'write', 'dump', 'load'],
  ],
  [['board', 'emulated', 's'], ['status']],
  [['--board', 'zynq', 'mem', 'd'], ['dump']],
  [['mem', 'read', 'uiomem0', '--w'], ['--width']],
  [
    ['mem', 'read', '--width', ''],
    ['8', '16', '32', '64'],
  ],
  [['mem', 'load', 'uiomem0', 'firm'], ['firmware.bin']],
  [['sync', 'set', 'uiomem0', '--mode', 'w'], ['write-combine']],
])('%j', (line, words) => {
  expect(offered(...line)).toEqual(words);
});

it('offers every word of every command', () => {
  for (const { words } of commands) {
    const parts = words.split(' ');
    for (let at = 0; at < parts.length; at += 1) expect(offered(...parts.slice(0, at), '')).toContain(parts[at]);
  }
});
