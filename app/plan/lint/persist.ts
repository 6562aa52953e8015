/** What a plan asks to be kept for the next boots: whether that makes sense, and whether this board does it. */
import type { BoardFacts, Storage } from '../../../remote-helper/contract/facts.ts';
import { installPath } from '../../../remote-helper/contract/persist-places.ts';
import type { Finding } from '../finding.ts';
import { installs, wantedTexts } from '../persist/actions.ts';
import { commandLineParameters } from '../persist/next-boot.ts';
import { hasUdev } from '../persist/udev-rule.ts';
import { exactSize } from '../quantity.ts';
import type { Persist, Plan } from '../schema.ts';
import { wantedSync } from '../sync-writes.ts';
import type { Rule } from './rule.ts';

/** Bytes that a folder needs to have: the text files, the indexes that depmod writes beside the old ones, the module. */
const leastFree = 1n << 20n;

/** `persist.nothing`, `persist.group-is-root`, `persist.dkms-source`: the plan by itself. `persist.*` of the board besides. */
export const persist: Rule = {
  about: 'whether the board keeps what the plan wants kept for its next boots',
  needs: 'it is not known how the board boots and what it has',
  check({ plan, facts }) {
    const wanted = plan.persist;
    if (wanted === undefined) return [];
    const findings = [...ofPlan(plan, wanted)];
    if (facts !== undefined) {
      findings.push(
        ...ofTools(plan, wanted, facts.board),
        ...ofStorage(plan, wanted, facts.board),
        ...ofBoot(plan, wanted, facts.board),
      );
    }
    return findings;
  },
};

const at = (key: string): Finding['path'] => ['persist', key];

function leaveOut(key: string, title: string): NonNullable<Finding['fix']> {
  return { title, edits: [{ op: 'remove', path: ['persist', key] }] };
}

function* ofPlan(plan: Plan, { boot, group, dkms }: Persist): Generator<Finding> {
  if (!boot && !dkms && group === undefined) {
    yield {
      id: 'persist.nothing',
      severity: 'warning',
      path: ['persist'],
      message: 'The plan has a part about the next boots and asks for nothing there.',
      why: 'Without boot, group and dkms nothing is written.',
      hint: 'Say boot: true, or leave persist out.',
    };
  }
  if (group === 'root') {
    yield {
      id: 'persist.group-is-root',
      severity: 'error',
      path: at('group'),
      message: 'The group root would be given what root has anyway.',
      why: 'A rule for it lets nobody in, and adding people to the group root lets them into everything else.',
      hint: 'Name a group of its own, such as uiomem.',
      fix: { title: 'Call it uiomem', edits: [{ op: 'set', path: at('group'), value: 'uiomem' }] },
    };
  }
  if (dkms && (plan.module.from === 'file' || plan.module.from === 'loaded')) {
    yield {
      id: 'persist.dkms-source',
      severity: 'error',
      path: at('dkms'),
      message: `DKMS builds from source, and the plan’s module is ${plan.module.from === 'file' ? 'a file' : 'what is loaded'}.`,
      why: 'A .ko file fits one kernel; there is nothing to build for the next one.',
      hint: 'Take module.from: built-in or folder.',
      // What is loaded has no file to be put there instead.
      ...(plan.module.from === 'file' && { fix: leaveOut('dkms', 'Leave dkms out') }),
    };
  }
}

