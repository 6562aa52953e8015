/** A difference of two trees as `dt diff` prints it: lines that came and went, under the path of their node. */
import '../components/text-changes.css';
import { printable } from '../components/printable.ts';

export function DifferenceLines({ label, text }: { label: string; text: string }) {
  const lines = text.split('\n').filter((line) => line !== '' && !line.startsWith('--- ') && !line.startsWith('+++ '));
  if (lines.length === 0) return <p className="small muted">Nothing changes.</p>;
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard.
    <section className="changes mono tree-difference" aria-label={label} tabIndex={0}>
      <ol>
        {lines.map((line, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a line is its place.
          <li key={index} className={lookOf(line)}>
            {line.startsWith('@@ ') ? (
              printable(line.slice(3, -3))
            ) : (
              <>
                <span aria-hidden="true">{line[0]}</span>
                <span className="unseen">{line[0] === '+' ? 'added: ' : 'gone: '}</span>
                {printable(line.slice(1).replaceAll('\t', '    '))}
              </>
            )}
          </li>
        ))}
      </ol>
    </section>
  );
}

function lookOf(line: string): string {
  if (line.startsWith('@@ ')) return 'difference-place';
  return line.startsWith('+') ? 'change-added' : 'change-gone';
}
