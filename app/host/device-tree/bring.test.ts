/** Bringing and taking with a helper that is played: what is asked of it, in which order, and what is taken back. */
import { expect, test } from 'vitest';
import { problem, problemOf } from '../../../remote-helper/rpc/problem.ts';
import type { StepEvent } from '../../contract/plan.ts';
import type { BoardSession } from '../session/session.ts';
import { bring } from './bring.ts';
import { take } from './take.ts';
import { boardTree, frames, treeLook, type Wish } from './testing/tree-look.ts';

type Answer = (input: never, bytes: Uint8Array | undefined) => unknown;

/** A board as `wish` says, at each look; what `answers` has of procedures goes before. */
function played(wish: () => Wish, answers: Readonly<Record<string, Answer>> = {}) {
  const asked: string[] = [];
  const looks = ['boot.read', 'overlay.list', 'tree.read', 'device.holders'];
  const call = async (name: string, input: never, options: { bytes?: Uint8Array } = {}) => {
    if (!looks.includes(name)) asked.push(`${name} ${JSON.stringify(input)}`);
    const own = answers[name];
    if (own !== undefined) return own(input, options.bytes);
    const look = treeLook(wish());
    switch (name) {
      case 'boot.read':
        return { output: look.look, bytes: Buffer.concat([...look.trees.values()]) };
      case 'overlay.list': {
        const overlays = look.overlays.map(({ overlay: _, ...rest }) => rest);
        const bytes = Buffer.concat((wish().overlays ?? []).map((each) => each.bytes));
        return { output: { there: look.takesOverlays, overlays }, bytes };
      }
      case 'tree.read': {
        const nodes = look.live?.nodes ?? [];
        const told = nodes.map(({ depth, node }) => [
          depth,
          node.name,
          [...node.properties].map(([property, value]) => [property, value.length]),
        ]);
        return {
          output: { nodes: told },
          bytes: Buffer.concat(nodes.flatMap(({ node }) => [...node.properties.values()])),
        };
      }
      case 'device.holders':
        return { holders: look.holders };
      default:
        return { lines: [], told: [] };
    }
  };
  const session = {
    helper: { call },
    facts: async () => treeLook(wish()).board,
  } as unknown as BoardSession;
  return { asked, session };
}

const how = { signal: new AbortController().signal, tell: async () => {} };
const now = { way: 'run-time' as const, name: 'frames', arguments: [], overlay: frames };
const failure = async (work: Promise<unknown>) =>
  await work.then(
    () => undefined,
    (thrown: unknown) => problemOf(thrown),
  );

test('an overlay that was put on and cannot be looked at is taken off again', async () => {
  let applied = false;
  const { asked, session } = played(() => ({ takesOverlays: true, live: boardTree }), {
    'overlay.apply': () => {
      applied = true;
      return { lines: [] };
    },
    'device.holders': () => {
      if (applied) throw problem('board.no-process', 'The board is full.');
      return { holders: [] };
    },
  });
  expect(await failure(bring(session, now, how))).toMatchObject({ id: 'board.no-process' });
  expect(asked).toEqual(['overlay.apply {"name":"frames"}', 'overlay.remove {"name":"frames"}']);
});

test.each([
  [true, ['planned', 'started', 'done', 'undone']],
  [false, ['planned', 'started', 'done']],
])(
  'a helper that dies while it looks: what was put on is told as taken off only where it was (%j)',
  async (isOff, states) => {
    let applied = false;
    const { session } = played(() => ({ takesOverlays: true, live: boardTree }), {
      'overlay.apply': () => {
        applied = true;
        return { lines: [] };
      },
      'overlay.remove': () => {
        if (!isOff) throw problem('overlay.not-removed', 'It stays.');
        return { lines: [] };
      },
      'device.holders': () => {
        if (applied) throw problem('mapping.lost', 'It ended.', { data: { said: 'Killed' } });
        return { holders: [] };
      },
    });
    const told: StepEvent[] = [];
    const listening = { ...how, tell: async (event: StepEvent) => void told.push(event) };
    const put = 'put the overlay onto the running kernel';
    const look = 'look at what came of it';
    expect(await failure(bring(session, now, listening))).toMatchObject({
      id: 'mapping.lost',
      data: isOff ? { done: [], unknown: [], notDone: [put, look] } : { done: [put], unknown: [], notDone: [look] },
    });
    expect(told.filter(({ title }) => title === put).map(({ state }) => state)).toEqual(states);
  },
);

test('what was left half way is removed before it is put on anew', async () => {
  let overlays: NonNullable<Wish['overlays']> = [{ name: 'frames', bytes: frames, status: 'unapplied' }];
  const { asked, session } = played(() => ({ takesOverlays: true, live: boardTree, overlays }), {
    'overlay.apply': () => {
      overlays = [{ name: 'frames', bytes: frames }];
      return { lines: [] };
    },
  });
  const { standing } = await bring(session, now, how);
  expect(standing).toMatchObject({ name: 'frames', state: 'applied' });
  expect(asked).toEqual(['overlay.remove {"name":"frames"}', 'overlay.apply {"name":"frames"}']);
});

