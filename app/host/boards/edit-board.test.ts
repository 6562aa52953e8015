import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Board, BoardEdit } from '../../contract/board.ts';
import { editBoard } from './edit-board.ts';

const own = (name: string) => `/data/${name}.known_hosts`;
const zynq: Board = { name: 'zynq', host: '10.0.0.5', user: 'root', port: 2222, identityFile: '/k', runtime: 'bring' };

describe('a board that is said anew', () => {
  it('is what was said, and nothing of what it was', () => {
    expect(editBoard(zynq, { name: 'rack', host: 'rack.lab' }, own)).toEqual({
      board: { name: 'rack', host: 'rack.lab' },
      elsewhere: true,
    });
  });

  it.each<[string, BoardEdit, boolean]>([
    ['another name', { ...zynq, name: 'rack' }, false],
    ['another answer for boards without node', { ...zynq, runtime: 'shell' }, false],
    ['another host', { ...zynq, host: '10.0.0.6' }, true],
    ['another user', { ...zynq, user: 'dev' }, true],
    ['no user', { name: 'zynq', host: '10.0.0.5', port: 2222, identityFile: '/k' }, true],
    ['another key', { ...zynq, identityFile: '/other' }, true],
  ])('with %s', (_what, to, elsewhere) => {
    expect(editBoard(zynq, to, own).elsewhere).toBe(elsewhere);
  });

  it('is the same machine in other letters', () => {
    const named = { name: 'rack', host: 'Rack.lab' };
    expect(editBoard(named, { name: 'rack', host: 'rack.LAB' }, own)).toEqual({
      board: { name: 'rack', host: 'rack.LAB' },
      elsewhere: false,
    });
  });

  it('keeps a file that vouches for it: its own only for the address that it was made for', () => {
    const file = (before: string, to: Partial<BoardEdit>) =>
      editBoard({ ...zynq, knownHostsFile: before }, { ...zynq, ...to }, own).board.knownHostsFile;
    expect([
      file(own('zynq'), {}),
      file(own('zynq'), { name: 'rack' }),
      file(own('zynq'), { host: '10.0.0.6' }),
      file(own('zynq'), { port: 22 }),
      file('/user/file', { host: '10.0.0.6', name: 'rack' }),
    ]).toEqual([own('zynq'), own('rack'), undefined, undefined, '/user/file']);
  });

  it('is not called or reached otherwise when the tool runs it', () => {
    const emulated: Board = { ...zynq, emulated: 'zynq', knownHostsFile: '/state/known_hosts' };
    expect(editBoard(emulated, { ...zynq, runtime: 'shell' }, own).board).toEqual({ ...emulated, runtime: 'shell' });
    for (const change of [{ name: 'rack' }, { host: '10.0.0.6' }, { identityFile: '/other' }, { port: 22 }]) {
      expect(() => editBoard(emulated, { ...zynq, ...change }, own)).toThrow('is run by the tool');
    }
  });

  it('is elsewhere exactly when user, host, port or key differ', () => {
    const optional = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: undefined });
    const reach = fc.record({
      host: fc.constantFrom('a', 'b'),
      user: optional(fc.constantFrom('root', 'dev')),
      port: optional(fc.constantFrom(22, 2222)),
      identityFile: optional(fc.constantFrom('/k', '/l')),
    });
    fc.assert(
      fc.property(reach, reach, (before, to) => {
        const same = (['host', 'user', 'port', 'identityFile'] as const).every((key) => before[key] === to[key]);
        expect(editBoard({ name: 'zynq', ...before }, { name: 'zynq', ...to }, own).elsewhere).toBe(!same);
      }),
    );
  });
});
