import { expect, it } from 'vitest';
import { problem, problemOf } from '../../../remote-helper/rpc/problem.ts';
import { StepsTaken } from './steps-taken.ts';

const cut = () => problem('link.lost', 'The link is gone.', { hint: 'Connect again.', data: { host: 'bench' } });

it('tells what was done, what was not, and what nobody knows', () => {
  const taken = new StepsTaken(['look']);
  expect(taken.lists).toEqual({ done: [], notDone: ['look'], unknown: [] });
  taken.end('look');
  taken.plan(['send', 'load', 'set', 'compare']);
  taken.begin('send');
  taken.end();
  taken.begin('load');
  expect(problemOf(taken.told(cut(), 'Go on.'))).toEqual({
    id: 'link.lost',
    message: 'The link is gone. Done: look; send. Not known whether done: load. Not done: set; compare.',
    hint: 'Go on.',
    data: { host: 'bench', done: ['look', 'send'], unknown: ['load'], notDone: ['set', 'compare'] },
  });
  taken.refused();
  expect(taken.lists).toEqual({ done: ['look', 'send'], notDone: ['load', 'set', 'compare'], unknown: [] });
});

it('tells the same when the helper was ended in the middle, and not when it died of a bus error', () => {
  const taken = new StepsTaken(['load']);
  taken.begin('load');
  const killed = problem('mapping.lost', 'The helper ended.', { data: { signal: 'SIGKILL', said: '' } });
  expect(problemOf(taken.told(killed, 'Look.'))).toEqual({
    id: 'mapping.lost',
    message: 'The helper ended. Nothing was done before. Not known whether done: load.',
    hint: 'Look.',
    data: { signal: 'SIGKILL', said: '', done: [], unknown: ['load'], notDone: [] },
  });
  const bus = problem('mapping.lost', 'It died.', { data: { signal: 'SIGBUS', said: '', busError: true } });
  expect(taken.told(bus, 'Look.')).toBe(bus);
  const stale = problem('mapping.lost', 'This mapping ended.', { data: { mapping: 3 } });
  expect(taken.told(stale, 'Look.')).toBe(stale);
  const back = problem('mapping.lost', 'The helper ended.', { data: { said: '', rolledBack: 2 } });
  expect(taken.told(back, 'Look.')).toBe(back);
});

it('leaves other problems as they are, and puts its lists in the place of others', () => {
  const taken = new StepsTaken(['look']);
  const other = problem('step.broken', 'It broke.');
  expect(taken.told(other, 'Go on.')).toBe(other);
  const told = new StepsTaken(['undo']).told(cut(), 'Undo on.');
  expect(problemOf(taken.told(told, 'Go on.')).data).toMatchObject({ notDone: ['look'] });
  expect(problemOf(taken.told(problem('rpc.connection-lost', 'It ended.'), 'Go on.'))).toMatchObject({
    id: 'link.lost',
  });
});
