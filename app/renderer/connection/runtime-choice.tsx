/** A board without a node that the helper runs on: bring one, told what that takes, or go without a helper. */
import { z } from 'zod';
import { Banner, ProblemBanner } from '../components/banner.tsx';
import { Button } from '../components/button.tsx';
import { CopyCommand } from '../components/command-line.tsx';
import { useHost } from '../host/host-context.tsx';
import { chooseRuntime } from './board-actions.ts';
import './connection.css';
import type { FailureProps } from './failure-props.ts';

const told = z.object({
  version: z.string(),
  /** Bytes to send. */
  size: z.number(),
  /** How long that takes over this link, estimated. */
  seconds: z.number(),
  /** Folder on the board, and bytes free there. */
  place: z.string(),
  freeBytes: z.number(),
  /** What plain shell cannot do, or only slowly, as sentences. */
  lacks: z.array(z.string()),
});

export function RuntimeChoice({ board, problem, again }: FailureProps) {
  const host = useHost();
  const { data } = told.safeParse(problem.data);
  if (data === undefined) return <ProblemBanner problem={problem} actions={again} />;
  const { version, size, seconds, place, freeBytes, lacks } = data;
  const megabytes = (bytes: number) => `${Math.round(bytes / 1e6)} MB`;
  return (
    <Banner
      tone="info"
      title={problem.message}
      id={problem.id}
      {...(problem.hint !== undefined && { hint: problem.hint })}
    >
      <div className="choices">
        <section className="choice" aria-label="Bring node">
          <h3>Bring node {version}</h3>
          <p>
            {megabytes(size)}, about {timeWord(seconds)}, once. To <code>{place}</code> ({megabytes(freeBytes)} free);{' '}
            <code>board clean</code> takes it away again.
          </p>
          <p className="row row-wrap">
            <Button kind="primary" icon="cloud-upload" onClick={() => chooseRuntime(host, board.name, 'bring')}>
              Bring it and connect
            </Button>
            <CopyCommand command={`uiomem-studio board runtime ${board.name} bring`} />
          </p>
        </section>
        <section className="choice" aria-label="Go by plain shell">
          <h3>Go by plain shell</h3>
          <p>Nothing is sent.</p>
          <ul>
            {lacks.map((lack) => (
              <li key={lack}>{lack}</li>
            ))}
          </ul>
          <p className="row row-wrap">
            <Button icon="terminal" onClick={() => chooseRuntime(host, board.name, 'shell')}>
              Connect without a helper
            </Button>
            <CopyCommand command={`uiomem-studio board runtime ${board.name} shell`} />
          </p>
        </section>
      </div>
    </Banner>
  );
}

function timeWord(seconds: number): string {
  return seconds < 90 ? `${Math.max(1, Math.round(seconds))} s` : `${Math.round(seconds / 60)} min`;
}
