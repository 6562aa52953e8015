/** The way of ../journey/device-tree.test.ts by keys alone: the focus is never lost, however late the board answers. */
import { nextBootJourney } from '../journey/tree-journeys.ts';

nextBootJourney('keys');
