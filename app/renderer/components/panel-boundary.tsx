/** Around each panel: when drawing it throws, what happened is told in its place, and the rest of the window lives. */
import { Component, type ErrorInfo, type ReactNode, useState } from 'react';
import { Banner } from './banner.tsx';
import { Button } from './button.tsx';

interface Props {
  /** As in `The view of uiomem1`. */
  readonly what: string;
  readonly children: ReactNode;
}

interface Failure {
  readonly thrown: unknown;
  /** Which components were being drawn. */
  readonly where?: string;
}

export class PanelBoundary extends Component<Props, { readonly failure: Failure | undefined }> {
  override state: { readonly failure: Failure | undefined } = { failure: undefined };

  static getDerivedStateFromError(thrown: unknown): { failure: Failure } {
    return { failure: { thrown } };
  }

  override componentDidCatch(thrown: unknown, { componentStack }: ErrorInfo): void {
    this.setState({ failure: { thrown, ...(componentStack != null && { where: componentStack }) } });
  }

  override render(): ReactNode {
    const { what, children } = this.props;
    const { failure } = this.state;
    if (failure === undefined) return children;
    return <PanelFailed what={what} failure={failure} onAgain={() => this.setState({ failure: undefined })} />;
  }
}

function PanelFailed({ what, failure, onAgain }: { what: string; failure: Failure; onAgain(): void }) {
  const [copied, setCopied] = useState('');
  const { thrown, where = '' } = failure;
  const sentence = thrown instanceof Error ? thrown.message : String(thrown);
  const copy = () => {
    const stack = thrown instanceof Error ? (thrown.stack ?? '') : '';
    const text = [`window.panel-failed: ${what}: ${sentence}`, stack, where, navigator.userAgent].join('\n');
    navigator.clipboard.writeText(text).then(
      () => setCopied('Copied'),
      () => setCopied('The system did not let it be copied'),
    );
  };
  return (
    <div className="page">
      <Banner
        tone="bad"
        title={`${what} cannot be shown: ${sentence}`}
        id="window.panel-failed"
        hint="This is a fault of the window. The board and what runs on it are not touched by it, and the rest of the window works."
        actions={
          <>
            <Button icon="refresh" onClick={onAgain}>
              Try again
            </Button>
            <Button icon="copy" onClick={copy}>
              Copy details
            </Button>
            <span role="status" className="small muted">
              {copied}
            </span>
          </>
        }
      />
    </div>
  );
}
