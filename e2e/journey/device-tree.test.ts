/** On a real board, in its device-tree window with a pointer: a node comes to the next boot, is used, and is taken away again. */
import { nextBootJourney } from './tree-journeys.ts';

nextBootJourney('pointer');
