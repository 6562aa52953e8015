/** What the scripted host says of device trees. */
import type { StandingTree, TreeWay } from '../../contract/device-tree.ts';
import type { DeviceTree } from '../../devicetree/tree.ts';

export interface TreesSample {
  standing: readonly StandingTree[];
  ways: readonly TreeWay[];
  /** Of the board as it is now. */
  tree: DeviceTree;
}
