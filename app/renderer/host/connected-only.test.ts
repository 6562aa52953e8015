import { expect, it } from 'vitest';
import { hostContract } from '../../contract.ts';
import { onConnected } from './connected-only.ts';

it.each([
  ['board.facts', { board: 'zynq' }, { board: 'zynq', connected: true }],
  ['memory.read', { board: 'zynq', device: 'uiomem0', offset: '0x0', size: '0x4' }, { connected: true }],
  ['plan.lint', { text: '', folder: '/', by: { kind: 'board', board: 'zynq' } }, { by: { connected: true } }],
] as const)('%s asks a connected board', (name, input, wanted) => {
  // As it arrives: what the contract does not take is dropped there.
  expect(hostContract[name].input.parse(onConnected<unknown>(name, input))).toMatchObject(wanted);
});

it.each([
  ['board.connect', { board: 'zynq' }],
  ['board.disconnect', { board: 'zynq' }],
  ['board.secret', { board: 'zynq', kind: 'password', secret: 'x' }],
  ['board.add', { board: { name: 'zynq' }, test: true }],
  ['plan.lint', { text: '', folder: '/', by: { kind: 'none' } }],
  ['state.watch', {}],
] as const)('%s is asked as it is', (name, input) => {
  expect(onConnected<unknown>(name, input)).toEqual(input);
});
