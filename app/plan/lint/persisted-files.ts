/** Files on the board that get in the way of what a plan wants kept, or that were changed since the tool wrote them. */
import type { BoardFacts, PersistedFile } from '../../../remote-helper/contract/facts.ts';
import { installPath } from '../../../remote-helper/contract/persist-places.ts';
import type { Facts } from '../facts.ts';
import type { Finding } from '../finding.ts';
import { meaningOf, moduleParameters } from '../parameters.ts';
import { installs, unwanted, wantedTexts } from '../persist/actions.ts';
import { parseModprobe } from '../persist/modprobe-options.ts';
import type { Plan } from '../schema.ts';
import type { Rule } from './rule.ts';

/** `persist.foreign-file`, `persist.foreign-options`, `persist.changed-since`, `persist.other-module`. */
export const persistedFiles: Rule = {
  about: 'whether files of somebody else on the board speak of the driver',
  check({ plan, facts }) {
    const files = facts?.board.persisted;
    if (facts === undefined || files === undefined) return [];
    return [...inPlaces(plan, facts, files), ...elsewhere(plan, facts.board, files)];
  },
};

function* inPlaces(plan: Plan, facts: Facts, files: readonly PersistedFile[]): Generator<Finding> {
  if (plan.persist?.replace === true) return;
  const texts = new Map(wantedTexts(plan).map(({ path, text }) => [path, text]));
  const module = installs(plan) ? installPath(facts.board.kernel.release) : undefined;
  const goes = new Set(unwanted(plan, facts).map(({ path }) => path));
  for (const file of files) {
    const { path, ours, changed, text } = file;
    if (ours || !(texts.has(path) || path === module || goes.has(path))) continue;
    // What plan steps --shell wrote is what the tool would write.
    if (text !== undefined && text === texts.get(path)) continue;
    // Whether a module is the very one is known where its file is: the step looks, and refuses.
    const meant = facts.workstation?.module?.sha256;
    if (path === module && changed !== true && (meant === undefined || meant === file.sha256)) continue;
    yield changed === true ? changedSince(plan, path) : foreignFile(path, text);
  }
}

function changedSince(plan: Plan, path: string): Finding {
  return {
    id: 'persist.changed-since',
    severity: 'error',
    path: plan.persist === undefined ? [] : ['persist'],
    message: `${path} was changed on the board since the tool wrote it.`,
    why: 'What somebody wrote there would be lost.',
    hint:
      plan.persist === undefined
        ? 'persist show tells the difference; persist remove --discard-changes or --keep-changed decides.'
        : 'persist show tells the difference. Take it into the plan, or say replace: true to write over it.',
  };
}

function foreignFile(path: string, text: string | undefined): Finding {
  return {
    id: 'persist.foreign-file',
    severity: 'error',
    path: ['persist'],
    message: `${path} is there already, and the tool did not write it${text === undefined ? '' : `. It says:\n${text.trimEnd()}`}`,
    why: 'It would be lost.',
    hint: 'Take what it says into the plan and remove it, or say replace: true: then it comes back when the plan’s is removed.',
  };
}

function* elsewhere(plan: Plan, board: BoardFacts, files: readonly PersistedFile[]): Generator<Finding> {
  if (plan.persist?.boot !== true) return;
  const places = new Set(wantedTexts(plan).map(({ path }) => path));
  const wanted = moduleParameters(plan);
  for (const { path, kind, text = '', ours, changed } of files) {
    if (kind !== 'modprobe.d' || ours || changed === true || places.has(path)) continue;
    const { options, install, blacklisted } = parseModprobe(text);
    const harmless =
      meaningOf([...wanted, ...options]) === meaningOf(wanted) &&
      meaningOf([...options, ...wanted]) === meaningOf(wanted);
    if (harmless && install.length === 0 && !blacklisted) continue;
    yield {
      id: 'persist.foreign-options',
      severity: 'error',
      path: ['persist', 'boot'],
      message: `${path} speaks of the driver too, and the next boot would follow both. It says:\n${text.trimEnd()}`,
      why:
        install.length > 0
          ? 'An install line is run instead of loading the module.'
          : blacklisted
            ? 'What is blacklisted is not loaded by systemd-modules-load.'
            : 'modprobe joins the options of all files; of a parameter that is named twice the last one counts.',
      hint: 'Take the lines out there, or take what they say into the plan.',
    };
  }
  const own = installs(plan) ? installPath(board.kernel.release) : undefined;
  for (const { path, kind, ours } of files) {
    if (kind !== 'module' || ours || path === own || own === undefined) continue;
    yield {
      id: 'persist.other-module',
      severity: 'warning',
      path: ['persist', 'boot'],
      message: `There is another file of the driver: ${path}.`,
      why: 'modprobe takes the one that depmod found first: those in updates, unless /etc/depmod.d says otherwise.',
      hint: `Remove it if ${own} is the one that is meant.`,
    };
  }
}
