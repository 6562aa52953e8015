import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Board } from '../../contract/board.ts';
import { entryOf, formsTaken } from './entry-of.ts';

const boards: readonly Board[] = [
  { name: 'zynq', host: '10.0.0.5', user: 'root' },
  { name: 'rack', host: 'rack.lab', port: 2222 },
  { name: 'lab7', host: 'elsewhere' },
];
const known = { boards, sshHosts: ['lab7', 'oddly+named', 'plans.yaml'] };

describe('what a line means', () => {
  it.each([
    ['', { kind: 'nothing' }],
    ['   ', { kind: 'nothing' }],
    ['zynq', { kind: 'board', name: 'zynq' }],
    [' zynq ', { kind: 'board', name: 'zynq' }],
    // A host of ~/.ssh/config has this name too.
    ['lab7', { kind: 'board', name: 'lab7' }],
    ['root@10.0.0.5', { kind: 'board', name: 'zynq' }],
    ['root@10.0.0.5:22', { kind: 'board', name: 'zynq' }],
    ['10.0.0.5', { kind: 'board', name: 'zynq' }],
    ['RACK.lab:2222', { kind: 'board', name: 'rack' }],
    ['dev@10.0.0.5', { kind: 'destination', destination: { user: 'dev', host: '10.0.0.5' }, listed: false }],
    [
      'root@10.0.0.5:23',
      { kind: 'destination', destination: { user: 'root', host: '10.0.0.5', port: 23 }, listed: false },
    ],
    ['rack.lab:22', { kind: 'destination', destination: { host: 'rack.lab', port: 22 }, listed: false }],
    [
      'root@[fe80::1%eth0]:23',
      { kind: 'destination', destination: { user: 'root', host: 'fe80::1%eth0', port: 23 }, listed: false },
    ],
    ['oddly+named', { kind: 'destination', destination: { host: 'oddly+named' }, listed: true }],
    ['plans.yaml', { kind: 'destination', destination: { host: 'plans.yaml' }, listed: true }],
    ['newboard', { kind: 'destination', destination: { host: 'newboard' }, listed: false }],
    ['insmod uiomem.ko uiomem0_addr=0x70000000 uiomem0_size=0x1000', { kind: 'insmod' }],
    ['sudo /sbin/modprobe uiomem', { kind: 'insmod' }],
    ['insmod', { kind: 'insmod' }],
    ['/home/grace/bringup.yaml', { kind: 'plan-file', path: '/home/grace/bringup.yaml' }],
    ['~/plans/my board.yml', { kind: 'plan-file', path: '~/plans/my board.yml' }],
    ['/srv/board.dts', { kind: 'device-tree', path: '/srv/board.dts' }],
    ['overlay.DTSO', { kind: 'device-tree', path: 'overlay.DTSO' }],
    ['~/x.dtsi', { kind: 'device-tree', path: '~/x.dtsi' }],
    ['bringup.yaml', { kind: 'unknown', why: 'Give the whole path of bringup.yaml: it begins with / or ~/.' }],
    ['./bringup.yaml', { kind: 'unknown', why: `./bringup.yaml is none of what is taken here. ${formsTaken}` }],
    ['-oProxyCommand=x', { kind: 'unknown', why: `-oProxyCommand=x is none of what is taken here. ${formsTaken}` }],
    ['insmods please', { kind: 'unknown', why: `insmods please is none of what is taken here. ${formsTaken}` }],
    ['root@', { kind: 'unknown', why: `root@ is none of what is taken here. ${formsTaken}` }],
    ['/', { kind: 'unknown', why: `/ is none of what is taken here. ${formsTaken}` }],
    ['a/b', { kind: 'unknown', why: `a/b is none of what is taken here. ${formsTaken}` }],
  ])('%j', (text, entry) => {
    expect(entryOf(text, known)).toEqual(entry);
  });

  it('is one of the kinds for every text, whatever is known', () => {
    const kinds = ['nothing', 'board', 'destination', 'insmod', 'plan-file', 'device-tree', 'unknown'];
    const part = fc.oneof(
      fc.string(),
      fc.string({ unit: 'binary' }),
      fc.constantFrom('root@', ':22', '/', '~/', '.yaml', '.dts', 'insmod ', '[', ']', 'zynq', ' ', '-', '@'),
    );
    const text = fc.array(part, { maxLength: 6 }).map((parts) => parts.join(''));
    fc.assert(
      fc.property(text, fc.array(fc.string({ minLength: 1 })), (typed, sshHosts) => {
        const entry = entryOf(typed, { boards, sshHosts });
        expect(kinds).toContain(entry.kind);
        // What begins with a dash would be an option of ssh(1), unless the user's own configuration has it.
        if (entry.kind === 'destination' && !entry.listed) expect(entry.destination.host).not.toMatch(/^-|[\s/]/);
        if (entry.kind === 'board') expect(boards.map(({ name }) => name)).toContain(entry.name);
      }),
    );
  });

  it('takes a listed board by its name before all else', () => {
    const name = fc.stringMatching(/^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/);
    fc.assert(
      fc.property(name, (own) => {
        const board = { name: own, host: '192.0.2.1' };
        expect(entryOf(own, { boards: [board], sshHosts: [own] })).toEqual({ kind: 'board', name: own });
      }),
    );
  });

  it('adds every user, host and port that can be written, when no board is there', () => {
    const word = fc.stringMatching(/^[a-z][a-z0-9-]{0,20}$/).filter((each) => !/^(?:insmod|modprobe)$/.test(each));
    fc.assert(
      fc.property(word, word, fc.integer({ min: 1, max: 65_535 }), (user, host, port) => {
        expect(entryOf(`${user}@${host}:${port}`, { boards: [], sshHosts: [] })).toEqual({
          kind: 'destination',
          destination: { user, host, port },
          listed: false,
        });
      }),
    );
  });
});
