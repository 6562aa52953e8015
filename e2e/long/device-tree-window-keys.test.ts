/** The way of device-tree-window.test.ts by keys alone. */
import { runTimeJourney } from '../journey/tree-journeys.ts';

runTimeJourney('keys');
