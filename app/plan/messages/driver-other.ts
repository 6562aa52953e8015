/** A refusal of our driver whose word or sentence this tool does not know: another version of kernel/ prints it. */
import { refusal, refusalLines } from './refusal.ts';
import { subjectOf } from './region-of.ts';

/** Asked when no message of the list knows a line. */
export const driverOther = refusal(
  'driver.refused',
  refusalLines('%s', '%s', 'word', 'sentence'),
  (refused, context) => ({
    meaning: `${subjectOf(refused, context)} became no device; the driver says: ${refused.word}: ${refused.sentence}.`,
    hint: 'The loaded module is of another version than this tool; its own sentence has to do.',
  }),
);
