/** Bringing an overlay or kernel arguments to a board, whole or not at all. */
import { overlayPrefix } from '../../../remote-helper/contract/boot-places.ts';
import type { BootInstall } from '../../../remote-helper/contract/device-tree.ts';
import type { KernelLogLine } from '../../../remote-helper/contract/kernel-log.ts';
import { problem } from '../../../remote-helper/rpc/problem.ts';
import type { StandingTree, TreeWayId } from '../../contract/device-tree.ts';
import type { StepEvent } from '../../contract/plan.ts';
import { explainLog } from '../../plan/messages/explain.ts';
import { readExtlinux } from '../boot/extlinux.ts';
import { extlinuxConf } from '../boot/extlinux-way.ts';
import { type BootChange, fileAt } from '../boot/way.ts';
import type { BoardSession } from '../session/session.ts';
import { linkIsLost } from '../session/steps-taken.ts';
import { lookAtTree, type TreeLook } from './look.ts';
import { changesOf, digestAt, type Prepared, prepare, type Wanted } from './preview.ts';
import { standingOn } from './standing.ts';
import { ToldSteps } from './tell-steps.ts';
import { bootWay } from './ways-of-board.ts';

export interface Bringing {
  readonly signal: AbortSignal;
  readonly tell: (event: StepEvent) => Promise<void>;
}

export interface BroughtTree {
  readonly standing: StandingTree;
  readonly devices: string[];
  readonly lines: KernelLogLine[];
  readonly told: string[];
}

/** Throws what `deviceTree.apply` throws. */
export async function bring(
  session: BoardSession,
  wanted: Wanted & { readonly reviewed?: string | undefined },
  { signal, tell }: Bringing,
): Promise<BroughtTree> {
  const look = await lookAtTree(session, signal);
  const prepared = prepare(look, wanted);
  if (wanted.reviewed !== undefined && wanted.reviewed !== prepared.preview.reviewed) {
    throw problem('device-tree.not-as-reviewed', 'The board, or what is brought to it, is not as it was reviewed.', {
      hint: 'Look at what would be done once more: files or the tree changed since.',
      data: { reviewed: wanted.reviewed, now: prepared.preview.reviewed },
    });
  }
  signal.throwIfAborted();
  return wanted.way === 'run-time'
    ? await bringNow(session, look, wanted, prepared, { signal, tell })
    : await bringToBoot(session, look, wanted, prepared, { signal, tell });
}

async function bringNow(
  session: BoardSession,
  before: TreeLook,
  { name, overlay }: Wanted,
  { rehearsed }: Prepared,
  { signal, tell }: Bringing,
): Promise<BroughtTree> {
  const { helper } = session;
  const steps = await ToldSteps.plan(['put the overlay onto the running kernel', 'look at what came of it'], tell);
  const { lines } = await steps.run(async () => {
    // An attempt that was cut off left an empty folder.
    if (before.overlays.some((each) => each.name === `${overlayPrefix}${name}` && each.status !== 'applied'))
      await helper.call('overlay.remove', { name }).catch(() => undefined);
    return await helper.call('overlay.apply', { name }, { bytes: overlay });
  });
  return await steps.look(async () => {
    const look = await lookAtTree(session, signal).catch(async (thrown) => {
      // Over a link that is lost nothing can be taken back.
      if (linkIsLost(thrown)) throw thrown;
      const isOff = await helper.call('overlay.remove', { name }).then(
        () => true,
        () => false,
      );
      if (isOff) await steps.undone();
      throw thrown;
    });
    const known = new Set(before.board.devices.map((each) => each.name));
    const devices = look.board.devices.map((each) => each.name).filter((each) => !known.has(each));
    const expected = (rehearsed?.rehearsal.predictions ?? []).flatMap(({ now }) =>
      now.kind === 'device' ? [now.device.name] : [],
    );
    const missing = look.board.uiomem === undefined ? [] : expected.filter((each) => !devices.includes(each));
    return {
      standing: standingNamed(look, name, 'run-time'),
      devices,
      lines,
      told: [
        ...explainLog(lines, { facts: { board: look.board } }).map(({ explanation }) => explanation.meaning),
        ...(look.board.uiomem === undefined && expected.length > 0
          ? [`The driver is not loaded: ${expected.join(', ')} come${expected.length === 1 ? 's' : ''} with it.`]
          : []),
        ...missing.map((each) => `${each} was expected, and did not come.`),
      ],
    };
  });
}

