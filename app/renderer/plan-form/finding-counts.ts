/** How many findings there are of each grade, in words. */
import type { Finding } from '../../plan/finding.ts';
import { gradeWords } from '../plan/grade-words.ts';

const grades = ['error', 'warning', 'info'] as const;

/** Pure. `1 error, 2 remarks`; `nothing found`. */
export function countWords(findings: readonly Finding[]): string {
  const told = grades.flatMap((grade) => {
    const count = findings.filter(({ severity }) => severity === grade).length;
    return count === 0 ? [] : [`${count} ${gradeWords[grade].text.toLowerCase()}${count === 1 ? '' : 's'}`];
  });
  return told.length === 0 ? 'nothing found' : told.join(', ');
}
