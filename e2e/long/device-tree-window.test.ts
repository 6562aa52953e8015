/** In the device-tree window of a board whose kernel takes overlays while it runs: a node comes, is used, and goes. */
import { runTimeJourney } from '../journey/tree-journeys.ts';

runTimeJourney('pointer');
