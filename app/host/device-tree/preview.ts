/** What bringing something to a board would do: files with their differences, the same by hand, and the way back at the bench. Pure. */
import { createHash } from 'node:crypto';
import {
  bootRecordFolder,
  overlayFolder,
  overlayPrefix,
  programFor,
} from '../../../remote-helper/contract/boot-places.ts';
import { problem } from '../../../remote-helper/rpc/problem.ts';
import type { TreeFileChange, TreePreview, TreeWayId } from '../../contract/device-tree.ts';
import { refuseOversized } from '../../contract/tree-bytes.ts';
import { readFdt } from '../../devicetree/fdt/read-fdt.ts';
import { differenceText } from '../../devicetree/print/difference-text.ts';
import { overlayText } from '../../devicetree/print/overlay-text.ts';
import { printTree } from '../../devicetree/print/print-tree.ts';
import { indexTree } from '../../devicetree/tree-index.ts';
import { difference } from '../../plan/persist/difference.ts';
import { recoverySentences } from '../boot/recovery.ts';
import { type BootChange, fileAt, placeJudged } from '../boot/way.ts';
import { shellQuote } from '../ssh/shell-quote.ts';
import type { TreeLook } from './look.ts';
import { type Rehearsed, rehearsed } from './rehearsed.ts';
import { bootWay, judged, runTimeJudged } from './ways-of-board.ts';

export interface Wanted {
  readonly way: TreeWayId;
  readonly name: string;
  readonly arguments: readonly string[];
  readonly overlay: Uint8Array;
}

export interface Prepared {
  readonly preview: TreePreview;
  readonly changes: readonly BootChange[];
  /** Undefined of kernel arguments. */
  readonly rehearsed: Rehearsed | undefined;
}

/** Throws what `deviceTree.preview` throws. */
export function prepare(look: TreeLook, wanted: Wanted): Prepared {
  return wanted.way === 'run-time' ? prepareNow(look, wanted) : prepareBoot(look, wanted);
}

function prepareNow(look: TreeLook, wanted: Wanted): Prepared {
  const { name, overlay } = wanted;
  const { possible, because } = runTimeJudged(look);
  if (!possible) throw notPossible('run-time', { because });
  const folder = `${overlayFolder}/${overlayPrefix}${name}`;
  if (look.overlays.some((each) => each.name === `${overlayPrefix}${name}` && each.status === 'applied')) {
    throw problem('device-tree.exists', `An overlay ${name} is in the kernel already.`, {
      hint: `Take it away first (dt remove ${name}), or choose another name.`,
      data: { name },
    });
  }
  refuseOversized(
    'What would be in the kernel',
    look.overlays.reduce((sum, { bytes }) => sum + bytes, overlay.length),
  );
  const tried = rehearsed(look, name, overlay, true);
  const change: TreeFileChange = {
    path: `${folder}/dtbo`,
    kind: 'overlay',
    after: { sha256: digestOf(overlay), bytes: overlay.length },
    difference: differenceText(tried.base, tried.merged, { before: 'the running kernel', after: `with ${name}` }),
  };
  return {
    rehearsed: tried,
    changes: [],
    preview: {
      way: 'run-time',
      name,
      changes: [change],
      shell: [`mkdir ${folder}`, binary(`${folder}/dtbo`, overlay), `cat ${folder}/status`].join('\n'),
      recovery: [],
      notes: ['It is gone at the next boot.', ...driverNote(look), ...tried.notes],
      reviewed: reviewedOf(look, wanted, [change]),
    },
  };
}

function prepareBoot(look: TreeLook, wanted: Wanted): Prepared {
  const { name, overlay } = wanted;
  const way = bootWay(wanted.way);
  if (way === undefined) throw notPossible(wanted.way, { because: 'There is no such way.' });
  const judgement = judged(look, way);
  if (!judgement.possible) throw notPossible(way.title, judgement);
  const stands = look.look.record?.installs.find((each) => each.name === name);
  if (stands !== undefined && stands.way !== way.id) {
    throw problem('device-tree.exists', `${name} is brought to the board by another way already: ${stands.way}.`, {
      hint: `Take it away first (dt remove ${name}), or choose another name.`,
      data: { name, way: stands.way },
    });
  }
  const tried = way.id === 'kernel-arguments' ? undefined : rehearsed(look, name, overlay, false);
  const made = changesOf(look, way.install(look, { ...wanted }));
  const wantedRoom = made.reduce((sum, { after }) => sum + (after?.length ?? 0), 0);
  const others = [...look.trees].filter(([path]) => made.every((change) => change.path !== path));
  refuseOversized(
    'What would be in the boot files',
    others.reduce((sum, [, { length }]) => sum + length, wantedRoom),
  );
  for (const { path } of made) {
    const place = placeJudged(look, path, wantedRoom);
    if (place !== undefined) throw notPossible(way.title, place);
  }
  const changes = made.map((change) => shown(look, change, tried));
  return {
    rehearsed: tried,
    changes: made,
    preview: {
      way: way.id,
      name,
      changes,
      shell: byHand(made),
      ...(changes.some(({ before }) => before !== undefined) && { backup: `${bootRecordFolder}/kept` }),
      recovery: recoverySentences(look, name, made),
      notes: [
        ...(made.length === 0 ? ['It stands already: nothing is written.'] : ['It counts from the next boot on.']),
        ...(stands !== undefined && made.length > 0 ? [`It replaces ${name}, which stands.`] : []),
        ...driverNote(look),
        ...(tried?.notes ?? []),
      ],
      reviewed: reviewedOf(look, wanted, changes),
    },
  };
}

