/** `board …`: the list of boards and what each is. */
import { resolve } from 'node:path';
import type { z } from 'zod';
import { problem } from '../../../remote-helper/rpc/problem.ts';
import { type Board, boardName, type way } from '../../contract/board.ts';
import { clockNotice } from '../../plan/board-clock.ts';
import { driverName } from '../../plan/loaded-driver.ts';
import type { Command } from '../command.ts';
import { nameFor, parseDestination } from '../destination.ts';
import { Stages } from '../stages.ts';
import { table } from '../table.ts';

type Way = z.output<typeof way>;

/** `root@10.0.0.7:22`, with its alias before it and its jump hosts behind it. */
function address({ host, user, port }: Board, way: Way | undefined): string {
  if (way?.host === undefined) {
    const written = `${user === undefined ? '' : `${user}@`}${host}${port === undefined ? '' : `:${port}`}`;
    return way?.problem === undefined ? written : `${written} (${way.problem})`;
  }
  const reached = `${way.user}@${way.host.includes(':') ? `[${way.host}]` : way.host}:${way.port}`;
  const through = way.jumps.length === 0 ? '' : ` through ${way.jumps.join(', ')}`;
  return `${way.host === host.toLowerCase() ? '' : `${host}: `}${reached}${through}`;
}

/** The host may run in another folder; `~/` is its to read. */
const keyFile = (path: string): string => (path.startsWith('~/') ? path : resolve(path));