function* ofTools(
  { module }: Plan,
  { boot, group, dkms }: Persist,
  { tools, kernel, nodes, groups }: BoardFacts,
): Generator<Finding> {
  // Without DKMS a module that is left loaded has no file that the next boot could find.
  const withoutDkms = module.from !== 'loaded' && { fix: leaveOut('dkms', 'Leave dkms out') };
  if (boot && (tools.depmod === undefined || tools.modprobe === undefined)) {
    yield {
      id: 'persist.no-modprobe',
      severity: 'error',
      path: at('boot'),
      message: `The board has no ${tools.modprobe === undefined ? 'modprobe' : 'depmod'}.`,
      why: 'modules-load.d is followed by modprobe, which finds a module in the indexes that depmod writes.',
      hint: 'Install kmod, or load the module with insmod from a start script of your own.',
    };
  }
  if (boot && tools.systemctl === undefined) {
    yield {
      id: 'persist.loader-unknown',
      severity: 'warning',
      path: at('boot'),
      message: 'It is not known that something on this board reads /etc/modules-load.d: it has no systemd.',
      why: 'systemd-modules-load does, Debian’s and OpenRC’s start scripts do, a start script made by hand may not.',
      hint: 'Reboot once and look: plan verify. Otherwise have the board’s start script call modprobe uiomem.',
    };
  }
  if (dkms) {
    const missing = (['dkms', 'make', 'gcc'] as const).filter((name) => tools[name] === undefined);
    if (missing.length > 0) {
      yield {
        id: 'persist.no-dkms',
        severity: 'error',
        path: at('dkms'),
        message: `The board has no ${missing.join(', no ')}.`,
        why: 'DKMS builds the module on the board, with the board’s own compiler.',
        hint: 'Install them there, or have the module put into /lib/modules as it is (boot: true alone).',
        ...withoutDkms,
      };
    } else if (kernel.headers === undefined) {
      yield {
        id: 'persist.no-headers',
        severity: 'error',
        path: at('dkms'),
        message: `The board has no kernel headers for ${kernel.release} (/lib/modules/${kernel.release}/build).`,
        why: 'DKMS builds the module on the board, against the headers of its kernel.',
        hint: 'Install the headers package of exactly this kernel, or leave dkms out.',
        ...withoutDkms,
      };
    }
  }
  if (group !== undefined && !hasUdev({ nodes, tools })) {
    yield {
      id: 'persist.no-udev',
      severity: 'error',
      path: at('group'),
      message: 'The board has no udev: a rule that gives the devices to a group would do nothing.',
      why: `Device nodes are made by ${nodes === 'mdev' ? 'busybox mdev' : 'the kernel alone (devtmpfs)'}, which reads no udev rules.`,
      hint:
        nodes === 'mdev'
          ? `A line of /etc/mdev.conf does it for the nodes (not for the sync files): uiomem[0-9]* root:${group} 0660`
          : `Have a start script do it: chgrp ${group} /dev/uiomem* && chmod 0660 /dev/uiomem*`,
      fix: leaveOut('group', 'Leave the group out'),
    };
  }
  if (group !== undefined && groups === undefined) {
    yield {
      id: 'persist.no-groups',
      severity: 'warning',
      path: at('group'),
      message: 'It is not known which groups the board has.',
      why: 'A rule with a group that is not there is left out by udev.',
      hint: 'Gather the facts anew as root: board facts.',
    };
  }
}

/** What of a plan can be put into the image that a board starts from, where the board itself cannot keep it. */
function intoImage(plan: Plan, board: BoardFacts): string {
  const parts = [
    ...(installs(plan) ? [`uiomem.ko as ${installPath(board.kernel.release)} (then depmod)`] : []),
    ...wantedTexts(plan)
      .filter(({ kind }) => kind !== 'udev' || hasUdev(board))
      .map(({ path, text }) => `${path} with: ${withoutRemarks(text).trimEnd()}`),
  ];
  if (parts.length === 0) return 'leave persist out.';
  return `leave persist out, and put into the image that the board starts from: ${parts.join('; ')}.`;
}

