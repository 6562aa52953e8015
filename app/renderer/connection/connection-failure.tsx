/** A connection that failed, with what mends it: trust a key, give a secret, choose a runtime, try again. */
import type { ComponentType } from 'react';
import { ProblemBanner } from '../components/banner.tsx';
import { Button } from '../components/button.tsx';
import { CopyCommand } from '../components/command-line.tsx';
import { connectCommand } from '../copied-commands/board.ts';
import { useHost } from '../host/host-context.tsx';
import { connect } from './board-actions.ts';
import type { FailureProps } from './failure-props.ts';
import { HostKeyChanged } from './host-key-changed.tsx';
import { HostKeyUnknown } from './host-key-unknown.tsx';
import { NoRuntime, RuntimeChoice } from './runtime-choice.tsx';
import { secretKind } from './secret-dialog.tsx';
import { SecretWanted } from './secret-wanted.tsx';

const kinds: Readonly<Record<string, ComponentType<FailureProps>>> = {
  'ssh.host-key-unknown': HostKeyUnknown,
  'ssh.host-key-changed': HostKeyChanged,
  'node.choice-wanted': RuntimeChoice,
  'node.no-runtime': NoRuntime,
};

export function ConnectionFailure({ board, problem, justNow }: Omit<FailureProps, 'again'>) {
  const host = useHost();
  const again = (
    <>
      <Button onClick={() => connect(host, board.name)}>Try again</Button>
      <CopyCommand command={connectCommand(board.name)} />
    </>
  );
  const props = { board, problem, justNow, again };
  const kind = secretKind(problem);
  if (kind !== undefined) return <SecretWanted {...props} kind={kind} />;
  const Kind = kinds[problem.id];
  return Kind === undefined ? <ProblemBanner problem={problem} actions={again} /> : <Kind {...props} />;
}
