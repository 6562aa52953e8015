/** The answer to device-tree text, until there is a window for it: the one place to change then. */
import type { Problem } from '../../../remote-helper/rpc/problem.ts';

export function deviceTreeLater(path: string): Problem {
  return {
    id: 'start.device-tree-later',
    message: `${path} is device-tree text, which is not taken here yet.`,
    hint: 'Compile and apply it by hand (dtc, fdtoverlay); what it declares is seen under the board’s devices then.',
    data: { path },
  };
}
