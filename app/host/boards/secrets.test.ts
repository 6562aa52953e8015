import { expect, it } from 'vitest';
import { Secrets } from './secrets.ts';

it('keeps one secret a board and kind, until it is refused or its board forgotten', async () => {
  const secrets = new Secrets();
  const all = [
    { board: 'a', kind: 'password' },
    { board: 'a', kind: 'sudo' },
    { board: 'b', kind: 'password' },
    { board: 'b', kind: 'passphrase' },
  ] as const;
  for (const request of all) secrets.set(request, `${request.board} ${request.kind}`);
  const held = () => Promise.all(all.map((request) => secrets.get(request)));
  expect(await held()).toEqual(['a password', 'a sudo', 'b password', 'b passphrase']);
  secrets.refused({ board: 'a', kind: 'password' });
  secrets.refused({ board: 'c', kind: 'password' });
  expect(await held()).toEqual([undefined, 'a sudo', 'b password', 'b passphrase']);
  secrets.set({ board: 'a', kind: 'password' }, 'another');
  secrets.forget('b');
  expect(await held()).toEqual(['another', 'a sudo', undefined, undefined]);
});
