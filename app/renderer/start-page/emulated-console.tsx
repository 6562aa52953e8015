/** What an emulated board writes to its serial console, as it comes. To be mounted anywhere; it follows while it is there. */
import { useEffect, useRef, useState } from 'react';
import { type Problem, problemOf } from '../../../remote-helper/rpc/problem.ts';
import { ProblemBanner } from '../components/banner.tsx';
import { CopyCommand } from '../components/command-line.tsx';
import { emulatedConsoleCommand } from '../copied-commands/board.ts';
import { useHost } from '../host/host-context.tsx';
import { consoleText } from './console-text.ts';

/** Characters that are kept: the end of what was written. */
const mostKept = 128 << 10;

export function EmulatedConsole({ board }: { board: string }) {
  const host = useHost();
  const frame = useRef<HTMLElement>(null);
  const [text, setText] = useState('');
  const [ended, setEnded] = useState(false);
  const [failure, setFailure] = useState<Problem | undefined>();
  useEffect(() => {
    const abort = new AbortController();
    setEnded(false);
    host
      .call(
        'emulated.console',
        { name: board, follow: true },
        {
          signal: abort.signal,
          onItem({ text: piece, fresh }) {
            setText((before) => `${fresh ? '' : before}${piece}`.slice(-mostKept));
          },
        },
      )
      .then(
        () => setEnded(true),
        (thrown: unknown) => {
          if (!abort.signal.aborted) setFailure(problemOf(thrown));
        },
      );
    return () => abort.abort();
  }, [host, board]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the newest line is what is looked for.
  useEffect(() => {
    frame.current?.scrollTo({ top: frame.current.scrollHeight });
  }, [text]);
  return (
    <>
      {failure !== undefined && <ProblemBanner problem={failure} />}
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls is to be scrolled by keys */}
      <section ref={frame} className="start-console" tabIndex={0} aria-label={`Console of ${board}`}>
        <pre>{consoleText(text)}</pre>
      </section>
      <p className="row">
        <CopyCommand command={emulatedConsoleCommand(board)} />
      </p>
      {ended && (
        <p role="status" className="small muted">
          The board was stopped: this is the end of its console.
        </p>
      )}
    </>
  );
}
