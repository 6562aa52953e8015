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
