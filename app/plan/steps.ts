/** What has to be done so that a board is as a plan says, in order. Pure; empty when there is nothing to do. */
import { compareWithBoard, syncAtStart, syncChange } from './compare.ts';
import type { Facts } from './facts.ts';
import { driverName, ofAnother } from './loaded-driver.ts';
import { insmodLine, moduleParameters, sameParameters } from './parameters.ts';
import { persistActions } from './persist/actions.ts';
import { describePersist } from './persist/describe.ts';
import type { Plan, Region } from './schema.ts';
import { buildShell, syncShell, uploadShell } from './shell.ts';
import type { Action, Step } from './step.ts';
import { wantedSync } from './sync-writes.ts';

export function steps(plan: Plan, facts: Facts): Step[] {
  const { board, workstation } = facts;
  const builds = plan.module.from === 'built-in' || plan.module.from === 'folder';
  const fits = loadedFits(plan, facts);
  // Built where nothing has to be loaded too, when only that tells whether the loaded module is of the same source.
  const unknown = builds && workstation !== undefined && workstation.module === undefined;
  const list: Action[] = [];
  const persist = persistActions(plan, facts);
  const installs = persist.some(({ kind }) => kind === 'persist.install');
  const wanted = !fits || installs || persist.some(({ kind }) => kind === 'persist.dkms');
  if (builds && (unknown || (wanted && workstation?.module === undefined))) {
    list.push({
      kind: 'module.build',
      ...(plan.module.path !== undefined && { folder: plan.module.path }),
      ...(plan.module.headers !== undefined && { headers: plan.module.headers }),
      ...(plan.module.on !== undefined && { on: plan.module.on }),
    });
  }
  if (!fits || installs) {
    list.push({ kind: 'module.upload', ...(plan.module.from === 'file' && { file: plan.module.path ?? '' }) });
  }
  if (!fits) {
    if (board.uiomem !== undefined) list.push({ kind: 'module.unload' });
    list.push({ kind: 'module.load', parameters: moduleParameters(plan) });
  }
  for (const region of plan.regions) list.push(...syncActions(region, facts, !fits));
  // Only what has been seen to work is kept for the next boot.
  list.push(...persist);
  return list.map((each) => describe(each, facts));
}

/** Whether the loaded module can stay: same source as far as that is known, same parameters, every device there. */
function loadedFits(plan: Plan, { board, workstation }: Facts): boolean {
  const loaded = board.uiomem;
  if (plan.module.from === 'loaded') return true;
  if (loaded === undefined || !sameParameters(moduleParameters(plan), loaded.parameters)) return false;
  // Another's driver may have no srcversion to tell it by.
  if (plan.module.from === 'built-in' && ofAnother(loaded)) return false;
  const wanted = workstation?.module?.srcversion;
  if (wanted !== undefined && loaded.srcversion !== undefined && wanted !== loaded.srcversion) return false;
  return compareWithBoard(plan, board).every(({ status }) => status !== 'missing');
}

function syncActions(region: Region, { board }: Facts, fresh: boolean): Action[] {
  const wanted = wantedSync(region.sync);
  const now = board.devices.find(({ name }) => name === region.device)?.sync;
  // A fresh insmod region has the driver's start values; a node's own are known only once it is there.
  const before = !fresh ? now : region.load === 'insmod' ? syncAtStart(region.size) : undefined;
  const attributes = before === undefined ? wanted : syncChange(wanted, before);
  return Object.keys(attributes).length === 0 ? [] : [{ kind: 'sync.set', device: region.device, attributes }];
}

function describe(action: Action, facts: Facts): Step {
  const { board } = facts;
  switch (action.kind) {
    case 'module.build':
      return {
        action,
        title: `build the module ${action.on === 'board' ? 'on the board, ' : ''}for ${board.kernel.release}`,
        where: 'workstation',
        shell: buildShell(action, board.kernel),
      };
    case 'module.upload':
      return { action, title: 'copy the module to the board', where: 'workstation', shell: uploadShell(action) };
    case 'module.unload':
      return {
        action,
        title: `unload the ${board.uiomem !== undefined && ofAnother(board.uiomem) ? driverName(board.uiomem) : 'module that is loaded'}`,
        where: 'board',
        shell: 'rmmod uiomem',
      };
    case 'module.load': {
      const count = action.parameters.filter(({ name }) => name.endsWith('_size')).length;
      return {
        action,
        title: count === 0 ? 'load the module' : `load the module with ${count} region${count === 1 ? '' : 's'}`,
        where: 'board',
        shell: insmodLine(action.parameters),
      };
    }
    case 'sync.set':
      return {
        action,
        title: `set ${Object.keys(action.attributes).join(', ')} of ${action.device}`,
        where: 'board',
        shell: syncShell(action.device, action.attributes),
      };
    default:
      return describePersist(action, facts);
  }
}
