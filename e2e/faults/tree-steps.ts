/** Overlays that come to a board's boot files, hit by faults: what its loader finds afterwards. */
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

/** The same again, or all given back; whichever, the board is as it says. */
async function onwards(
  bench: Bench,
  words: readonly string[],
  { before, after }: { before: string; after: string },
  die: number,
): Promise<Wrongs> {
  await bench.slowBoot(false);
  const wrongs = [...(await boots(bench))];
  const [command, wanted] = die < 0.5 ? [words, after] : [['dt', 'restore'], before];
  const next = await bench.run(command);
  const isOver = next.told?.ok === false && next.told.problem.id === 'boot.nothing-to-restore';
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
    recover: onwards,
    restore: giveBack,
  },
];
