/** `board …`: the list of boards and what each is. */
import { resolve } from 'node:path';
import { problem } from '../../../remote-helper/rpc/problem.ts';
import type { Board } from '../../contract/board.ts';
import type { Command } from '../command.ts';
import { table } from '../table.ts';

/** `user@host`, `user@host:port`, `user@[v6]:port`. Throws `usage.destination`. */
function parseDestination(text: string): Pick<Board, 'user' | 'host' | 'port'> {
  const found = /^([^@\s]+)@(?:\[([^\]\s]+)\]|([^:@\s]+))(?::(\d{1,5}))?$/.exec(text);
  const port = Number(found?.[4] ?? 22);
  const host = found?.[2] ?? found?.[3];
  if (found?.[1] !== undefined && host !== undefined && port >= 1 && port <= 65_535) {
    return { user: found[1], host, port };
  }
  throw problem('usage.destination', `${JSON.stringify(text)} does not say who logs in where.`, {
    hint: 'Write it like root@192.168.1.10, dev@board.lab:2222 or root@[fe80::1]:22.',
    data: { text },
  });
}

export const boardCommands: readonly Command[] = [
  {
    words: 'board list',
    about: 'List the boards that are known.',
    example: 'uiomem-studio board list',
    positionals: [],
    async run({ client }) {
      const list = await client.call('board.list', {});
      const rows = list.boards.map(({ name, user, host, port, emulated }) => [
        name === list.default ? '*' : '',
        name,
        `${user}@${host}:${port}`,
        emulated === undefined ? '' : 'emulated',
      ]);
      const text =
        rows.length === 0
          ? 'No boards yet: board add NAME USER@HOST, or board emulated up.'
          : `${table(['', 'NAME', 'ADDRESS', ''], rows)}\n${list.default === undefined ? 'No default: name one with --board, or choose it with board default NAME.' : '* the default'}`;
      return { result: list, text };
    },
  },
  {
    words: 'board add',
    about: 'Try each stage of a connection, then keep the board.',
    example: 'uiomem-studio board add zynq root@192.168.1.10 --trust SHA256:…',
    positionals: ['NAME', 'USER@HOST[:PORT]'],
    options: {
      identity: { value: 'FILE', about: 'private key to log in with' },
      trust: { value: 'FINGERPRINT', about: 'accept this unknown host key and keep it' },
      default: { about: 'make it the board that is meant when none is named' },
      'no-test': { about: 'keep it without connecting' },
    },
    async run({ client, signal, progress }, { positionals: [name = '', destination = ''], option, has }) {
      const identityFile = option('identity');
      const trust = option('trust');
      const board = {
        name,
        ...parseDestination(destination),
        // The host may run in another folder; `~/` is its to read.
        ...(identityFile !== undefined && {
          identityFile: identityFile.startsWith('~/') ? identityFile : resolve(identityFile),
        }),
      };
      const result = await client.call(
        'board.add',
        { board, makeDefault: has('default'), test: !has('no-test'), ...(trust !== undefined && { trust }) },
        { signal, onProgress: ({ stage, text }) => progress(`${stage}: ${text}`) },
      );
      const { facts } = result;
      return {
        result,
        text: `${name} is kept${facts === undefined ? ', untried' : `: ${facts.model ?? facts.kernel.machine}, Linux ${facts.kernel.release}`}.`,
      };
    },
  },
  {
    words: 'board remove',
    about: 'Forget a board. Nothing on the board itself changes.',
    example: 'uiomem-studio board remove zynq',
    positionals: ['NAME'],
    async run({ client }, { positionals: [board = ''] }) {
      return { result: await client.call('board.remove', { board }), text: `${board} is forgotten.` };
    },
  },
  {
    words: 'board default',
    about: 'Make a board the one that is meant when none is named.',
    example: 'uiomem-studio board default zynq',
    positionals: ['NAME'],
    async run({ client }, { positionals: [board = ''] }) {
      return { result: await client.call('board.makeDefault', { board }), text: `${board} is the default now.` };
    },
  },
  {
    words: 'board facts',
    about: 'Connect and tell what the board is (--json: all of it, to be kept in a file).',
    example: 'uiomem-studio board facts --board zynq',
    positionals: [],
    async run({ client, where, signal, progress }) {
      const facts = await client.call('board.facts', where, {
        signal,
        onProgress: ({ stage, text }) => progress(`${stage}: ${text}`),
      });
      const { kernel } = facts;
      const rows = [
        ['model', facts.model ?? '(not told)'],
        ['kernel', `${kernel.release} ${kernel.machine}`],
        ['version magic', kernel.vermagic ?? '(not told)'],
        ['page size', String(facts.pageSize)],
        ['cache line', facts.cacheLine === undefined ? '(not told)' : `${facts.cacheLine} bytes`],
        ['uiomem', facts.uiomem === undefined ? 'not loaded' : `loaded, ${facts.devices.length} devices`],
        ['uiomem nodes', facts.uiomemNodes.map(({ path }) => path).join(', ') || 'none'],
        ['reserved memory', facts.reservedMemory.map(({ name }) => name).join(', ') || 'none'],
        ['boot', facts.bootId],
      ];
      return { result: facts, text: table(['FACT', ''], rows) };
    },
  },
  {
    words: 'board connect',
    about: 'Have the running host open a session with a board and keep it, also over lost links.',
    example: 'uiomem-studio board connect zynq',
    positionals: ['NAME'],
    wantsRunning: true,
    async run({ client, signal, progress }, { positionals: [board = ''] }) {
      const result = await client.call(
        'board.connect',
        { board },
        { signal, onProgress: ({ stage, text }) => progress(`${stage}: ${text}`) },
      );
      return { result, text: `${board} is connected.` };
    },
  },
  {
    words: 'board disconnect',
    about: 'Have the running host end its session with a board, so that others can change it.',
    example: 'uiomem-studio board disconnect zynq',
    positionals: ['NAME'],
    wantsRunning: true,
    async run({ client }, { positionals: [board = ''] }) {
      return { result: await client.call('board.disconnect', { board }), text: `${board} is disconnected.` };
    },
  },
];
