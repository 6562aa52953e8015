/** What stands on a board: overlays in its kernel, and what its boot files bring; ours and that of others. Pure. */
import { overlayFolder, overlayPrefix } from '../../../remote-helper/contract/boot-places.ts';
import type { BootInstall } from '../../../remote-helper/contract/device-tree.ts';
import { type StandingTree, treeWayId } from '../../contract/device-tree.ts';
import { readFdt } from '../../devicetree/fdt/read-fdt.ts';
import type { NodePath } from '../../devicetree/tree.ts';
import { readExtlinux } from '../boot/extlinux.ts';
import { extlinuxConf } from '../boot/extlinux-way.ts';
import { fileAt } from '../boot/way.ts';
import { devicesOf, type KernelOverlay, type TreeLook, touchedBy } from './look.ts';
import { bootWay } from './ways-of-board.ts';

export function standingOn(look: TreeLook): StandingTree[] {
  return [
    ...look.overlays.map((overlay) => inKernel(look, overlay)),
    ...(look.look.record?.installs ?? []).map((install) => forBoot(look, install)),
    ...ofOthers(look),
  ];
}

function inKernel(look: TreeLook, overlay: KernelOverlay): StandingTree {
  const ours = overlay.name.startsWith(overlayPrefix);
  const nodes = touchedBy(look.live, overlay.overlay)?.nodes ?? new Set<NodePath>();
  const devices = devicesOf(look.board, nodes);
  return {
    name: ours ? overlay.name.slice(overlayPrefix.length) : overlay.name,
    way: 'run-time',
    state: overlay.status === 'applied' ? 'applied' : 'unfinished',
    ours,
    files: [`${overlayFolder}/${overlay.name}`],
    devices,
    blocked: [...holderSentences(look, devices), ...laterSentences(look, overlay, nodes)],
  };
}

function holderSentences({ holders }: TreeLook, devices: readonly string[]): string[] {
  return holders
    .filter(({ device, ours }) => !ours && devices.includes(device))
    .map(({ pid, command, device }) => `Process ${pid} (${command}) has ${device} open.`);
}

/** The kernel takes overlays that touch the same nodes back in the reverse order only (drivers/of/overlay.c, overlay_removal_is_ok). */
function laterSentences(look: TreeLook, overlay: KernelOverlay, nodes: ReadonlySet<NodePath>): string[] {
  return look.overlays
    .filter(({ name, since, status }) => name !== overlay.name && since > overlay.since && status === 'applied')
    .filter(({ overlay: later }) => [...(touchedBy(look.live, later)?.nodes ?? [])].some((path) => meets(path, nodes)))
    .map(({ name }) => `The overlay ${name} came later and changes the same nodes: it has to go first.`);
}

function meets(path: NodePath, nodes: ReadonlySet<NodePath>): boolean {
  return [...nodes].some((each) => each === path || path.startsWith(`${each}/`));
}

function forBoot(look: TreeLook, install: BootInstall): StandingTree {
  const { name, files } = install;
  const overlay = files.map((path) => look.trees.get(path)).find((bytes) => bytes !== undefined);
  const touched = overlay === undefined ? undefined : touchedBy(look.live, readFdt(overlay).tree);
  const way = treeWayId.safeParse(install.way).data ?? 'extlinux';
  return {
    name,
    way,
    state: stateOf(look, install, touched?.there),
    ours: true,
    files,
    ...(install.arguments !== undefined && { arguments: install.arguments }),
    // A whole tree touches every node.
    devices: touched === undefined || way === 'merged-dtb' ? [] : devicesOf(look.board, touched.nodes),
    blocked: [],
  };
}

function stateOf({ look, board }: TreeLook, install: BootInstall, there: boolean | undefined): StandingTree['state'] {
  const { record, states, bootId } = look;
  if (record?.unfinished === true && record.installs.at(-1)?.name === install.name) return 'unfinished';
  const own = states.filter(({ path }) => install.files.includes(path));
  if (own.some(({ state }) => state === 'changed')) return 'changed';
  if (own.length === 0 || own.some(({ state }) => state === 'gone')) return 'gone';
  if (!isNamed({ look }, install)) return 'changed';
  if (bootId === install.bootId) return 'next-boot';
  const words = board.kernel.commandLine.split(/\s+/);
  const came =
    install.arguments === undefined || install.arguments.length === 0
      ? there
      : install.arguments.every((each) => words.includes(each));
  return came === false ? 'next-boot' : 'booted';
}

/** Whether the files still say what brings it: to take that out would change them. */
function isNamed({ look }: Pick<TreeLook, 'look'>, install: BootInstall): boolean {
  const way = bootWay(install.way);
  if (way === undefined) return true;
  const texts = install.files.flatMap((path) => fileAt({ look }, path) ?? []);
  if (texts.length === 0) return true;
  try {
    const made = takenOut({ look }, install);
    return texts.some(({ path, text }) => made.get(path) !== undefined && made.get(path) !== text);
  } catch {
    return true;
  }
}

function takenOut(known: Pick<TreeLook, 'look'>, install: BootInstall): Map<string, string> {
  const way = bootWay(install.way);
  const changes = way === undefined ? [] : way.remove(known, install);
  return new Map(
    changes.flatMap(({ path, after }) => (after === undefined ? [] : [[path, Buffer.from(after).toString()]])),
  );
}

/** Overlays that others have put into the files that the tool reads. */
function ofOthers({ look }: TreeLook): StandingTree[] {
  const text = fileAt({ look }, extlinuxConf)?.text;
  const label = text === undefined ? undefined : readExtlinux(text);
  if (label === undefined || 'notUnderstood' in label) return [];
  const own = new Set((look.record?.installs ?? []).flatMap(({ files }) => files.map(ending)));
  return label.overlays
    .filter((path) => !own.has(ending(path)))
    .map((path) => ({
      name: path.slice(path.lastIndexOf('/') + 1).replace(/\.dtbo$/, ''),
      way: look.uBootUpdate === undefined ? ('extlinux' as const) : ('u-boot-menu' as const),
      state: 'booted' as const,
      ours: false,
      files: [path],
      devices: [],
      blocked: [],
    }));
}

/** The last two names of a path, which the loader's and the system's have in common. */
function ending(path: string): string {
  return path.split('/').slice(-2).join('/');
}
