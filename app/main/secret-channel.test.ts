import { expect, test } from 'vitest';
import { problemOf } from '../../remote-helper/rpc/problem.ts';
import { answerSecrets, secretsThroughMain } from './secret-channel.ts';
import type { SecretStore } from './secret-store.ts';

function mainStore(more: Partial<SecretStore> = {}): SecretStore {
  const secrets = new Map<string, string>();
  return {
    available: () => ({ kind: 'system' }),
    names: async () => [...secrets.keys()],
    get: async (name) => secrets.get(name),
    set: async (name, secret) => void secrets.set(name, secret),
    delete: async (name) => void secrets.delete(name),
    ...more,
  };
}

/** Both ends, with messages that cross as between processes. */
function joined(store: SecretStore) {
  const far = secretsThroughMain((message) => {
    answerSecrets(
      structuredClone(message),
      () => store,
      (answer) => far.onMessage(structuredClone(answer)),
    );
  });
  return far;
}

test('what the host asks main does, and answers', async () => {
  const { store } = joined(mainStore());
  expect(await store.available()).toEqual({ kind: 'system' });
  expect(await store.get('a')).toBeUndefined();
  await Promise.all([store.set('a', 'first'), store.set('b', 'second')]);
  expect([await store.get('a'), await store.get('b'), await store.names()]).toEqual(['first', 'second', ['a', 'b']]);
  await store.delete('a');
  expect(await store.get('a')).toBeUndefined();
});

test('a store that fails is said to have failed, without its words, which may be the secret', async () => {
  const { store } = joined(
    mainStore({ set: (_name, secret) => Promise.reject(new Error(`cannot encrypt ${secret}`)) }),
  );
  const failure = await store.set('a', 'correct horse').catch((thrown: unknown) => problemOf(thrown));
  expect(failure).toMatchObject({ id: 'secrets.store-failed' });
  expect(JSON.stringify(failure)).not.toContain('correct horse');
});

test('messages about something else are left to others, and answers to nobody are dropped', () => {
  const replies: unknown[] = [];
  const store = () => {
    throw new Error('not asked');
  };
  for (const message of ['window', { id: 'host.other-version', message: 'Another host runs.' }, undefined, null, 1]) {
    expect(answerSecrets(message, store, (answer) => replies.push(answer))).toBe(false);
    secretsThroughMain(() => {}).onMessage(message);
  }
  secretsThroughMain(() => {}).onMessage({ channel: 'secrets', id: 'of an earlier host', value: 'x' });
  expect(replies).toEqual([]);
});
