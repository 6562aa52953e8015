import { expect, it } from 'vitest';
import { destinationText, nameFor, parseDestination } from './destination.ts';

it.each([
  ['root@192.168.1.10', { user: 'root', host: '192.168.1.10' }],
  ['zynq', { host: 'zynq' }],
  ['zynq.lab:2222', { host: 'zynq.lab', port: 2222 }],
  ['dev@board.lab:2222', { user: 'dev', host: 'board.lab', port: 2222 }],
  ['root@[fe80::1]:23', { user: 'root', host: 'fe80::1', port: 23 }],
])('%s', (text, destination) => {
  expect(parseDestination(text)).toEqual(destination);
  expect(destinationText(destination)).toBe(text);
});

it.each([
  ['root@zynq.lab.example', 'zynq'],
  ['10.0.0.5', '10.0.0.5'],
  ['root@[fe80::1]', ''],
  ['_odd', ''],
])('%s may be called %j', (text, name) => {
  expect(nameFor(parseDestination(text) ?? { host: '' })).toBe(name);
});

it.each(['', '-oProxyCommand=x', 'root@', '@board', 'root@board:0', 'root@board:65536', 'root@fe80::1', 'a b@c'])(
  '%j says not who logs in where',
  (text) => {
    expect(parseDestination(text)).toBeUndefined();
  },
);
