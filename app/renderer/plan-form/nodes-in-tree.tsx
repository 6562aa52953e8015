/** Regions that nodes of the device tree make, and the way to where these are written. */
import { nodeRegionsOf } from '../../devicetree/uiomem/region-differences.ts';
import type { Plan } from '../../plan/schema.ts';
import { Button } from '../components/button.tsx';
import { openPlanNodes } from '../device-tree/plan-link.ts';

export function NodesInTree({ plan, board }: { plan: Plan | undefined; board: string }) {
  const regions = plan === undefined ? [] : nodeRegionsOf(plan);
  if (regions.length === 0) return null;
  return (
    <p className="row row-wrap small muted">
      {`${regions.map(({ device }) => device).join(', ')}: made by ${regions.length === 1 ? 'a node' : 'nodes'} of the device tree, which ${board} needs before the driver is loaded.`}
      <Button icon="symbol-structure" onClick={() => openPlanNodes(board, regions)}>
        Open in the device-tree window
      </Button>
    </p>
  );
}
