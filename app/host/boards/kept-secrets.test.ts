import { describe, expect, it } from 'vitest';
import type { Board } from '../../contract/board.ts';
import { KeptSecrets, type SecretStore } from './kept-secrets.ts';
import { Secrets } from './secrets.ts';

function store(kind: 'system' | 'memory-only' = 'system') {
  const secrets = new Map<string, string>();
  const made: SecretStore = {
    available: async () => (kind === 'system' ? { kind } : { kind, why: 'No key ring runs.' }),
    names: async () => [...secrets.keys()],
    get: async (name) => secrets.get(name),
    set: async (name, secret) => void secrets.set(name, secret),
    delete: async (name) => void secrets.delete(name),
  };
  return { secrets, made };
}

/** A host of its own, as each start of the program is. */
function host(of: SecretStore | undefined, boards: Board[]) {
  const kept = new KeptSecrets({
    store: of,
    whyNone: 'This host serves browsers.',
    find: async (name) => boards.find((board) => board.name === name),
  });
  return { kept, secrets: new Secrets(undefined, kept) };
}

const zynq: Board = { name: 'zynq', host: '10.0.0.5', user: 'root' };
const login = { board: 'zynq', kind: 'password' } as const;

describe('secrets that are remembered', () => {
  it('are there for the next host, and those of another kind, hop or board are not', async () => {
    const { made } = store();
    const boards = [zynq, { name: 'rack', host: '10.0.0.5', user: 'root' }];
    expect(await host(made, boards).kept.keep(login, 'first')).toBe(true);
    const { secrets, kept } = host(made, boards);
    expect(await secrets.get(login)).toBe('first');
    expect(await secrets.get({ ...login, kind: 'sudo' })).toBeUndefined();
    expect(await secrets.get({ ...login, hop: 'gate' })).toBeUndefined();
    expect(await secrets.get({ ...login, board: 'rack' })).toBeUndefined();
    expect(await kept.list('zynq')).toEqual([{ kind: 'password' }]);
    expect(await kept.place()).toEqual({ kind: 'system' });
  });

  it('are dropped when they are refused, and the one that is given next stays', async () => {
    const { made } = store();
    const { kept, secrets } = host(made, [zynq]);
    await kept.keep(login, 'wrong');
    secrets.refused(login);
    expect(await secrets.get(login)).toBeUndefined();
    await kept.keep(login, 'wrong again');
    secrets.refused(login);
    await kept.keep(login, 'right');
    expect(await host(made, [zynq]).secrets.get(login)).toBe('right');
  });

  it.each<[string, Board]>([
    ['another machine', { ...zynq, host: '10.0.0.6' }],
    ['another user', { ...zynq, user: 'dev' }],
    ['another port', { ...zynq, port: 2222 }],
    ['another key', { ...zynq, identityFile: '/k' }],
  ])('are never offered to %s, and go', async (_what, changed) => {
    const { made, secrets } = store();
    await host(made, [zynq]).kept.keep(login, 'first');
    expect(await host(made, [changed]).secrets.get(login)).toBeUndefined();
    expect(secrets.size).toBe(0);
  });

  it('go with their board, also when it left the list while no store was at hand', async () => {
    const { made, secrets } = store();
    const { kept } = host(made, [zynq]);
    await kept.keep(login, 'first');
    await kept.keep({ ...login, hop: 'gate' }, 'second');
    expect(await kept.forget('zynq')).toBe(2);
    expect(secrets.size).toBe(0);
    await kept.keep(login, 'first');
    secrets.set('something else', 'of nobody');
    expect(await host(made, []).kept.list('rack')).toEqual([]);
    expect(secrets.size).toBe(0);
  });

  it('move with a board that is called otherwise', async () => {
    const { made } = store();
    const boards = [zynq];
    const { kept } = host(made, boards);
    await kept.keep({ ...login, hop: 'gate' }, 'first');
    boards[0] = { ...zynq, name: 'rack' };
    await kept.rename('zynq', 'rack');
    const { secrets } = host(made, boards);
    expect(await secrets.get({ board: 'rack', kind: 'password', hop: 'gate' })).toBe('first');
  });

  it('are not kept for a board that is not listed, nor where there is no store', async () => {
    const memory = store('memory-only');
    expect(await host(memory.made, [zynq]).kept.keep(login, 'first')).toBe(false);
    expect(memory.secrets.size).toBe(0);
    expect(await host(memory.made, [zynq]).kept.place()).toEqual({ kind: 'memory-only', why: 'No key ring runs.' });
    expect(await host(undefined, [zynq]).kept.keep(login, 'first')).toBe(false);
    expect(await host(undefined, [zynq]).kept.place()).toEqual({
      kind: 'memory-only',
      why: 'This host serves browsers.',
    });
    expect(await host(store().made, []).kept.keep(login, 'first')).toBe(false);
  });

  it('count as none while the store does not answer', async () => {
    const { made } = store();
    await host(made, [zynq]).kept.keep(login, 'first');
    const broken = { ...made, get: () => Promise.reject(new Error('locked')) };
    expect(await host(broken, [zynq]).secrets.get(login)).toBeUndefined();
  });
});

it('secrets in memory move with a renamed board, and are counted when they are forgotten', async () => {
  const { secrets } = host(undefined, []);
  secrets.set({ ...login, hop: 'gate' }, 'first');
  secrets.set({ ...login, kind: 'sudo' }, 'second');
  secrets.rename('zynq', 'rack');
  expect(await secrets.get({ board: 'rack', kind: 'password', hop: 'gate' })).toBe('first');
  expect(await secrets.get({ board: 'zynq', kind: 'sudo' })).toBeUndefined();
  expect([secrets.forget('zynq'), secrets.forget('rack'), secrets.forget('rack')]).toEqual([0, 2, 0]);
});