function noName(name: string) {
  return problem('usage.name', `${JSON.stringify(name)} is no name for a board.`, {
    hint: 'Letters, digits, dots, dashes and underscores, at most 64: board add NAME USER@HOST.',
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
      const rows = list.boards.map((board) => [
        board.name === list.default ? '*' : '',
        board.name,
        address(
          board,
          list.ways.find((way) => way.board === board.name),
        ),
        board.emulated === undefined ? '' : 'emulated',
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
    about: 'Try each stage of a connection, then keep the board. What is left out ~/.ssh/config says.',
    example: 'uiomem-studio board add zynq root@192.168.1.10 --trust SHA256:…',
    positionals: ['NAME|USER@HOST', '[USER@HOST[:PORT]]'],
    options: {
      identity: { value: 'FILE', about: 'private key to log in with' },
      trust: { value: 'FINGERPRINT', about: 'accept this unknown host key and keep it' },
      default: { about: 'make it the board that is meant when none is named' },
      'no-test': { about: 'keep it without connecting' },
    },
    async run({ client, follow, note }, { positionals: [first = '', second], option, has }) {
      const identityFile = option('identity');
      const trust = option('trust');
      const destination = parseDestination(second ?? first);
      const taken = second === undefined ? (await client.call('board.list', {})).boards.map(({ name }) => name) : [];
      const name = second === undefined ? nameFor(destination.host, taken) : first;
      if (!boardName.safeParse(name).success) {
        throw noName(name);
      }
      const board = {
        name,
        ...destination,
        ...(identityFile !== undefined && {
          identityFile: keyFile(identityFile),
        }),
      };
      const stages = new Stages(note);
      const input = {
        board,
        makeDefault: has('default'),
        test: !has('no-test'),
        ...(trust !== undefined && { trust }),
      };
      const result = await client
        .call(
          'board.add',
          input,
          follow((report) => stages.enter(report)),
        )
        .catch((thrown: unknown) => {
          stages.failed();
          throw thrown;
        });
      stages.passed();
      const { facts } = result;
      return {
        result,
        text: `${name} is kept${facts === undefined ? ', untried' : `: ${facts.model ?? facts.kernel.machine}, Linux ${facts.kernel.release}`}.`,
      };
    },
  },
  {
    words: 'board reflashed',
    about: 'Say that a board was installed anew and shows another key now, which you compared: for this board alone.',
    example: 'uiomem-studio board reflashed zynq --fingerprint SHA256:…',
    positionals: ['NAME'],
    options: {
      fingerprint: { value: 'SHA256:…', about: 'of the key that it shows now, as ssh-keygen -lf says on it' },
    },
    async run({ client, follow }, { positionals: [board = ''], option }) {
      const fingerprint = option('fingerprint');
      if (fingerprint === undefined || !/^SHA256:[A-Za-z0-9+/]{43}$/.test(fingerprint)) {
        throw problem(
          'usage.fingerprint',
          'Which key? --fingerprint SHA256:… is wanted, with 43 characters after the colon.',
          {
            hint: 'On the board’s console: ssh-keygen -lf /etc/ssh/ssh_host_ed25519_key.pub',
          },
        );
      }
      const result = await client.call('board.reflashed', { board, fingerprint }, follow());
      return {
        result,
        text: `${board} is known by ${fingerprint} from now on. Your own known_hosts files are as they were.`,
      };
    },
  },
  {
    words: 'board edit',
    about: 'Say anew what a board is called and how it is reached. Its session ends.',
    example: 'uiomem-studio board edit zynq --name rack-3 --address root@192.168.1.11',
    positionals: ['NAME'],
    options: {
      name: { value: 'NAME', about: 'call it so' },
      address: { value: 'USER@HOST[:PORT]', about: 'reach it there; what is left out ~/.ssh/config says' },
      identity: { value: 'FILE', about: 'private key to log in with' },
      'no-identity': { about: 'log in with the keys of ~/.ssh/config, the agent and the usual files' },
      runtime: { value: 'CHOICE', about: 'on a board without node', choices: ['bring', 'shell', 'ask'] },
    },
    async run({ client }, { positionals: [name = ''], option, has }) {
      const { boards } = await client.call('board.list', {});
      const before = boards.find((board) => board.name === name);
      const address = option('address');
      const wished = option('runtime');
      const to = {
        ...(before ?? { host: name }),
        ...(address !== undefined && { user: undefined, port: undefined, ...parseDestination(address) }),
        name: option('name') ?? name,
        ...(has('no-identity') && { identityFile: undefined }),
        ...(option('identity') !== undefined && { identityFile: keyFile(option('identity') ?? '') }),
        ...(wished !== undefined && { runtime: wished === 'ask' ? undefined : (wished as 'bring' | 'shell') }),
      };
      if (!boardName.safeParse(to.name).success) throw noName(to.name);
      const result = await client.call('board.edit', { board: name, to });
      const forgotten = result.secretsForgotten ? ' Secrets that were kept for it are forgotten.' : '';
      return {
        result,
        text: `${result.board.name} is kept: ${address === undefined ? 'changed' : address}.${forgotten}`,
      };
    },
  },
  {
    words: 'board ssh-hosts',
    about: 'List the hosts of ~/.ssh/config that can be added as boards by their name.',
    example: 'uiomem-studio board ssh-hosts',
    positionals: [],
    async run({ client, note }) {
      const result = await client.call('board.sshHosts', {});
      if (result.problem !== undefined) note(result.problem);
      const rows = result.hosts.map(({ name, user, host, port, problem: why }) => [
        name,
        why ?? `${user}@${host?.includes(':') ? `[${host}]` : host}:${port}`,
      ]);
      return { result, text: rows.length === 0 ? 'There is none.' : table(['HOST', 'ADDRESS'], rows) };
    },
  },
  {
    words: 'board forget-secrets',
    about: 'Forget the passwords and passphrases that the running host keeps for a board, also in the system’s store.',
    example: 'uiomem-studio board forget-secrets zynq',
    positionals: ['NAME'],
    wantsRunning: true,
    async run({ client }, { positionals: [board = ''] }) {
      const result = await client.call('board.forgetSecrets', { board });
      const { forgotten } = result;
      return {
        result,
        text: forgotten === 0 ? `None was kept for ${board}.` : `${forgotten} of ${board} are forgotten.`,
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
    async run({ client, where, follow, note }) {
      const facts = await client.call('board.facts', where, follow());
      const { kernel, clock } = facts;
      const wrong = clock === undefined ? undefined : clockNotice(new Date(clock), new Date());
      if (wrong !== undefined) note(`${wrong.message} [${wrong.id}]\n${wrong.hint}`);
      const rows = [
        ['model', facts.model ?? '(not told)'],
        ['kernel', `${kernel.release} ${kernel.machine}`],
        ['version magic', kernel.vermagic ?? '(not told)'],
        ['page size', String(facts.pageSize)],
        ['cache line', facts.cacheLine === undefined ? '(not told)' : `${facts.cacheLine} bytes`],
        [
          'uiomem',
          facts.uiomem === undefined ? 'not loaded' : `${driverName(facts.uiomem)}, ${facts.devices.length} devices`,
        ],
        ['uiomem nodes', facts.uiomemNodes.map(({ path }) => path).join(', ') || 'none'],
        ['reserved memory', facts.reservedMemory.map(({ name }) => name).join(', ') || 'none'],
        ['clock', clock ?? '(not told)'],
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
    async run({ client, follow }, { positionals: [board = ''] }) {
      const result = await client.call('board.connect', { board }, follow());
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
