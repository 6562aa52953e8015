/** `dt apply|install|remove|restore|status|reboot`: what is brought to a board's tree, now and for its next boots. */
import { basename } from 'node:path';
import { problem } from '../../../remote-helper/rpc/problem.ts';
import { type TreeWayId, treeName, treeWayId } from '../../contract/device-tree.ts';
import { refuseOversized } from '../../contract/tree-bytes.ts';
import { writeFdt } from '../../devicetree/fdt/write-fdt.ts';
import type { Arguments, Context, HostCommand, Option, Outcome } from '../command.ts';
import { confirmed, yesOption } from '../confirmed.ts';
import { notedFindings } from '../device-tree/finding-text.ts';
import { previewText, recoveryLines, standingText, waysText } from '../device-tree/standing-text.ts';
import { includeOption, readTreeFile, wholeTree } from '../device-tree/tree-input.ts';
import { stepLines } from '../step-lines.ts';
import { changing } from '../take-over.ts';

const nameOption: Readonly<Record<string, Option>> = {
  name: { value: 'NAME', about: 'what it is called on the board; otherwise as the file' },
};
const previewOption: Readonly<Record<string, Option>> = {
  preview: { about: 'only tell what would be done' },
};
const changedOptions: Readonly<Record<string, Option>> = {
  'discard-changes': { about: 'put back what was there before, also where somebody changed a file since' },
  'keep-changes': { about: 'leave what somebody changed since' },
};
const wayOption = (about: string, choices: readonly TreeWayId[]): Readonly<Record<string, Option>> => ({
  way: { value: 'WAY', choices, about },
});
/** The running kernel is none to the next boots. */
const wayOfBoot = treeWayId.exclude(['run-time']);

interface Brought {
  readonly way: TreeWayId;
  readonly name: string;
  readonly arguments?: string[];
  readonly overlay: Uint8Array;
}

/** Shown, asked, done as it was shown. */
async function bring(context: Context, args: Arguments, { overlay, ...brought }: Brought): Promise<Outcome> {
  const { client, where, signal } = context;
  const input = { ...where, ...brought };
  const preview = await client.call('deviceTree.preview', input, { signal, bytes: overlay });
  const shown = previewText(preview);
  if (args.has('preview')) return { result: preview, text: shown };
  if (!args.has('json')) context.note(shown);
  await confirmed(context, args, brought.way === 'run-time' ? 'Apply it?' : 'Write it?');
  const result = await client.call(
    'deviceTree.apply',
    { ...input, reviewed: preview.reviewed },
    { signal, bytes: overlay, onItem: stepLines(context) },
  );
  const { standing, devices, told } = result;
  const text = [
    standingText([standing]),
    ...devices.map((each) => `new: /dev/${each}`),
    ...told.filter((each) => !preview.notes.includes(each)),
    ...(brought.way === 'run-time' ? [] : ['dt reboot starts the board anew and waits until it is back.']),
  ];
  return { result, text: text.join('\n') };
}

/** As the file is called, as far as that can be a name. Throws `usage.bad-name`. */
function nameFor(args: Arguments, file: string): string {
  const said = args.option('name');
  const wanted =
    said ??
    basename(file)
      .replace(/\.[^.]*$/, '')
      .toLowerCase()
      .replaceAll(/[^a-z0-9]+/g, '-')
      .slice(0, 49)
      .replaceAll(/^-+|-+$/g, '');
  if (treeName.safeParse(wanted).success) return wanted;
  throw problem('usage.bad-name', `${JSON.stringify(wanted)} cannot be a name on the board.`, {
    hint: 'Up to 49 small letters, digits and dashes, no dash first or last: --name frames.',
    data: { name: wanted },
  });
}

/** Throws `device-tree.oversized` and what reading the file throws. */
async function overlayOf(context: Context, args: Arguments, file: string): Promise<Uint8Array> {
  const input = await readTreeFile(file, args);
  notedFindings(context, input);
  const overlay = writeFdt(wholeTree(input));
  refuseOversized('The overlay', overlay.length);
  return overlay;
}

/** The one that the board calls for. Throws `device-tree.way-not-possible`. */
async function recommendedWay({ client, where, signal }: Context): Promise<TreeWayId> {
  const { ways } = await client.call('deviceTree.ways', where, { signal });
  const found = ways.find(({ id, recommended }) => recommended && id !== 'run-time');
  if (found !== undefined) return found.id;
  const why = ways.filter(({ id }) => id !== 'run-time').map(({ id, because }) => `${id}: ${because}`);
  throw problem('device-tree.way-not-possible', 'There is no way that this board’s next boot would follow.', {
    hint: why.join('\n  '),
    data: { ways },
  });
}

function changedOf({ has }: Arguments): 'refuse' | 'discard' | 'keep' {
  if (has('discard-changes') && has('keep-changes')) {
    throw problem('usage.conflict', '--discard-changes and --keep-changes cannot both be.', {
      hint: 'Say what shall become of files that were changed.',
    });
  }
  return has('discard-changes') ? 'discard' : has('keep-changes') ? 'keep' : 'refuse';
}

interface Taken {
  readonly removed: readonly string[];
  readonly restored: readonly string[];
  readonly left: readonly string[];
  readonly told: readonly string[];
}

function takenText({ removed, restored, left, told }: Taken): string {
  return [
    ...removed.map((each) => `removed  ${each}`),
    ...restored.map((each) => `put back ${each}`),
    ...left.map((each) => `left     ${each}`),
    ...told,
  ].join('\n');
}

