/** A line of the log, or what is between two; and below a line that is known what it means. */
import { memo } from 'react';
import type { Explanation } from '../../plan/messages/message.ts';
import { Badge, type Tone } from '../components/badge.tsx';
import { Button } from '../components/button.tsx';
import { Icon } from '../components/icon.tsx';
import { printable } from '../components/printable.ts';
import { type Entry, timeText } from './log-entries.ts';

/** syslog's, as far as they call for attention. */
const grades: Readonly<Record<number, readonly [word: string, tone: Tone, icon: string]>> = {
  0: ['emergency', 'bad', 'error'],
  1: ['alert', 'bad', 'error'],
  2: ['critical', 'bad', 'error'],
  3: ['error', 'bad', 'error'],
  4: ['warning', 'warn', 'warning'],
};

export const LogEntry = memo(function LogEntry({
  entry,
  search,
  onFix,
}: {
  entry: Entry;
  /** To be marked in the text. */
  search: string;
  onFix(fix: NonNullable<Explanation['fix']>): void;
}) {
  if (entry.kind === 'gap') {
    return (
      <li className="log-between">
        {entry.count === 1 ? '1 line is' : `${entry.count} lines are`} missing here: the kernel had overwritten them.
      </li>
    );
  }
  if (entry.kind === 'boot') return <li className="log-between">The board has booted again.</li>;
  const { line, explanation } = entry;
  const grade = grades[line.level];
  return (
    <li>
      <div className="log-line">
        <span className="log-time mono muted">{timeText(line.microseconds)}</span>
        {grade !== undefined && (
          <Badge tone={grade[1]} icon={grade[2]}>
            {grade[0]}
          </Badge>
        )}
        <code className="log-text">{marked(printable(line.text), search)}</code>
      </div>
      {explanation !== undefined && <Meaning explanation={explanation} onFix={onFix} />}
    </li>
  );
});

function Meaning({
  explanation: { id, weight, meaning, hint, fix },
  onFix,
}: {
  explanation: Explanation;
  onFix(fix: NonNullable<Explanation['fix']>): void;
}) {
  return (
    <div className="log-meaning">
      <Icon name={weight === 'cause' ? 'lightbulb' : 'info'} />
      <div className="stack">
        <p>{printable(meaning)}</p>
        {hint !== undefined && <p className="small muted">{printable(hint)}</p>}
        <p className="row row-wrap">
          {fix !== undefined && (
            <Button icon="lightbulb" onClick={() => onFix(fix)}>
              {`In the plan: ${fix.title}`}
            </Button>
          )}
          <span className="mono small muted">{id}</span>
        </p>
      </div>
    </div>
  );
}

function marked(text: string, search: string) {
  if (search === '') return text;
  const at = text.toLowerCase().indexOf(search.toLowerCase());
  if (at < 0) return text;
  return (
    <>
      {text.slice(0, at)}
      <mark>{text.slice(at, at + search.length)}</mark>
      {text.slice(at + search.length)}
    </>
  );
}
