/** A board without a node that the helper runs on: bring one where that can be, told what it takes, or go without a helper. */
import { z } from 'zod';
import { type Board, nodeChoice } from '../../contract/board.ts';
import { Banner, ProblemBanner } from '../components/banner.tsx';
import { Button } from '../components/button.tsx';
import { CopyCommand } from '../components/command-line.tsx';
import { runtimeCommand } from '../copied-commands/board.ts';
import { useHost } from '../host/host-context.tsx';
import { chooseRuntime } from './board-actions.ts';
import './connection.css';
import type { FailureProps } from './failure-props.ts';

export function RuntimeChoice({ board, problem, again }: FailureProps) {
  const host = useHost();
  const { data } = nodeChoice.safeParse(problem.data);
  if (data === undefined) return <ProblemBanner problem={problem} actions={again} />;
  const { version, bytes, seconds, missing } = data;
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
            {megabytes(bytes)}, about {timeWord(seconds)}, once.{' '}
            <Place called="To" path={data.place} freeBytes={data.freeBytes} />
            <Place called="As much again from there to" path={data.rootPlace} freeBytes={data.rootFreeBytes} />
            <code>board clean</code> takes it away again.
          </p>
          <p className="row row-wrap">
            <Button kind="primary" icon="cloud-upload" onClick={() => chooseRuntime(host, board.name, 'bring')}>
              Bring it and connect
            </Button>
            <CopyCommand command={runtimeCommand(board.name, 'bring')} />
          </p>
        </section>
        <PlainShell board={board} missing={missing} />
      </div>
    </Banner>
  );
}

/** `node.no-runtime`: there is nothing to bring. */
export function NoRuntime({ board, problem, again }: FailureProps) {
  const { data } = z.object({ missing: z.array(z.string()) }).safeParse(problem.data);
  return (
    <ProblemBanner problem={problem} tone="warn" actions={again}>
      <div className="choices">
        <PlainShell board={board} missing={data?.missing ?? []} />
      </div>
    </ProblemBanner>
  );
}

function PlainShell({ board, missing }: { board: Board; missing: readonly string[] }) {
  const host = useHost();
  return (
    <section className="choice" aria-label="Go by plain shell">
      <h3>Go by plain shell</h3>
      <p>Nothing is sent.</p>
      <ul>
        {missing.map((lack) => (
          <li key={lack}>{lack}</li>
        ))}
      </ul>
      <p className="row row-wrap">
        <Button icon="terminal" onClick={() => chooseRuntime(host, board.name, 'shell')}>
          Connect without a helper
        </Button>
        <CopyCommand command={runtimeCommand(board.name, 'shell')} />
      </p>
    </section>
  );
}

function Place({
  called,
  path,
  freeBytes,
}: {
  called: string;
  path: string | undefined;
  freeBytes: number | undefined;
}) {
  if (path === undefined) return null;
  return (
    <>
      {called} <code>{path}</code>
      {freeBytes !== undefined && ` (${megabytes(freeBytes)} free)`}.{' '}
    </>
  );
}

function megabytes(bytes: number): string {
  return `${Math.round(bytes / 1e6)} MB`;
}

function timeWord(seconds: number): string {
  return seconds < 90 ? `${Math.max(1, Math.round(seconds))} s` : `${Math.round(seconds / 60)} min`;
}
