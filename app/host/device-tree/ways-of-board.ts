/** The ways by which something can come to a board's tree, and which of them it calls for. Pure. */
import { overlayFolder, overlayPrefix } from '../../../remote-helper/contract/boot-places.ts';
import { type TreeWay, type TreeWayId, unnamed } from '../../contract/device-tree.ts';
import type { BootWay } from '../boot/way.ts';
import { bootWays } from '../boot/ways.ts';
import type { TreeLook } from './look.ts';

export function waysOf(look: TreeLook): TreeWay[] {
  const runTime = runTimeWay(look);
  let chosen = false;
  const others = bootWays.map((way): TreeWay => {
    const { possible, because } = judged(look, way);
    const recommended = possible && !chosen && way.id !== 'kernel-arguments';
    chosen ||= recommended;
    const { id, title, about } = way;
    return { id, title, about, possible, because, files: [...(possible ? way.files(look, unnamed) : [])], recommended };
  });
  return [runTime, ...others];
}

/** A tree cannot be changed where there is none; arguments can be given. */
export function judged(look: TreeLook, way: BootWay) {
  if (look.live === undefined && way.id !== 'kernel-arguments')
    return { possible: false, because: 'The board has no device tree.' };
  return way.judge(look);
}

export function runTimeJudged({ live, takesOverlays, board }: TreeLook): { possible: boolean; because: string } {
  if (live === undefined) return { possible: false, because: 'The board has no device tree.' };
  if (takesOverlays) return { possible: true, because: `The kernel takes overlays in ${overlayFolder}.` };
  const { OF_OVERLAY, OF_CONFIGFS } = board.kernel.config ?? {};
  const because =
    OF_OVERLAY === 'n'
      ? 'The kernel was built without overlays (CONFIG_OF_OVERLAY).'
      : OF_CONFIGFS === 'm'
        ? 'The kernel has CONFIG_OF_CONFIGFS as a module that is not loaded, or configfs is not mounted.'
        : `The kernel offers no ${overlayFolder}, as kernels of several boards’ makers do and Linux itself does not; or configfs is not mounted.`;
  return { possible: false, because };
}

function runTimeWay(look: TreeLook): TreeWay {
  const judgedNow = runTimeJudged(look);
  return {
    id: 'run-time',
    title: 'Now: overlay in the running kernel',
    about: 'The running kernel takes the overlay; it is gone at the next boot.',
    ...judgedNow,
    files: judgedNow.possible ? [`${overlayFolder}/${overlayPrefix}${unnamed}`] : [],
    recommended: judgedNow.possible,
  };
}

export function bootWay(id: TreeWayId | string): BootWay | undefined {
  return bootWays.find((way) => way.id === id);
}
