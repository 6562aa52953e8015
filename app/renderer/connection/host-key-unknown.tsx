/** A host key that nobody vouches for yet: its fingerprints, and trusting one after comparing it. */
import { z } from 'zod';
import { ProblemBanner } from '../components/banner.tsx';
import { Button } from '../components/button.tsx';
import { CopyCommand } from '../components/command-line.tsx';
import { trustCommand } from '../copied-commands/board.ts';
import { useHost } from '../host/host-context.tsx';
import { trust } from './board-actions.ts';
import './connection.css';
import type { FailureProps } from './failure-props.ts';

const told = z.object({
  keys: z.array(z.object({ type: z.string(), fingerprint: z.string() })).min(1),
  file: z.string().optional(),
});

export function HostKeyUnknown({ board, problem, again }: FailureProps) {
  const host = useHost();
  const { data } = told.safeParse(problem.data);
  if (data === undefined) return <ProblemBanner problem={problem} actions={again} />;
  return (
    <ProblemBanner problem={problem} tone="warn" actions={again}>
      <ul className="keys" aria-label="Fingerprints of the host key">
        {data.keys.map(({ type, fingerprint }) => (
          <li key={fingerprint} className="row row-wrap">
            <span className="muted">{type}</span>
            <code className="grow">{fingerprint}</code>
            <CopyCommand command={trustCommand(board, fingerprint)} />
            <Button kind="primary" icon="key" onClick={() => trust(host, board, fingerprint)}>
              Trust this key
            </Button>
          </li>
        ))}
      </ul>
      {data.file !== undefined && (
        <p className="small muted">
          A trusted key is kept in <code>{data.file}</code>.
        </p>
      )}
    </ProblemBanner>
  );
}
