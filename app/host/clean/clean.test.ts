import { expect, it } from 'vitest';
import { problem } from '../../../remote-helper/rpc/problem.ts';
import type { ShellLife } from '../shell-mode/start-shell.ts';
import { type CleanParts, clean } from './clean.ts';

/** A board on which nothing is applied, with this in the record of what its next boots follow. */
function board(record: string) {
  const asked: string[] = [];
  const client = {
    call: async (name: string) => {
      asked.push(name);
      return { entries: [] };
    },
  };
  const shell = {
    run: async (script: string) => {
      asked.push(script);
      return { status: 0, output: Buffer.from(script.includes('record.json') ? record : 'boot') };
    },
  };
  return { asked, life: { client, shell } as unknown as ShellLife };
}

const parts = (removePersistence: CleanParts['removePersistence']): CleanParts => ({
  board: 'zynq',
  preview: false,
  unload: true,
  signal: new AbortController().signal,
  removePersistence,
  endSession: () => Promise.reject(new Error('ended the session although something stays')),
});

it.each([
  ['a folder that was made', JSON.stringify({ format: 1, entries: [], folders: ['/etc/modprobe.d'] })],
  ['a record that nobody can read', '{ "format": 1, "entr'],
])('clean.persisted: what the next boots follow cannot be taken away (%s), so nothing is', async (_, record) => {
  const { asked, life } = board(record);
  const refused = () =>
    Promise.reject(problem('persist.changed-since', 'Somebody changed it.', { hint: 'persist remove --discard' }));
  await expect(clean(life, parts(refused))).rejects.toMatchObject({
    problem: {
      id: 'clean.persisted',
      message: 'What the next boots of zynq follow could not be taken away: Somebody changed it. Nothing was removed.',
      hint: 'persist remove --discard',
      data: { board: 'zynq', problem: { id: 'persist.changed-since' } },
    },
  });
  // Looks only: the boot, the journal, the records.
  const looks = ['boot_id', 'journal.read', 'record.json', 'record.json'];
  expect(asked.map((each) => each.split('/').at(-1))).toEqual(looks);
});

it('does not ask for what is not there', async () => {
  const { life } = board(JSON.stringify({ format: 1, entries: [], folders: [] }));
  const asked = () => Promise.reject(new Error('took away what is not there'));
  await expect(clean(life, parts(asked))).rejects.toThrow('ended the session');
});

it('takes a cancelled removal for what it is', async () => {
  const cancelled = () => Promise.reject(new DOMException('', 'AbortError'));
  await expect(clean(board('{').life, parts(cancelled))).rejects.toMatchObject({ name: 'AbortError' });
});
