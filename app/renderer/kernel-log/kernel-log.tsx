/** The kernel's log of a board, live: filtered to the driver at first unless the user wants all, with what its lines mean. */
import { useCallback, useEffect, useLayoutEffect, useMemo, useRef, useState } from 'react';
import { type Problem, problemOf } from '../../../remote-helper/rpc/problem.ts';
import type { BoardState } from '../../contract/state.ts';
import { applyEdits } from '../../plan/edit.ts';
import type { Explanation } from '../../plan/messages/message.ts';
import { Banner, ProblemBanner } from '../components/banner.tsx';
import { Button } from '../components/button.tsx';
import { CopyCommand } from '../components/command-line.tsx';
import { Select } from '../components/select.tsx';
import { TextField } from '../components/text-field.tsx';
import { ToggleGroup } from '../components/toggle-group.tsx';
import { logCommand } from '../copied-commands/board.ts';
import { openPlanText } from '../plan/plan-view.ts';
import { useTexts } from '../plan/text-store.ts';
import { useSettings } from '../settings/settings-store.ts';
import { useKernelLog } from './follow.ts';
import './kernel-log.css';
import { type Entry, type Filter, shownEntries } from './log-entries.ts';
import { LogEntry } from './log-entry.tsx';

const levels = [
  { value: '7', label: 'All levels' },
  { value: '5', label: 'Notices and worse' },
  { value: '4', label: 'Warnings and worse' },
  { value: '3', label: 'Errors and worse' },
] as const;

/** Entries drawn at once; the rest on demand. */
const pieceSize = 1_000;
/** Pixels from the end that count as being there. */
const nearEnd = 24;

/** The setting says how a log that is opened starts; what is chosen in it then is not changed by that. */
function firstFilter(): Filter {
  const driverOnly = useSettings.getState().settings['kernelLog.driverOnly'];
  return { scope: driverOnly ? 'driver' : 'all', level: 7, text: '' };
}

export default function KernelLog({ state }: { state: BoardState }) {
  const { name } = state.board;
  const { log, failure, isOpen, again } = useKernelLog(state);
  const [filter, setFilter] = useState<Filter>(firstFilter);
  const [paused, setPaused] = useState<readonly Entry[] | undefined>();
  const [pieces, setPieces] = useState(1);
  const all = log?.entries ?? [];
  const entries = paused ?? all;
  const shown = useMemo(() => shownEntries(entries, filter), [entries, filter]);
  const drawn = shown.slice(-pieces * pieceSize);
  const lines = (some: readonly Entry[]) => some.filter(({ kind }) => kind === 'line').length;
  const behind = paused === undefined ? 0 : lines(shownEntries(all, filter)) - lines(shown);
  const { list, atEnd, toEnd } = useEnd(drawn);
  const [unfixed, setUnfixed] = useState<Problem | undefined>();
  // The same for as long as the panel lives, so that lines are not drawn anew.
  const onFix = useCallback((fix: NonNullable<Explanation['fix']>) => setUnfixed(fixPlan(name, fix)), [name]);
  const change = (part: Partial<Filter>) => {
    setFilter({ ...filter, ...part });
    setPieces(1);
  };
  return (
    <div className="log">
      <div className="log-bar">
        <ToggleGroup<Filter['scope']>
          label="Lines"
          value={filter.scope}
          options={[
            { value: 'driver', label: 'Driver' },
            { value: 'all', label: 'All' },
          ]}
          onValue={(scope) => change({ scope })}
        />
        <Select
          label="Level"
          labelUnseen
          value={String(filter.level)}
          options={levels}
          onValue={(level) => change({ level: Number(level) })}
        />
        <TextField label="Filter" inline value={filter.text} onValue={(text) => change({ text })} />
        <Button
          icon={paused === undefined ? 'debug-pause' : 'play'}
          aria-pressed={paused !== undefined}
          onClick={() => setPaused(paused === undefined ? all : undefined)}
        >
          {paused === undefined ? 'Pause' : `Go on (${behind} new)`}
        </Button>
        <span className="grow" />
        <span className="muted small" role="status">
          {lines(shown)} of {lines(entries)} lines
        </span>
        <CopyCommand command={logCommand(name)} />
      </div>
      {failure !== undefined && (
        <ProblemBanner problem={failure} actions={<Button onClick={again}>Try again</Button>} />
      )}
      {unfixed !== undefined && (
        <ProblemBanner problem={unfixed} actions={<Button onClick={() => setUnfixed(undefined)}>Dismiss</Button>} />
      )}
      {!isOpen && all.length > 0 && (
        <Banner tone="warn" title={`${name} is not connected: these lines are old, and later ones are not here.`} />
      )}
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard. */}
      <section ref={list} className="log-lines" tabIndex={0} aria-label={`Kernel log of ${name}`}>
        {drawn.length < shown.length && (
          <Button kind="quiet" icon="arrow-up" onClick={() => setPieces(pieces + 1)}>
            {`Show ${Math.min(pieceSize, shown.length - drawn.length)} earlier`}
          </Button>
        )}
        <ol>
          {drawn.map((entry) => (
            <LogEntry key={entry.key} entry={entry} search={filter.text.trim()} onFix={onFix} />
          ))}
        </ol>
        {shown.length === 0 && <Nothing isOpen={isOpen} filter={filter} all={lines(entries)} />}
      </section>
      {!atEnd && (
        <div className="log-end">
          <Button icon="arrow-down" onClick={toEnd}>
            To the end
          </Button>
        </div>
      )}
    </div>
  );
}

function Nothing({ isOpen, filter, all }: { isOpen: boolean; filter: Filter; all: number }) {
  if (all === 0)
    return <p className="muted">{isOpen ? 'Reading the log…' : 'Not connected, and nothing was read before.'}</p>;
  if (filter.scope === 'driver' && filter.text.trim() === '' && filter.level === 7)
    return (
      <p className="muted">The driver has said nothing since the board booted. All shows what else the kernel said.</p>
    );
  return <p className="muted">No line is like that; {all} are there.</p>;
}

/** Changes the board's plan and shows it. The plan may be another one by now than the explanation speaks of. */
function fixPlan(board: string, { edits }: NonNullable<Explanation['fix']>): Problem | undefined {
  const { texts, change } = useTexts.getState();
  const plan = texts[board];
  try {
    if (plan !== undefined) change(board, { text: applyEdits(plan.text, edits) });
  } catch (thrown) {
    return problemOf(thrown);
  }
  openPlanText(board);
  return undefined;
}

/** Stays at the end while it is there. */
function useEnd(drawn: readonly Entry[]) {
  const list = useRef<HTMLElement>(null);
  const [atEnd, setAtEnd] = useState(true);
  const toEnd = () => {
    if (list.current !== null) list.current.scrollTop = list.current.scrollHeight;
  };
  useEffect(() => {
    const element = list.current;
    if (element === null) return;
    const look = () => setAtEnd(element.scrollHeight - element.scrollTop - element.clientHeight <= nearEnd);
    element.addEventListener('scroll', look);
    return () => element.removeEventListener('scroll', look);
  }, []);
  // biome-ignore lint/correctness/useExhaustiveDependencies: with each change of what is drawn.
  useLayoutEffect(() => {
    if (atEnd) toEnd();
  }, [drawn, atEnd]);
  return { list, atEnd, toEnd };
}
