/** A connection that failed, with what mends it: trust a key, give a secret, try again. */
import { useState } from 'react';
import { z } from 'zod';
import type { Board } from '../../contract/board.ts';
import { ProblemBanner, type ToldProblem } from '../components/banner.tsx';
import { Button } from '../components/button.tsx';
import { CopyCommand } from '../components/command-line.tsx';
import { useHost } from '../host/host-context.tsx';
import { connect, trust } from './board-actions.ts';
import './connection.css';
import { destinationText } from './destination.ts';
import { SecretDialog, secretKind } from './secret-dialog.tsx';

const unknownKey = z.object({
  keys: z.array(z.object({ type: z.string(), fingerprint: z.string() })).min(1),
  file: z.string().optional(),
});

/** `justNow`: it is the answer to what the user did in this window, so what is wanted is asked for at once. */
export function ConnectionFailure({
  board,
  problem,
  justNow,
}: {
  board: Board;
  problem: ToldProblem & { readonly data?: Readonly<Record<string, unknown>> | undefined };
  justNow: boolean;
}) {
  const host = useHost();
  const kind = secretKind(problem.id);
  const [asking, setAsking] = useState(justNow && kind !== undefined);
  const again = <Button onClick={() => connect(host, board.name)}>Try again</Button>;
  const keys = problem.id === 'ssh.host-key-unknown' ? unknownKey.safeParse(problem.data).data : undefined;
  if (keys !== undefined) {
    return (
      <ProblemBanner problem={problem} actions={again}>
        <ul className="keys" aria-label="Fingerprints of the host key">
          {keys.keys.map(({ type, fingerprint }) => (
            <li key={fingerprint} className="row row-wrap">
              <span className="muted">{type}</span>
              <code className="grow">{fingerprint}</code>
              <CopyCommand
                command={`uiomem-studio board add ${board.name} ${destinationText(board)} --trust ${fingerprint}`}
              />
              <Button kind="primary" icon="key" onClick={() => trust(host, board, fingerprint)}>
                Trust this key
              </Button>
            </li>
          ))}
        </ul>
        {keys.file !== undefined && (
          <p className="small muted">
            A trusted key is kept in <code>{keys.file}</code>.
          </p>
        )}
      </ProblemBanner>
    );
  }
  if (kind !== undefined) {
    return (
      <>
        <ProblemBanner
          problem={problem}
          actions={
            <>
              <Button kind="primary" icon="key" onClick={() => setAsking(true)}>
                {
                  {
                    password: 'Enter the password…',
                    passphrase: 'Enter the passphrase…',
                    sudo: 'Enter sudo’s password…',
                  }[kind]
                }
              </Button>
              {again}
            </>
          }
        />
        {asking && <SecretDialog board={board} kind={kind} why={problem.message} onClose={() => setAsking(false)} />}
      </>
    );
  }
  return <ProblemBanner problem={problem} actions={again} />;
}