async function bringToBoot(
  session: BoardSession,
  before: TreeLook,
  wanted: Wanted,
  { changes, preview }: Prepared,
  { tell }: Bringing,
): Promise<BroughtTree> {
  const { name, way: id } = wanted;
  const steps = await ToldSteps.plan([`write ${changes.length} files of the boot`, 'look whether they count'], tell);
  const way = bootWay(id);
  const install = {
    name,
    way: id,
    ...(id === 'kernel-arguments' && { arguments: [...wanted.arguments] }),
    files: [...(way?.files(before, name) ?? [])],
    bootId: before.look.bootId,
  };
  const { told } = await steps.run(async () =>
    // One that was cut off is brought to its end, also when only its record is not.
    changes.length === 0 && before.look.record?.unfinished !== true
      ? { told: [] }
      : await writeBoot(session, before, changes, { install }),
  );
  return await steps.look(async () => {
    // From here on it is not cancelled: half way it would neither stand nor be gone.
    const look = await lookAtTree(session, new AbortController().signal);
    if (id === 'u-boot-menu' && !followed(look, install.files)) {
      await takeOut(session, look, name);
      await steps.undone();
      throw problem('boot.not-followed', `u-boot-update did not take the overlay ${name} into ${extlinuxConf}.`, {
        hint: 'Settings in /etc/u-boot-menu or U_BOOT_UPDATE=false keep it from that. The files are as before.',
        data: { name, files: install.files },
      });
    }
    return {
      standing: standingNamed(look, name, id),
      devices: [],
      lines: [],
      told: [...told, ...preview.notes],
    };
  });
}

function followed(look: TreeLook, files: readonly string[]): boolean {
  const label = readExtlinux(fileAt(look, extlinuxConf)?.text ?? '');
  const names = files.filter((path) => path.endsWith('.dtbo')).map((path) => path.slice(path.lastIndexOf('/')));
  return !('notUnderstood' in label) && names.every((name) => label.overlays.some((each) => each.endsWith(name)));
}

/** Writes them, each only as it was seen. */
async function writeBoot(
  session: BoardSession,
  look: TreeLook,
  changes: readonly BootChange[],
  about: { readonly install?: BootInstall; readonly forget?: string },
): Promise<{ told: string[] }> {
  const files = changes.map(({ path, after }) => {
    const seen = digestAt(look, path);
    return { path, ...(seen !== undefined && { seen }), ...(after !== undefined && { bytes: after.length }) };
  });
  const bytes = Buffer.concat(changes.flatMap(({ after }) => (after === undefined ? [] : [after])));
  return await session.helper.call('boot.write', { files, ...about }, { bytes });
}

/** Takes what stands under that name out of the boot files. */
export async function takeOut(session: BoardSession, look: TreeLook, name: string): Promise<{ told: string[] }> {
  const install = look.look.record?.installs.find((each) => each.name === name);
  const way = install && bootWay(install.way);
  if (install === undefined || way === undefined) return { told: [] };
  return await writeBoot(session, look, changesOf(look, way.remove(look, install)), { forget: name });
}

/** What `deviceTree.apply` brought. */
export function standingNamed(look: TreeLook, name: string, way: TreeWayId): StandingTree {
  const found = standingOn(look).find((each) => each.ours && each.name === name && each.way === way);
  if (found !== undefined) return found;
  throw problem('device-tree.not-there', `${name} is not on the board any more.`, {
    hint: 'Somebody took it away just now, or a power cut undid it: dt status tells what stands.',
    data: { name, way },
  });
}
