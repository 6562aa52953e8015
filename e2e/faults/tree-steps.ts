/** Overlays that come to a board's device tree and leave it, hit by faults: what its loader finds afterwards, and what is in the kernel. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { frames } from '../testing/tree-board.ts';
import type { Bench } from './bench.ts';
import { agrees, draws, failed, type Step, same, type Wrongs } from './step.ts';

const conf = '/boot/extlinux/extlinux.conf';
const overlay = '/boot/uiomem-studio/frames.dtbo';
const node = '/proc/device-tree/uiomem@72000000';

async function frameFile(bench: Bench): Promise<string> {
  const file = join(bench.folder, 'frames.dtbo');
  await writeFile(file, frames);
  return file;
}

const install = async (bench: Bench) => [
  ...['dt', 'install', await frameFile(bench), '--name', 'frames'],
  ...['--way', 'extlinux', '--yes'],
];

/** The loader's file names the overlay, as the state of a board tells it. */
const named = (state: string) => state.includes('names /boot/uiomem-studio/frames.dtbo');

/** What the loader finds is all as before or all as after, whenever it starts, and is what the next boot has. */
async function boots(bench: Bench): Promise<Wrongs> {
  const found = await bench.shell(
    `grep -c 'fdtoverlays.*${overlay}' ${conf}; [ ! -f ${overlay} ] || base64 ${overlay}`,
  );
  const [count = '', ...lines] = found.split('\n');
  const whole = Buffer.from(lines.join(''), 'base64').equals(Buffer.from(frames));
  const wrongs = count === '1' && !whole ? [`${conf} names an overlay that is not whole`] : [];
  await bench.reset();
  const live = (await bench.shell(`[ ! -d ${node} ] || echo there`)) !== '';
  return live === (count === '1') ? wrongs : [...wrongs, `the next boot ${live ? 'has' : 'lacks'} the overlay`];
}

/** By dt restore, and a boot without it. */
async function giveBack(bench: Bench): Promise<Wrongs> {
  await bench.slowBoot(false);
  const wrongs: string[] = [];
  if ((await bench.shell('ls /var/lib/uiomem-studio/boot/record.json 2>/dev/null || :')) !== '')
    wrongs.push(...failed('dt restore', await bench.run(['dt', 'restore'])));
  if ((await bench.shell(`[ ! -d ${node} ] || echo there`)) !== '') await bench.reset();
  return wrongs;
}

/** The same again, or all given back; whichever, the board is as it says. `over`: how the same is refused that was done already. */
async function onwards(
  bench: Bench,
  words: readonly string[],
  { before, after }: { before: string; after: string },
  die: number,
  over?: string,
): Promise<Wrongs> {
  await bench.slowBoot(false);
  const wrongs = [...(await boots(bench))];
  const [command, wanted, refusal] =
    die < 0.5
      ? [words, after, over]
      : [['dt', 'restore'], words.includes('remove') ? after : before, 'boot.nothing-to-restore'];
  const next = await bench.run(command);
  const isOver = next.told?.ok === false && next.told.problem.id === refusal;
  if (!isOver) wrongs.push(...failed(`${command.slice(0, 2).join(' ')} afterwards`, next));
  return [...wrongs, ...(await same(bench, `${command.slice(0, 2).join(' ')} afterwards`, wanted))];
}

export const treeSteps: readonly Step[] = [
  {
    name: 'tree install',
    title: /^bring it to the board$|^write 2 files of the boot$/,
    moments: [draws('write', /write 2 files of the boot/), draws('look', /done {4}write 2 files/)],
    async prepare(bench) {
      const words = await install(bench);
      await bench.slowBoot(true);
      return words;
    },
    truth: (lists, state) => agrees(lists, /^write 2 files/, named(state)),
    recover: (bench, words, states, die) => onwards(bench, words, states, die),
    restore: giveBack,
  },
  {
    name: 'tree remove',
    title: /^take it away again$|^take it out of the boot files$/,
    moments: [draws('write', /take it out of the boot files/)],
    async prepare(bench) {
      const wrongs = failed('the install before', await bench.run(await install(bench)));
      if (wrongs.length > 0) throw new Error(wrongs.join('; '));
      await bench.slowBoot(true);
      return ['dt', 'remove', 'frames'];
    },
    truth: (lists, state) => agrees(lists, /^take it out/, !named(state)),
    recover: (bench, words, states, die) => onwards(bench, words, states, die, 'device-tree.not-there'),
    restore: giveBack,
  },
  {
    name: 'tree apply',
    title: /^bring it to the board$|^put the overlay onto the running kernel$/,
    kernel: '6.1-debug',
    moments: [
      draws('put', /put the overlay onto the running kernel/),
      draws('look', /done {4}put the overlay onto the running kernel/),
    ],
    async prepare(bench) {
      return ['dt', 'apply', await frameFile(bench), '--name', 'frames', '--yes'];
    },
    truth: (lists, state) => agrees(lists, /^put the overlay/, state.includes('overlay uiomem-studio-frames applied')),
    async recover(bench, words, { after }) {
      const next = await bench.run(words);
      const there = next.told?.ok === false && next.told.problem.id === 'device-tree.exists';
      return [...(there ? [] : failed('the same command again', next)), ...(await same(bench, 'applied again', after))];
    },
    async restore(bench) {
      const taken = await bench.run(['dt', 'remove', 'frames']);
      const gone = taken.told?.ok === false && taken.told.problem.id === 'device-tree.not-there';
      const live = await bench.shell(`[ ! -d ${node} ] || echo there`);
      return [...(gone ? [] : failed('dt remove', taken)), ...(live === '' ? [] : [`${node} stays`])];
    },
  },
];
