/** The commands that faults hit: what the board is before, the moments within each, what the next run does, and the way back. */
import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { appendFile, copyFile, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Bench } from './bench.ts';
import { uploads } from './board-side.ts';
import { again, agrees, draws, failed, reaches, type Step, same, type Wrongs } from './step.ts';
import { treeSteps } from './tree-steps.ts';

const region = ['uiomem0_addr=0x70000000', 'uiomem0_size=0x2000000'];
const real = 'PATH=/usr/sbin:/sbin:/usr/bin:/bin';
const removeUploads = `rm -rf ${uploads}/modules`;
/** The helper of the command before may still hold a device. */
const unload = `${real}; i=0; while grep -q '^uiomem ' /proc/modules; do rmmod uiomem 2>/dev/null || sleep 1; i=$((i + 1)); [ $i -lt 30 ] || exit 1; done
rm -f /run/faults.ko; ${removeUploads}`;

/** A module that takes its time to send: what follows the sections of an ELF file belongs to nobody. */
async function largeModule(bench: Bench): Promise<string> {
  const file = join(bench.folder, 'large.ko');
  if (existsSync(file)) return file;
  await copyFile(await bench.module(), file);
  await appendFile(file, randomBytes(16 * 2 ** 20));
  return file;
}

const plan = (module: string) => `version: 1
name: faults
module: { from: file, path: ${JSON.stringify(module)} }
regions:
  - { device: uiomem0, address: 0x70000000, size: 32M, sync: { offset: 4K, size: 8K } }
persist: { boot: true }
`;

async function planFile(bench: Bench): Promise<string> {
  const file = join(bench.folder, 'bringup.yaml');
  await writeFile(file, plan(await bench.module()));
  return file;
}

/** A driver that an emulated processor compiles in seconds, another one each time. */
async function tinySource(bench: Bench): Promise<string> {
  const folder = join(bench.folder, 'source');
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, 'Kbuild'), 'obj-m := uiomem.o\n');
  const text = `/* ${randomBytes(8).toString('hex')} */\n#include <linux/module.h>\nMODULE_LICENSE("GPL");\n`;
  await writeFile(join(folder, 'uiomem.c'), text);
  return folder;
}

/** Words of the command that is under way in `recover` tell nothing that the next run could not find out. */
const built = new Map<Bench, string>();

