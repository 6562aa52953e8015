/**
 * The way between the host's process and main for secrets, both ends: main alone has safeStorage, and no page has a part in it. Questions
 * go over the host's parent port; what a secret is stands in messages between these two processes and nowhere else.
 */
import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { problem } from '../../remote-helper/rpc/problem.ts';
import type { SecretPlace } from '../contract/board.ts';
import type { SecretStore } from './secret-store.ts';

const question = z.discriminatedUnion('what', [
  z.object({ channel: z.literal('secrets'), id: z.string(), what: z.enum(['available', 'names']) }),
  z.object({ channel: z.literal('secrets'), id: z.string(), what: z.enum(['get', 'delete']), name: z.string() }),
  z.object({
    channel: z.literal('secrets'),
    id: z.string(),
    what: z.literal('set'),
    name: z.string(),
    secret: z.string(),
  }),
]);
type Question = z.output<typeof question>;

const answer = z.object({
  channel: z.literal('secrets'),
  id: z.string(),
  value: z.unknown().optional(),
  /** Present: it failed. */
  failure: z.string().optional(),
});

/** Main's end: answers a message of the host's process; false when it is about something else. */
export function answerSecrets(message: unknown, store: () => SecretStore, reply: (answer: unknown) => void): boolean {
  const { data: asked } = question.safeParse(message);
  if (asked === undefined) return false;
  const { channel, id } = asked;
  // The failure's words may be of the key ring, which knows the secret: they stay here.
  const failure = 'The system’s store of secrets did not do what was asked of it.';
  perform(asked, store).then(
    (value) => reply({ channel, id, value }),
    () => reply({ channel, id, failure }),
  );
  return true;
}

async function perform(asked: Question, made: () => SecretStore): Promise<unknown> {
  const store = made();
  switch (asked.what) {
    case 'available':
      return store.available();
    case 'names':
      return await store.names();
    case 'get':
      return await store.get(asked.name);
    case 'set':
      return await store.set(asked.name, asked.secret);
    case 'delete':
      return await store.delete(asked.name);
  }
}

/** The host's end: a store that asks main. `onMessage` is to be given every message of the parent port. */
export function secretsThroughMain(post: (message: Question) => void) {
  const waiting = new Map<string, PromiseWithResolvers<unknown>>();
  const ask = (asked: Question): Promise<unknown> => {
    const answered = Promise.withResolvers<unknown>();
    waiting.set(asked.id, answered);
    post(asked);
    return answered.promise;
  };
  const of = () => ({ channel: 'secrets' as const, id: randomUUID() });
  return {
    onMessage(message: unknown): void {
      const { data: told } = answer.safeParse(message);
      if (told === undefined) return;
      const answered = waiting.get(told.id);
      waiting.delete(told.id);
      if (told.failure === undefined) answered?.resolve(told.value);
      else
        answered?.reject(
          problem('secrets.store-failed', told.failure, { hint: 'Is the key ring of the session unlocked?' }),
        );
    },
    store: {
      available: async () => (await ask({ ...of(), what: 'available' })) as SecretPlace,
      names: async () => (await ask({ ...of(), what: 'names' })) as readonly string[],
      get: async (name: string) => (await ask({ ...of(), what: 'get', name })) as string | undefined,
      set: async (name: string, secret: string) => void (await ask({ ...of(), what: 'set', name, secret })),
      delete: async (name: string) => void (await ask({ ...of(), what: 'delete', name })),
    },
  };
}