function driverNote({ board }: TreeLook): string[] {
  return board.uiomem === undefined
    ? ['The uiomem driver is not loaded: nodes become devices once it is (module load, or a plan that keeps it).']
    : [];
}

/** Those that would change something. */
export function changesOf(look: Pick<TreeLook, 'look' | 'trees'>, changes: readonly BootChange[]): BootChange[] {
  return changes.filter(({ path, after }) => digestAt(look, path) !== (after && digestOf(after)));
}

/** Of what is there now; undefined: nothing. */
export function digestAt({ look }: Pick<TreeLook, 'look'>, path: string): string | undefined {
  return (fileAt({ look }, path) ?? look.trees.find((each) => each.path === path))?.sha256;
}

function shown(look: TreeLook, { path, kind, after }: BootChange, tried: Rehearsed | undefined): TreeFileChange {
  const text = fileAt(look, path);
  const tree = look.trees.get(path);
  const before = text ?? (tree && { sha256: digestOf(tree), bytes: tree.length, text: undefined });
  const afterText = after === undefined ? '' : Buffer.from(after).toString();
  return {
    path,
    kind,
    ...(before !== undefined && {
      before: { sha256: before.sha256, bytes: before.bytes, ...(before.text !== undefined && { text: before.text }) },
    }),
    ...(after !== undefined && {
      after: { sha256: digestOf(after), bytes: after.length, ...(kind === 'text' && { text: afterText }) },
    }),
    difference:
      kind === 'text'
        ? difference(text?.text ?? '', afterText)
        : kind === 'tree' && tried !== undefined
          ? differenceText(tried.base, readFdt(after ?? new Uint8Array()).tree ?? tried.merged, {
              before: 'as booted',
              after: path,
            })
          : difference(treeText(tree), treeText(after)),
  };
}

function treeText(bytes: Uint8Array | undefined): string {
  const tree = bytes && readFdt(bytes).tree;
  if (tree === undefined) return '';
  return overlayText(indexTree(tree)) ?? printTree(tree);
}

function notPossible(way: string, { id, because, hint }: { id?: string; because: string; hint?: string }): Error {
  return problem(id ?? 'device-tree.way-not-possible', because, {
    hint: hint ?? 'dt status tells which ways this board has, and why not the others.',
    data: { way },
  });
}

function byHand(changes: readonly BootChange[]): string {
  const lines = changes.flatMap(({ path, kind, after }) => {
    if (after === undefined) return [`rm -f ${path}`];
    const folder = path.slice(0, path.lastIndexOf('/'));
    if (kind !== 'text') return [`mkdir -p ${folder}`, binary(path, after)];
    return [`cp -p ${path} ${path}.before 2>/dev/null || :`, textual(path, Buffer.from(after).toString())];
  });
  const programs = new Set(changes.map(({ path }) => programFor(path)).filter((each) => each !== undefined));
  return [...lines, ...programs, 'sync'].join('\n');
}

function textual(path: string, text: string): string {
  if (/\r/.test(text) || !text.endsWith('\n') || /^END$/m.test(text)) return `printf %s ${shellQuote(text)} > ${path}`;
  return `cat > ${path} <<'END'\n${text}END`;
}

function binary(path: string, bytes: Uint8Array): string {
  const lines =
    Buffer.from(bytes)
      .toString('base64')
      .match(/.{1,100}/g) ?? [];
  return `base64 -d > ${path} <<'END'\n${lines.join('\n')}\nEND`;
}

function digestOf(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

/** Of what would be done, and of the boot in which. */
function reviewedOf({ look }: TreeLook, wanted: Wanted, changes: readonly TreeFileChange[]): string {
  const about = {
    bootId: look.bootId,
    way: wanted.way,
    name: wanted.name,
    arguments: wanted.arguments,
    overlay: digestOf(wanted.overlay),
    changes: changes.map(({ path, before, after, difference: lines }) => [path, before?.sha256, after?.sha256, lines]),
  };
  return createHash('sha256').update(JSON.stringify(about)).digest('hex');
}
