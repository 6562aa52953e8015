import { expect, it } from 'vitest';
import { problem, problemOf } from '../../../remote-helper/rpc/problem.ts';
import { hostContract } from '../../contract.ts';
import { listsOf, tellingLostLinks } from './lost-link.ts';

it('parts the stages of a connection', () => {
  expect(listsOf('board.connect', 'authenticate')).toEqual({
    done: ['resolve', 'connect', 'host-key'],
    unknown: [],
    notDone: ['authenticate', 'probe', 'privilege', 'deliver', 'helper', 'facts'],
  });
  expect(listsOf('module.unload', 'deliver')).toEqual({
    done: ['resolve', 'connect', 'host-key', 'authenticate', 'probe', 'privilege'],
    unknown: ['deliver'],
    notDone: ['helper', 'facts', 'unload the module'],
  });
});

it('knows what looks from what changes', () => {
  expect(listsOf('memory.dump', undefined)).toEqual({ done: ['connect'], unknown: [], notDone: ['read the range'] });
  expect(listsOf('sync.set', undefined)).toEqual({
    done: ['connect'],
    unknown: ['set the sync attributes'],
    notDone: [],
  });
  expect(listsOf('board.facts', undefined)).toEqual({ done: ['connect'], unknown: [], notDone: ['gather the facts'] });
});

it('has words for whatever asks a board', () => {
  const askNone =
    /^(host|window|state|emulated|settings|recent|serial|text)\.|^profile\.(?:byFacts|list)$|^module\.(forget|list)$|^terminal\.(command|commandsHere|resize)$|^board\.(answer|disconnect|edit|forgetSecrets|list|makeDefault|reflashed|remove|runtime|secret|secretsKept|sshHosts)$/;
  const named = Object.keys(hostContract).filter((name) => !askNone.test(name));
  expect(
    named.filter((name) => [...listsOf(name, undefined).notDone, ...listsOf(name, undefined).unknown].includes(name)),
  ).toEqual([]);
});

it('adds lists where there are none, and leaves everything else alone', async () => {
  const throwing = (thrown: unknown) =>
    (
      tellingLostLinks({ 'sync.set': () => Promise.reject(thrown) } as never) as Record<
        string,
        (input: unknown, call: unknown) => Promise<unknown>
      >
    )
      ['sync.set']?.({}, {})
      .then(undefined, (found: unknown) => found);
  const cut = problem('link.lost', 'Gone.');
  expect(problemOf(await throwing(cut))).toMatchObject({
    id: 'link.lost',
    message: 'Gone. Done: connect. Not known whether done: set the sync attributes.',
    data: { done: ['connect'], unknown: ['set the sync attributes'], notDone: [] },
  });
  const killed = problem('mapping.lost', 'It ended.', { hint: 'It was started again.', data: { said: '' } });
  expect(problemOf(await throwing(killed))).toMatchObject({
    id: 'mapping.lost',
    message: 'It ended. Done: connect. Not known whether done: set the sync attributes.',
    hint: 'The helper was started again: the same command can be given again; it looks first at what is there.',
    data: { done: ['connect'], unknown: ['set the sync attributes'], notDone: [] },
  });
  const early = problem('helper.not-started', 'It did not start.', { data: { stage: 'helper', signal: 'SIGKILL' } });
  expect(problemOf(await throwing(early))).toMatchObject({
    id: 'helper.not-started',
    hint: 'Something on the board ended it, such as a lack of memory: the same command can be given again; it looks first at what is there.',
    data: { unknown: ['helper'], notDone: ['facts', 'set the sync attributes'] },
  });
  const refused = problem('helper.not-started', 'It did not start.', { data: { stage: 'helper', exit: 1 } });
  expect(await throwing(refused)).toBe(refused);
  const told = problem('link.lost', 'Gone.', { data: { done: [], unknown: [], notDone: ['x'] } });
  expect(await throwing(told)).toBe(told);
  const other = problem('device.missing', 'No.');
  expect(await throwing(other)).toBe(other);
});
