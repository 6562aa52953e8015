/** The window without its host: connecting, gone, not let in, of another version. */
import { Banner } from '../components/banner.tsx';
import { Button } from '../components/button.tsx';
import { Elapsed, Until } from '../components/elapsed.tsx';
import { EmptyState } from '../components/empty-state.tsx';
import { openCommand } from '../copied-commands/workstation.ts';
import { type Link, useLink } from '../host/link.ts';
import './host-notice.css';

/** The whole window, until there has been a connection. */
export function BeforeHost() {
  const link = useLink((state) => state.link);
  const retry = useLink((state) => state.retry);
  return (
    <main className="host-page">
      <h1 className="unseen">uiomem studio</h1>
      {notice(link, retry)}
    </main>
  );
}

function notice(link: Link, retry: () => void) {
  switch (link.state) {
    case 'connecting':
    case 'open':
      return (
        <div role="status" className="empty">
          <span className="muted">Connecting to the host…</span>
        </div>
      );
    case 'no-key':
      return (
        <EmptyState icon="lock" title="This window has no key of a session" command={openCommand()}>
          <p>A window is let in once, by the command below; then it may be reloaded, but not opened by its address.</p>
        </EmptyState>
      );
    case 'other-version':
      return (
        <EmptyState
          icon="versions"
          title="The host is of another version than this window"
          actions={
            <Button kind="primary" onClick={() => location.reload()}>
              Reload
            </Button>
          }
        >
          <p>{link.problem.message}</p>
        </EmptyState>
      );
    case 'gone':
      return (
        <EmptyState
          icon="debug-disconnect"
          title="The host does not answer"
          command={openCommand()}
          actions={<Button onClick={retry}>Try now</Button>}
        >
          <p>{link.problem.message}</p>
          <p>{link.problem.hint}</p>
          <p role="status">
            Next try {link.retryAt === undefined ? 'now' : <Until at={link.retryAt} />}, number {link.attempt + 1}.
          </p>
        </EmptyState>
      );
  }
}

/** Above the frame, when the host has gone: what is shown is as of then. */
export function HostGone() {
  const link = useLink((state) => state.link);
  const retry = useLink((state) => state.retry);
  if (link.state === 'open' || link.state === 'connecting') return null;
  if (link.state === 'gone') {
    return (
      <Banner
        tone="warn"
        title={
          <>
            The host has been gone for <Elapsed since={link.since} />. What is shown is as of then.
          </>
        }
        hint={
          <>
            {link.problem.message} {link.problem.hint} Next try{' '}
            {link.retryAt === undefined ? 'now' : <Until at={link.retryAt} />}.
          </>
        }
        id={link.problem.id}
        actions={<Button onClick={retry}>Try now</Button>}
      />
    );
  }
  return (
    <Banner
      tone="bad"
      title={
        link.state === 'no-key'
          ? 'The host does not know this window any more.'
          : 'The host is of another version than this window now.'
      }
      hint={link.state === 'no-key' ? `Run ${openCommand()}.` : 'A reload brings the page of that version.'}
      id={link.problem.id}
      actions={link.state === 'other-version' && <Button onClick={() => location.reload()}>Reload</Button>}
    />
  );
}