const all: readonly HostCommand[] = [
  {
    words: 'dt apply',
    about: 'Put an overlay onto the running kernel, where that takes overlays; it is gone at the next boot.',
    example: 'uiomem-studio dt apply overlay.dtso --board zynq --yes',
    positionals: ['FILE'],
    options: { ...nameOption, ...previewOption, ...yesOption, ...includeOption },
    async run(context, args) {
      const [file = ''] = args.positionals;
      const overlay = await overlayOf(context, args, file);
      return await bring(context, args, { way: 'run-time', name: nameFor(args, file), overlay });
    },
  },
  {
    words: 'dt install',
    about:
      'Bring an overlay, or words for the kernel’s command line, to the next boots of the board, by its boot files.',
    example: 'uiomem-studio dt install overlay.dtso --board zynq --way extlinux --yes',
    positionals: ['[FILE]'],
    options: {
      ...nameOption,
      ...wayOption('by which files; otherwise the first that dt status recommends', wayOfBoot.options),
      arguments: { value: 'WORDS', about: 'instead of a file: such as "mem=768M"; the way is kernel-arguments' },
      ...previewOption,
      ...yesOption,
      ...includeOption,
    },
    async run(context, args) {
      const [file] = args.positionals;
      const words = args.option('arguments');
      const way = wayOfBoot.safeParse(args.option('way')).data;
      if ((file === undefined) === (words === undefined)) {
        throw problem('usage.conflict', 'An overlay’s file is wanted, or --arguments, and not both.', {
          hint: 'dt install FILE, or dt install --arguments "mem=768M".',
        });
      }
      if (way !== undefined && (way === 'kernel-arguments') !== (words !== undefined)) {
        throw problem('usage.conflict', `The way ${way} takes ${words === undefined ? 'no file' : 'no arguments'}.`, {
          hint:
            words === undefined
              ? 'It takes --arguments; a file goes by the other ways, and dt status tells which this board has.'
              : 'Arguments come by the way kernel-arguments, also without --way.',
        });
      }
      if (words !== undefined) {
        return await bring(context, args, {
          way: 'kernel-arguments',
          name: args.has('name') ? nameFor(args, '') : 'arguments',
          arguments: words.split(/\s+/).filter((word) => word !== ''),
          overlay: new Uint8Array(),
        });
      }
      const name = nameFor(args, file ?? '');
      const overlay = await overlayOf(context, args, file ?? '');
      return await bring(context, args, { way: way ?? (await recommendedWay(context)), name, overlay });
    },
  },
  {
    words: 'dt remove',
    about:
      'Take away again what was applied or installed under a name: mappings, devices, overlay, lines of boot files.',
    example: 'uiomem-studio dt remove frames --board zynq --unload',
    positionals: ['NAME'],
    options: {
      ...wayOption('only what was brought by this way', treeWayId.options),
      unload: { about: 'unload the driver too' },
      ...changedOptions,
    },
    async run(context, args) {
      const { client, where, signal } = context;
      const [name = ''] = args.positionals;
      const way = treeWayId.safeParse(args.option('way')).data;
      const request = { ...where, name, unload: args.has('unload'), changed: changedOf(args), ...(way && { way }) };
      const result = await client.call('deviceTree.remove', request, { signal, onItem: stepLines(context) });
      return { result, text: takenText(result) };
    },
  },
  {
    words: 'dt restore',
    about: 'Give every boot file back as it was before the tool first wrote it, byte by byte.',
    example: 'uiomem-studio dt restore --board zynq',
    positionals: [],
    options: changedOptions,
    async run(context, args) {
      const { client, where, signal } = context;
      const result = await client.call('deviceTree.restore', { ...where, changed: changedOf(args) }, { signal });
      return { result, text: takenText(result) };
    },
  },
  {
    words: 'dt reboot',
    about: 'Start the board anew and wait until it is back; tells first what to do when it does not come.',
    example: 'uiomem-studio dt reboot --board zynq --within 120 --yes',
    positionals: [],
    options: { within: { value: 'SECONDS', about: 'how long to wait, 10 to 1800; otherwise 180' }, ...yesOption },
    async run(context, args) {
      const { client, where, signal, progress } = context;
      const within = args.option('within');
      const seconds = within === undefined ? undefined : Number(within);
      if (seconds !== undefined && !(Number.isInteger(seconds) && seconds >= 10 && seconds <= 1800)) {
        throw problem('usage.bad-seconds', `--within takes 10 to 1800 seconds, not ${within}.`);
      }
      const { recovery = [] } = await client.call('deviceTree.ways', where, { signal });
      if (!args.has('json')) for (const each of recoveryLines(recovery)) context.note(each);
      await confirmed(context, args, 'Start it anew?');
      const result = await client.call(
        'deviceTree.reboot',
        { ...where, ...(seconds !== undefined && { withinMs: seconds * 1000 }) },
        { signal, onProgress: ({ text }) => progress(text) },
      );
      const took = (result.milliseconds / 1000).toFixed(1);
      return { result, text: `back after ${took} s\n${standingText(result.standing)}` };
    },
  },
];

export const dtApplyCommands = [
  ...all.map(changing),
  {
    words: 'dt status',
    about:
      'Tell what was brought to the board’s device tree and whether it counts, and which ways there are, or why not.',
    example: 'uiomem-studio dt status --board zynq',
    positionals: [],
    async run({ client, where, signal }: Context): Promise<Outcome> {
      const result = await client.call('deviceTree.ways', where, { signal });
      return { result, text: `${standingText(result.standing)}\n\n${waysText(result.ways)}` };
    },
  },
] satisfies readonly HostCommand[];