const capital = (text: string) => `${text.charAt(0).toUpperCase()}${text.slice(1)}`;
const withoutRemarks = (text: string) => text.replace(/^#.*\n/gm, '');

function* ofStorage(plan: Plan, { boot, group, dkms }: Persist, board: BoardFacts): Generator<Finding> {
  const { storage } = board;
  const needed: [folder: string, key: 'boot' | 'group' | 'dkms', wanted: boolean][] = [
    ['/etc', boot ? 'boot' : 'group', boot || group !== undefined],
    ['/lib/modules', boot ? 'boot' : 'dkms', boot || dkms],
    ['/usr/src', 'dkms', dkms],
    ['/var/lib', boot ? 'boot' : dkms ? 'dkms' : 'group', boot || dkms || group !== undefined],
  ];
  const places = needed.flatMap(([folder, key, wanted]) => {
    const found = storage?.find(({ path }) => path === folder);
    return wanted && found !== undefined ? [{ ...found, key }] : [];
  });
  const readOnly = places.filter((each) => each.readOnly);
  const lost = places.filter((each) => !each.readOnly && each.lasts === false);
  const full = places.filter((each) => !each.readOnly && each.lasts !== false && each.freeBytes < leastFree);
  // One cause, one finding: the folders usually lie in one file system.
  if (readOnly.length > 0) {
    yield {
      id: 'persist.read-only',
      severity: 'error',
      path: ['persist'],
      message: `${folders(readOnly)} read-only on this board.`,
      why: 'Nothing can be written there for the next boot.',
      hint: `Remount read-write; or ${intoImage(plan, board)}`,
    };
  }
  if (lost.length > 0) {
    yield {
      id: 'persist.lost-at-boot',
      severity: 'error',
      path: ['persist'],
      message: `${folders(lost)} in memory on this board: what is written there is lost at the next boot.`,
      why: 'The board’s root is an initramfs, or an overlay whose changes are kept in RAM.',
      hint: capital(intoImage(plan, board)),
    };
  }
  for (const { path, key, freeBytes } of full) {
    yield {
      id: 'persist.no-space',
      severity: 'error',
      path: at(key),
      message: `${path} has ${exactSize(freeBytes)} of space left.`,
      why: `The module, the indexes of modules and what gives way need some ${exactSize(leastFree)}.`,
      hint: 'Make room on the board first.',
    };
  }
}

/** `/etc (rootfs) is`, `/etc (rootfs) and /var/lib (rootfs) are` */
function folders(places: readonly Storage[]): string {
  const names = places.map(({ path, fileSystem }) => `${path} (${fileSystem})`);
  return names.length === 1 ? `${names[0]} is` : `${names.slice(0, -1).join(', ')} and ${names.at(-1)} are`;
}

function* ofBoot(plan: Plan, { boot, dkms }: Persist, board: BoardFacts): Generator<Finding> {
  if (!boot) return;
  const { kernel, tools, persisted } = board;
  const modules = persisted?.filter(({ kind }) => kind === 'module') ?? [];
  if (plan.module.from === 'loaded' && !dkms && persisted !== undefined && modules.length === 0) {
    yield {
      id: 'persist.module-unknown',
      severity: 'error',
      path: at('boot'),
      message: 'The plan leaves the loaded module alone, and no file of it lies in /lib/modules.',
      why: 'The next boot has to find the module, and it is not known which file the loaded one came from.',
      hint: 'Say which module it is: module.from: built-in, folder or file.',
    };
  }
  if (!hasUdev(board)) {
    for (const [index, { device, sync }] of plan.regions.entries()) {
      if (Object.keys(wantedSync(sync)).length === 0) continue;
      yield {
        id: 'persist.sync-not-kept',
        severity: 'warning',
        path: ['regions', index, 'sync'],
        message: `The sync attributes of ${device} are the driver’s own again after the next boot.`,
        why: 'Module parameters do not have them; a udev rule would set them, and this board has no udev.',
        hint: 'Apply the plan after each boot, or have the program that uses the device set them.',
      };
    }
  }
  const parameters = commandLineParameters(kernel.commandLine);
  if (parameters.length > 0) {
    yield {
      id: 'persist.command-line',
      severity: 'warning',
      path: at('boot'),
      message: `The kernel’s command line has parameters for the driver: ${parameters.map(({ name, value }) => `uiomem.${name}=${value}`).join(' ')}.`,
      why: 'modprobe adds them to those of the plan at every boot.',
      hint: 'Take them out of the boot loader’s configuration.',
    };
  }
  if (tools['update-initramfs'] !== undefined) {
    yield {
      id: 'persist.initramfs',
      severity: 'info',
      path: at('boot'),
      message: 'The board starts from an initramfs, which has a copy of modprobe.d of its own.',
      why: 'That copy counts only when the initramfs itself loads the driver; the plan’s files are followed after it.',
      hint: 'When it is to load the driver, run update-initramfs -u after applying.',
    };
  }
}
