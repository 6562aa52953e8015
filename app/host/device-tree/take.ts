/** Taking away again, in order: mappings, devices, overlay, module; of the boot files what was added. */
import { problem } from '../../../remote-helper/rpc/problem.ts';
import type { StandingTree, TreeWayId } from '../../contract/device-tree.ts';
import type { StepEvent } from '../../contract/plan.ts';
import { forgetMappings } from '../memory/device-mappings.ts';
import type { BoardSession } from '../session/session.ts';
import { takeOut } from './bring.ts';
import { lookAtTree, type TreeLook, touchedBy } from './look.ts';
import { standingOn } from './standing.ts';
import { ToldSteps } from './tell-steps.ts';
import { bootWay } from './ways-of-board.ts';

export interface TakeRequest {
  readonly name: string;
  readonly way?: TreeWayId | undefined;
  readonly unload: boolean;
  readonly changed: 'refuse' | 'discard' | 'keep';
}

export interface Taken {
  readonly removed: string[];
  readonly restored: string[];
  readonly left: string[];
  readonly told: string[];
}

/** Throws what `deviceTree.remove` throws; `device-tree.blocked` and `boot.changed-since` before anything is touched. */
export async function take(
  session: BoardSession,
  request: TakeRequest,
  { signal, tell }: { readonly signal: AbortSignal; readonly tell: (event: StepEvent) => Promise<void> },
): Promise<Taken> {
  const look = await lookAtTree(session, signal);
  const ours = standingOn(look).filter(
    ({ name, way, ours: own }) => own && name === request.name && (request.way ?? way) === way,
  );
  if (ours.length === 0) throw notThere(request, look);
  const now = ours.find(({ way }) => way === 'run-time');
  const boot = ours.find(({ way }) => way !== 'run-time');
  refuseBlocked(request, look, ours);
  if (boot !== undefined && request.changed === 'refuse') refuseChanged(look, boot);
  signal.throwIfAborted();

  const outcome: Taken = { removed: [], restored: [], left: [], told: [] };
  const titles = [
    ...(now === undefined
      ? []
      : [
          ...now.devices.map((device) => `take the driver off ${device}`),
          ...(now.state === 'applied' ? ['take the overlay out of the kernel'] : ['remove its folder']),
          'look whether it is gone',
        ]),
    ...(boot === undefined ? [] : ['take it out of the boot files']),
    ...(request.unload && look.board.uiomem !== undefined ? ['unload the driver'] : []),
  ];
  const steps = await ToldSteps.plan(titles, tell);
  if (now !== undefined) await takeNow(session, look, now, steps, outcome);
  if (boot !== undefined) await steps.run(async () => await takeBoot(session, look, boot, request.changed, outcome));
  if (request.unload && look.board.uiomem !== undefined) {
    forgetMappings(session);
    await steps.run(async () => await session.helper.call('module.unload', {}));
    outcome.removed.push('the module uiomem');
  }
  await session.facts(true);
  return outcome;
}

async function takeNow(
  session: BoardSession,
  look: TreeLook,
  { name, devices, files }: StandingTree,
  steps: ToldSteps,
  outcome: Taken,
): Promise<void> {
  const { helper } = session;
  // The helper closes its own with the first device; ours are of it.
  forgetMappings(session);
  for (const device of devices) await steps.run(async () => await helper.call('device.unbind', { device }));
  await steps.run(async () => await helper.call('overlay.remove', { name }));
  await steps.look(async () => {
    const after = await lookAtTree(session, new AbortController().signal);
    const own = look.overlays.find((each) => files.some((path) => path.endsWith(`/${each.name}`)));
    // The kernel answers nothing to a removal that it refuses: the nodes tell.
    if (own?.status === 'applied' && addedStill(look, after, own.overlay)) {
      throw problem('overlay.not-removed', `The kernel did not take the overlay ${name} out of its tree.`, {
        hint: 'Another overlay may be on top of it; board log tells the kernel’s own words. A reboot takes it away.',
        data: { name, devices },
      });
    }
  });
  outcome.removed.push(...files, ...devices.map((device) => `/dev/${device}`));
}

/** Whether nodes of it are there that were there, and that the boot's own tree does not have. */
function addedStill(before: TreeLook, after: TreeLook, overlay: Parameters<typeof touchedBy>[1]): boolean {
  const was = touchedBy(before.live, overlay);
  const is = touchedBy(after.live, overlay);
  if (was === undefined || is === undefined || !was.there) return false;
  return is.there && before.live?.nodes.length === after.live?.nodes.length;
}

async function takeBoot(
  session: BoardSession,
  look: TreeLook,
  { name, files, devices, state }: StandingTree,
  changed: TakeRequest['changed'],
  outcome: Taken,
): Promise<void> {
  const states = new Map(look.look.states.map((each) => [each.path, each.state]));
  const others = (look.look.record?.installs ?? []).filter((each) => each.name !== name);
  const isChanged = files.some((path) => states.get(path) === 'changed');
  if (isChanged && changed === 'discard' && others.length === 0) {
    const { removed, restored, left, told } = await session.helper.call('boot.restore', { changed });
    outcome.removed.push(...removed);
    outcome.restored.push(...restored);
    outcome.left.push(...left);
    outcome.told.push(...told);
  } else {
    const { told } = await takeOut(session, look, name);
    outcome.told.push(...told);
    for (const path of files) {
      if (look.trees.has(path)) outcome.removed.push(path);
      else outcome.restored.push(path);
    }
    if (isChanged)
      outcome.told.push('What somebody changed since in these files stays; only what the tool added was taken out.');
  }
  if (state === 'booted') {
    outcome.told.push(
      devices.length === 0
        ? 'This boot goes on with it; the next one is without it.'
        : `${devices.join(', ')} stay${devices.length === 1 ? 's' : ''} until the next boot.`,
    );
  }
}

function refuseBlocked({ name, unload }: TakeRequest, look: TreeLook, standing: readonly StandingTree[]): void {
  const held = unload
    ? look.holders
        .filter(({ ours }) => !ours)
        .map(({ pid, command, device }) => `Process ${pid} (${command}) has ${device} open.`)
    : [];
  const blocked = [...new Set([...standing.flatMap((each) => each.blocked), ...held])];
  if (blocked.length === 0) return;
  throw problem('device-tree.blocked', `${name} cannot be taken away now: ${blocked.join(' ')}`, {
    hint: 'End the processes or have them close the device, and take later overlays away first. Nothing was changed.',
    data: { name, blocked },
  });
}

function refuseChanged(look: TreeLook, { files }: StandingTree): void {
  const path = files.find((each) => look.look.states.some((one) => one.path === each && one.state === 'changed'));
  if (path === undefined) return;
  throw problem('boot.changed-since', `${path} was changed since the tool wrote it.`, {
    hint: '--keep-changes takes only out what the tool added; --discard-changes puts back what was there before the tool.',
    data: { path },
  });
}

function notThere({ name, way }: TakeRequest, look: TreeLook): Error {
  const there = standingOn(look)
    .filter(({ ours }) => ours)
    .map((each) => `${each.name} (${bootWay(each.way)?.id ?? each.way})`);
  return problem(
    'device-tree.not-there',
    `Nothing called ${name}${way === undefined ? '' : ` stands by ${way}`} on the board.`,
    {
      hint: there.length === 0 ? 'Nothing of the tool stands there.' : `There are: ${there.join(', ')}.`,
      data: { name, there },
    },
  );
}