export const steps: readonly Step[] = [
  {
    name: 'connect',
    title: /^gather the facts$/,
    moments: [
      draws('host key', /host-key: /),
      draws('probe', /probe: /),
      draws('deliver', /deliver: /),
      draws('helper', /helper: /),
      draws('facts', /facts: /),
    ],
    async prepare(bench) {
      // As on a board that never saw the tool; what root has of other versions stays.
      await bench.shell(`rm -rf ${uploads} /var/lib/uiomem-studio /run/uiomem-studio`);
      return ['board', 'facts'];
    },
    recover: again,
    restore: async () => [],
  },
  {
    name: 'upload',
    title: /^send the module$/,
    moments: [draws('send', /MiB of/)],
    async prepare(bench) {
      await bench.shell(removeUploads);
      return ['module', 'upload', await largeModule(bench)];
    },
    recover: again,
    async restore(bench) {
      await bench.shell(removeUploads);
      return [];
    },
  },
  {
    name: 'build on board',
    title: /^build the module$/,
    tools: true,
    moments: [draws('make', /make /)],
    async prepare(bench) {
      return ['module', 'build', '--on', 'board', '--source', await tinySource(bench)];
    },
    async recover(bench, words) {
      const next = await bench.run(words);
      if (next.told?.ok === true) {
        built.set(bench, dirname((next.told.result as { module: { path: string } }).module.path));
      }
      return failed('the same command again', next);
    },
    async restore(bench) {
      const folder = built.get(bench);
      if (folder !== undefined) await rm(folder, { recursive: true, force: true });
      await bench.shell(removeUploads);
      return [];
    },
  },
  {
    name: 'load',
    title: /^load the module$/,
    moments: [draws('send', /uploading the module/), reaches('insmod', 'insmod')],
    async prepare(bench) {
      await bench.shell(removeUploads);
      return ['module', 'load', '--file', await bench.module(), ...region];
    },
    truth: (lists, state) => agrees(lists, /^load the module/, state.includes('module uiomem')),
    async recover(bench, words, { after }) {
      const next = await bench.run(words);
      const there = next.told?.ok === false && next.told.problem.id === 'module.already-loaded';
      return [...(there ? [] : failed('the same command again', next)), ...(await same(bench, 'loaded again', after))];
    },
    async restore(bench) {
      await bench.shell(unload);
      return [];
    },
  },
  {
    name: 'dump',
    title: /^read the range$/,
    moments: [draws('read', /MiB of/)],
    async prepare(bench) {
      await bench.shell('cat >/run/faults.ko', await readFile(await bench.module()));
      await bench.shell(`${real}; insmod /run/faults.ko ${region.join(' ')}`);
      const file = join(bench.folder, 'dump.bin');
      await rm(file, { force: true });
      return ['mem', 'dump', 'uiomem0', '-o', file, '--content', 'memory'];
    },
    async recover(bench, words) {
      const [, , , , file = ''] = words;
      // A reboot unloaded it.
      if (!(await bench.state()).includes('module uiomem')) await this.prepare(bench);
      // A dump that came to its end is not done again: its file would be in the way.
      const wrongs = existsSync(file) ? [] : await again(bench, words);
      const whole = await readFile(file).catch(() => Buffer.alloc(0));
      await rm(file, { force: true });
      return [...wrongs, ...(whole.length === 32 * 2 ** 20 ? [] : [`the dump has ${whole.length} bytes`])];
    },
    async restore(bench) {
      await bench.shell(unload);
      return [];
    },
  },
  {
    name: 'apply',
    title: /^load the module with/,
    moments: [
      draws('copy', /copy the module/),
      reaches('load', 'insmod'),
      draws('set', /set [a-z_, ]+ of uiomem0/i),
      reaches('install', 'depmod'),
      draws('write', /write \/etc\/modprobe/),
      draws('compare', /done {4}write \/etc\/modules-load/),
    ],
    async prepare(bench) {
      return ['plan', 'apply', await planFile(bench)];
    },
    truth: (lists, state) => agrees(lists, /^load the module/, state.includes('module uiomem')),
    async recover(bench, words, { before, after }, die) {
      const next = await bench.run(words);
      if (next.told?.ok === true) return await same(bench, 'applied again', after);
      if (next.told?.problem.id !== 'plan.unfinished') return failed('apply again', next);
      if (die < 0.5) {
        const resumed = await bench.run([...words, '--resume']);
        return [...failed('apply --resume', resumed), ...(await same(bench, 'gone on', after))];
      }
      const back = await bench.run(['plan', 'rollback']);
      return [...failed('plan rollback', back), ...(await same(bench, 'rolled back', before))];
    },
    restore: undoPlan,
  },
  {
    name: 'roll back',
    title: /^load the module with/,
    moments: [
      // What modprobe knows is put back as it was, without depmod.
      draws('files', /undone {2}write \/etc\/modules-load/),
      draws('sync', /undone {2}put the module/),
      reaches('unload', 'rmmod'),
      draws('copy', /undone {2}load the module/),
    ],
    async prepare(bench) {
      const applied = await bench.run(['plan', 'apply', await planFile(bench)]);
      const wrongs = failed('the apply before', applied);
      if (wrongs.length > 0) throw new Error(wrongs.join('; '));
      return ['plan', 'rollback'];
    },
    async recover(bench, words, { after }) {
      const next = await bench.run(words);
      const refusal = next.told?.ok === false ? next.told.problem : undefined;
      const wrongs = refusal?.id === 'plan.nothing-applied' ? [] : [...failed('plan rollback again', next)];
      // In another boot the journal's way back is no more; the hint names what takes away the rest.
      if (/persist remove/.test(refusal?.hint ?? ''))
        wrongs.push(...failed('persist remove', await bench.run(['persist', 'remove'])));
      return [...wrongs, ...(await same(bench, 'rolled back', after))];
    },
    restore: undoPlan,
  },
  ...treeSteps,
];

/** By plan rollback while the journal knows of something; a reboot made the rest another boot's, which `persist remove` takes away. */
async function undoPlan(bench: Bench): Promise<Wrongs> {
  const wrongs: string[] = [];
  const there = async (path: string) =>
    (await bench.shell(`ls /var/lib/uiomem-studio/${path} 2>/dev/null || :`)) !== '';
  if (await there('journal/journal.jsonl')) {
    const back = await bench.run(['plan', 'rollback']);
    const nothing = back.told?.ok === false && back.told.problem.id === 'plan.nothing-applied';
    if (!nothing) wrongs.push(...failed('plan rollback', back));
  }
  if (await there('persist/record.json'))
    wrongs.push(...failed('persist remove', await bench.run(['persist', 'remove'])));
  await bench.shell(unload);
  return wrongs;
}