test('device-tree.not-as-reviewed, before anything is asked', async () => {
  const { asked, session } = played(() => ({ takesOverlays: true, live: boardTree }));
  expect(await failure(bring(session, { ...now, reviewed: 'another' }, how))).toMatchObject({
    id: 'device-tree.not-as-reviewed',
  });
  expect(asked).toEqual([]);
});

const conf = '/boot/extlinux/extlinux.conf';
const ours = '/boot/uiomem-studio/frames.dtbo';
const before = 'label a\n\tlinux /boot/Image\n\tfdt /boot/b.dtb\n';
const after = before.replace('b.dtb\n', `b.dtb\n\tfdtoverlays ${ours}\n`);
const installed: Wish = {
  live: boardTree,
  files: { [conf]: after },
  trees: { [ours]: frames },
  installs: [{ name: 'frames', way: 'extlinux', files: [ours, conf], bootId: 'this boot' }],
};

test('for the next boot: the overlay first, then the text that names it; taken away the other way round', async () => {
  let stands = false;
  const sent: { paths: string[]; text: string }[] = [];
  const { session } = played(() => (stands ? installed : { live: boardTree, files: { [conf]: before } }), {
    'boot.write': ({ files }: { files: { path: string; bytes?: number }[] }, bytes) => {
      stands = true;
      sent.push({ paths: files.map(({ path }) => path), text: Buffer.from(bytes ?? []).toString('latin1') });
      return { told: [] };
    },
  });
  const brought = await bring(session, { ...now, way: 'extlinux' }, how);
  expect(brought.standing).toMatchObject({ way: 'extlinux', state: 'next-boot' });
  await take(session, { name: 'frames', unload: false, changed: 'refuse' }, how);
  expect(sent.map(({ paths }) => paths)).toEqual([
    [ours, conf],
    [conf, ours],
  ]);
  expect(sent[0]?.text.endsWith(after)).toBe(true);
  expect(sent[1]?.text).toBe(before);
});

test('boot.changed-since, device-tree.blocked and device-tree.not-there, before anything is asked', async () => {
  const changed = {
    ...installed,
    look: {
      states: [
        { path: conf, state: 'changed' as const },
        { path: ours, state: 'written' as const },
      ],
    },
  };
  const request = { name: 'frames', unload: false, changed: 'refuse' as const };
  const first = played(() => changed);
  expect(await failure(take(first.session, request, how))).toMatchObject({
    id: 'boot.changed-since',
    data: { path: conf },
  });
  const held = played(() => ({
    ...installed,
    holders: [{ pid: 7, command: 'cat', device: 'uiomem0', ours: false }] as never,
  }));
  expect(await failure(take(held.session, { ...request, unload: true }, how))).toMatchObject({
    id: 'device-tree.blocked',
    data: { blocked: ['Process 7 (cat) has uiomem0 open.'] },
  });
  const other = played(() => installed);
  expect(await failure(take(other.session, { ...request, name: 'other' }, how))).toMatchObject({
    id: 'device-tree.not-there',
    data: { there: ['frames (extlinux)'] },
  });
  expect([...first.asked, ...held.asked, ...other.asked]).toEqual([]);
});

test('what was cut off before its record was whole is brought to its end, though every file is as wanted', async () => {
  let unfinished = true;
  const record = { format: 1 as const, entries: [], folders: [], installs: installed.installs?.slice() ?? [] };
  const wish = (): Wish => ({ ...installed, ...(unfinished && { look: { record: { ...record, unfinished } } }) });
  const { asked, session } = played(wish, {
    'boot.write': () => {
      unfinished = false;
      return { told: [] };
    },
  });
  const again = { ...now, way: 'extlinux' as const };
  expect((await bring(session, again, how)).standing.state).toBe('next-boot');
  expect(asked).toEqual([expect.stringContaining('boot.write {"files":[],"install":{"name":"frames"')]);
  await bring(session, again, how);
  expect(asked).toHaveLength(1);
});

test('a link that is lost in the middle: which step is not known, and what was not begun', async () => {
  const { session } = played(() => ({ live: boardTree, files: { [conf]: before } }), {
    'boot.write': () => {
      throw problem('link.lost', 'No answer.');
    },
  });
  expect(await failure(bring(session, { ...now, way: 'extlinux' }, how))).toMatchObject({
    id: 'link.lost',
    data: { done: [], unknown: ['write 2 files of the boot'], notDone: ['look whether they count'] },
    hint: expect.stringContaining('dt status'),
  });
});
