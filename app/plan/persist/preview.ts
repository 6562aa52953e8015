/** What a plan would leave on a board for its next boots, file for file, and what of it no boot brings back. By facts alone. */
import type { PersistedFile } from '../../../remote-helper/contract/facts.ts';
import { dkmsFolder, installPath } from '../../../remote-helper/contract/persist-places.ts';
import type { Facts } from '../facts.ts';
import type { Plan } from '../schema.ts';
import { wantedSync } from '../sync-writes.ts';
import { installs, unwanted, wantedTexts } from './actions.ts';
import { dkmsConf } from './dkms.ts';
import { hasUdev } from './udev-rule.ts';

/**
 * `unknown`: nobody knows what is there; `new`: nothing is; `same`: just that, or a module of ours; `ours`: of an earlier plan;
 * `changed`: ours, changed by somebody since; `foreign`: of somebody else.
 */
export type FileNow = 'unknown' | 'new' | 'same' | 'ours' | 'changed' | 'foreign';

export interface PreviewFile {
  readonly path: string;
  /** Which of the board's parts reads it, and what for. */
  readonly about: string;
  /** What would be written; absent for what is no text, and for what goes. */
  readonly text: string | undefined;
  readonly now: FileNow;
  /** `refused`: somebody's file is there, and the plan does not say that it gives way. */
  readonly outcome: 'written' | 'stays' | 'goes' | 'refused';
  /** What is there, where that is another text. */
  readonly before: string | undefined;
}

const abouts: Readonly<Record<PersistedFile['kind'], string>> = {
  'modprobe.d': 'The parameters with which modprobe loads the module.',
  'modules-load.d': 'The name of the module, for what loads modules at boot.',
  udev: 'Who may use the devices, and the sync attributes with which they start.',
  module: 'The module itself, where modprobe finds it; the board’s index of modules is written anew.',
  dkms: 'The source of the driver and its dkms.conf: DKMS builds the module from it.',
};

/** Pure. In the order in which they are written; what goes comes last. `facts` absent: what is on the board is not known. */
export function persistPreview(plan: Plan, facts: Facts | undefined): PreviewFile[] {
  const files = facts?.board.persisted;
  const replaces = plan.persist?.replace === true;
  const wanted = (kind: PersistedFile['kind'], path: string, text?: string): PreviewFile => {
    const there = files?.find((file) => file.path === path);
    const now = nowOf(files, there, text);
    const stays = now === 'same';
    const gives = now === 'changed' || now === 'foreign';
    return {
      path,
      about: abouts[kind],
      text,
      now,
      outcome: stays ? 'stays' : gives && !replaces ? 'refused' : 'written',
      before: stays ? undefined : there?.text,
    };
  };
  const release = facts?.board.kernel.release ?? 'RELEASE';
  const version = facts?.workstation?.module?.source?.version ?? 'VERSION';
  return [
    ...(installs(plan) ? [wanted('module', installPath(release))] : []),
    ...(plan.persist?.dkms === true ? [wanted('dkms', `${dkmsFolder(version)}/dkms.conf`, dkmsConf(version))] : []),
    ...wantedTexts(plan).map(({ kind, path, text }) => wanted(kind, path, text)),
    ...(facts === undefined ? [] : unwanted(plan, facts)).map(
      ({ path, kind, text, changed }): PreviewFile => ({
        path,
        about: abouts[kind],
        text: undefined,
        now: changed === true ? 'changed' : 'ours',
        outcome: changed === true && !replaces ? 'refused' : 'goes',
        before: text,
      }),
    ),
  ];
}

function nowOf(
  files: readonly PersistedFile[] | undefined,
  there: PersistedFile | undefined,
  text: string | undefined,
): FileNow {
  if (files === undefined) return 'unknown';
  if (there === undefined) return 'new';
  if (there.changed === true) return 'changed';
  if (there.unfinished === true) return 'ours';
  if (text !== undefined && there.text === text) return 'same';
  if (!there.ours) return 'foreign';
  return text === undefined ? 'same' : 'ours';
}

export interface NotKept {
  readonly what: string;
  readonly why: string;
}

/** Pure. What of the plan the next boot does not bring back, and why, as sentences; what lint tells of the board comes besides. */
export function notKept(plan: Plan, facts: Facts | undefined): NotKept[] {
  const { boot = false, dkms = false, group } = plan.persist ?? {};
  const list: NotKept[] = [];
  const names = (devices: readonly { readonly device: string }[]) => devices.map(({ device }) => device).join(', ');
  const insmod = plan.regions.filter(({ load }) => load === 'insmod');
  const nodes = plan.regions.filter(({ load }) => load === 'device-tree');
  const synced = plan.regions.filter(({ sync }) => Object.keys(wantedSync(sync)).length > 0);
  if (!boot) {
    const what = insmod.length === 0 ? 'The module.' : `The module with ${names(insmod)}.`;
    const why = dkms
      ? 'DKMS puts the module where it is found, and nothing loads it with these parameters: turn on Loaded at every boot.'
      : 'Nothing of it is written to the board: turn on Loaded at every boot.';
    list.push({ what, why });
    if (synced.length > 0)
      list.push({ what: `The sync attributes of ${names(synced)}.`, why: 'They are set by a rule that goes with it.' });
  }
  if (nodes.length > 0) {
    list.push({
      what: `Nodes of the device tree that came by an overlay, for ${names(nodes)}.`,
      why: 'What is applied to the running tree is gone at boot: the tree or the overlays that the boot loader hands over have to have them.',
    });
  }
  if (group === undefined && (facts === undefined || hasUdev(facts.board))) {
    list.push({
      what: 'The use of the devices by others than root.',
      why: 'No group is named, so that each boot makes them for root alone, whatever was allowed by hand.',
    });
  }
  return list;
}
