/** What has to be written and taken away so that the next boots are as a plan says. Pure; empty when they are. */
import type { PersistedFile } from '../../../remote-helper/contract/facts.ts';
import { type PersistText, persistText } from '../../../remote-helper/contract/persist.ts';
import { dkmsFolder, installPath, textPaths } from '../../../remote-helper/contract/persist-places.ts';
import type { Facts } from '../facts.ts';
import type { Plan } from '../schema.ts';
import type { PersistAction } from '../step.ts';
import { dkmsConf } from './dkms.ts';
import { modprobeText } from './modprobe-options.ts';
import { modulesLoadText } from './modules-load.ts';
import { udevText } from './udev-rule.ts';

export interface WantedText {
  readonly kind: PersistText;
  readonly path: string;
  readonly text: string;
}

/** The text files that a plan wants on this board. */
export function wantedTexts(plan: Plan): WantedText[] {
  const boot = plan.persist?.boot === true;
  const texts: Record<PersistText, string | undefined> = {
    'modprobe.d': boot ? modprobeText(plan) : undefined,
    'modules-load.d': boot ? modulesLoadText(plan) : undefined,
    udev: udevText(plan),
  };
  return persistText.options.flatMap((kind) => {
    const text = texts[kind];
    return text === undefined ? [] : [{ kind, path: textPaths[kind], text }];
  });
}

/** Whether the module's file is put into /lib/modules: DKMS puts its own there, and a module that is left alone came from there. */
export function installs(plan: Plan): boolean {
  return plan.persist?.boot === true && !plan.persist.dkms && plan.module.from !== 'loaded';
}

/** Every place that a plan has something in, whether or not it is there yet. */
function wantedPaths(plan: Plan, { board, workstation }: Facts): Set<string> {
  const version = workstation?.module?.source?.version;
  return new Set([
    ...wantedTexts(plan).map(({ path }) => path),
    ...(installs(plan) ? [installPath(board.kernel.release)] : []),
    ...(plan.persist?.dkms === true && version !== undefined ? [`${dkmsFolder(version)}/dkms.conf`] : []),
  ]);
}

/** Ours at that path, unless somebody changed it or writing it was cut off. */
function standing(files: readonly PersistedFile[], path: string): PersistedFile | undefined {
  return files.find((file) => file.path === path && file.ours && file.unfinished !== true);
}

/** Ours, as the plan does not want them (any more), wherever: of an earlier kernel, of an earlier plan. */
export function unwanted(plan: Plan, facts: Facts): PersistedFile[] {
  const wanted = wantedPaths(plan, facts);
  // While it is not known which version the source has, a tree of any version may be the one that is wanted.
  const unsure = plan.persist?.dkms === true && facts.workstation?.module?.source === undefined;
  return (facts.board.persisted ?? []).filter(
    ({ path, kind, ours, changed }) => (ours || changed === true) && !wanted.has(path) && !(unsure && kind === 'dkms'),
  );
}

export function persistActions(plan: Plan, facts: Facts): PersistAction[] {
  const { board, workstation } = facts;
  const { group, dkms = false, replace = false } = plan.persist ?? {};
  const files = board.persisted ?? [];
  const actions: PersistAction[] = [];
  const away = unwanted(plan, facts).map(({ path }) => path);
  const groupGoes = board.groups?.made !== undefined && board.groups.made !== group;
  if (away.length > 0 || groupGoes) actions.push({ kind: 'persist.remove', paths: away, group: groupGoes });
  if (group !== undefined && board.groups?.names.includes(group) !== true)
    actions.push({ kind: 'persist.group', name: group });
  if (installs(plan)) {
    const there = standing(files, installPath(board.kernel.release));
    const wanted = workstation?.module?.sha256;
    if (there === undefined || (wanted !== undefined && wanted !== there.sha256)) {
      actions.push({ kind: 'persist.install', replace });
    }
  }
  if (dkms) {
    const version = workstation?.module?.source?.version;
    const there = files.find(
      ({ path, kind, ours, unfinished, text }) =>
        kind === 'dkms' &&
        ours &&
        unfinished !== true &&
        (version === undefined || (path === `${dkmsFolder(version)}/dkms.conf` && text === dkmsConf(version))),
    );
    if (there === undefined) {
      actions.push({
        kind: 'persist.dkms',
        ...(plan.module.path !== undefined && { folder: plan.module.path }),
        ...(version !== undefined && { version }),
        replace,
      });
    }
  }
  for (const { kind, path, text } of wantedTexts(plan)) {
    if (standing(files, path)?.text !== text) actions.push({ kind: 'persist.write', file: kind, text, replace });
  }
  return actions;
}
