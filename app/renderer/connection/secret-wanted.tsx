/** A connection that failed for want of a secret. */
import { useState } from 'react';
import { ProblemBanner } from '../components/banner.tsx';
import { Button } from '../components/button.tsx';
import type { FailureProps } from './failure-props.ts';
import { SecretDialog, type SecretKind } from './secret-dialog.tsx';

const words: Readonly<Record<SecretKind, string>> = {
  password: 'Enter the password…',
  passphrase: 'Enter the passphrase…',
  sudo: 'Enter sudo’s password…',
};

export function SecretWanted({ board, problem, justNow, again, kind }: FailureProps & { readonly kind: SecretKind }) {
  const [asking, setAsking] = useState(justNow);
  const hop = problem.data?.hop;
  return (
    <>
      <ProblemBanner
        problem={problem}
        tone="warn"
        actions={
          <>
            <Button kind="primary" icon="key" onClick={() => setAsking(true)}>
              {words[kind]}
            </Button>
            {again}
          </>
        }
      />
      {asking && (
        <SecretDialog
          board={board}
          kind={kind}
          why={problem.message}
          {...(typeof hop === 'string' && { hop })}
          onClose={() => setAsking(false)}
        />
      )}
    </>
  );
}
