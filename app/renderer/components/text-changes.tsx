/** What changes from one text to another, line by line, with some lines around it. */
import { structuredPatch } from 'diff';
import './text-changes.css';

/** Lines around a change. */
const context = 2;

export function TextChanges({ label, before, after }: { label: string; before: string; after: string }) {
  const { hunks } = structuredPatch('', '', before, after, undefined, undefined, { context });
  if (hunks.length === 0) return <p className="small muted">Nothing changes.</p>;
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard.
    <section className="changes mono" aria-label={label} tabIndex={0}>
      {hunks.map(({ oldStart, newStart, lines }) => (
        <ol key={`${oldStart} ${newStart}`}>
          {lines
            .filter((line) => !line.startsWith('\\'))
            .map((line, index) => {
              const sign = line[0] ?? ' ';
              return (
                // biome-ignore lint/suspicious/noArrayIndexKey: a line is its place.
                <li key={index} className={sign === '+' ? 'change-added' : sign === '-' ? 'change-gone' : ''}>
                  <span aria-hidden="true">{sign}</span>
                  {sign !== ' ' && <span className="unseen">{sign === '+' ? 'added: ' : 'gone: '}</span>}
                  {line.slice(1)}
                </li>
              );
            })}
        </ol>
      ))}
    </section>
  );
}
