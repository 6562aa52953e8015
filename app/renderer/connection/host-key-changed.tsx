/** A host key that is not the one known: blocked, explained, and for a board that was installed anew the way on. */
import { useState } from 'react';
import { z } from 'zod';
import type { Board } from '../../contract/board.ts';
import { ProblemBanner } from '../components/banner.tsx';
import { Button } from '../components/button.tsx';
import { CopyCommand } from '../components/command-line.tsx';
import { Dialog } from '../components/dialog.tsx';
import { reflashedCommand } from '../copied-commands/board.ts';
import { useHost } from '../host/host-context.tsx';
import { reflashed } from './board-actions.ts';
import './connection.css';
import type { FailureProps } from './failure-props.ts';

const key = z.object({ type: z.string(), fingerprint: z.string() });
const told = z.object({
  found: key,
  known: z.array(key.extend({ file: z.string(), line: z.int() })),
  /** A jump host's key is the business of the user's own ssh. */
  hop: z.string().optional(),
});
type Told = z.output<typeof told>;

export function HostKeyChanged({ board, problem, again }: FailureProps) {
  const [asking, setAsking] = useState(false);
  const { data } = told.safeParse(problem.data);
  if (data === undefined || data.hop !== undefined) return <ProblemBanner problem={problem} actions={again} />;
  return (
    <>
      <ProblemBanner
        problem={problem}
        actions={
          <>
            <Button onClick={() => setAsking(true)}>This board was reflashed…</Button>
            {again}
          </>
        }
      >
        <p className="small muted">Nothing was sent to it: no name, no key, no password.</p>
      </ProblemBanner>
      {asking && <Reflashed board={board} told={data} onClose={() => setAsking(false)} />}
    </>
  );
}

function Reflashed({ board, told: { found, known }, onClose }: { board: Board; told: Told; onClose(): void }) {
  const host = useHost();
  return (
    <Dialog
      wide
      title={`Was ${board.name} reflashed?`}
      about={
        <>
          <p>
            A board that was installed anew shows another key. So does another machine that answers in its place, and it
            would be given your password. Compare on the board’s console:{' '}
            <code>ssh-keygen -lf /etc/ssh/ssh_host_{keyName(found.type)}_key.pub</code>
          </p>
          <p className="muted">
            The new key is kept for {board.name} alone. Your own known_hosts stays as it is, also for other boards at
            this address.
          </p>
        </>
      }
      confirm={{
        label: 'It was reflashed: trust the new key',
        kind: 'danger',
        run() {
          onClose();
          void reflashed(host, board.name, found.fingerprint);
        },
      }}
      extra={<CopyCommand command={reflashedCommand(board.name, found.fingerprint)} />}
      onClose={onClose}
    >
      <dl className="key-pair">
        {known.map(({ type, fingerprint, file, line }) => (
          <div key={`${file}:${line}`}>
            <dt>
              Known, {file}:{line}
            </dt>
            <dd>
              {type} <code>{fingerprint}</code>
            </dd>
          </div>
        ))}
        <div>
          <dt>Shown now</dt>
          <dd>
            {found.type} <code>{found.fingerprint}</code>
          </dd>
        </div>
      </dl>
    </Dialog>
  );
}

/** The middle of sshd's usual file name for a type of key (sshd_config(5), HostKey). */
function keyName(type: string): string {
  return /ed25519|ecdsa|rsa/.exec(type)?.[0] ?? 'ed25519';
}
