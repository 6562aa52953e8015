/** A command of the tool that does what stands beside it, and its way to the clipboard. */
import { useEffect, useState } from 'react';
import { IconButton } from './button.tsx';
import './empty-state.css';

/** Shown as text with a button. */
export function CommandLine({ command }: { command: string }) {
  return (
    <div className="command-line">
      <code className="grow">{command}</code>
      <CopyCommand command={command} icon="copy" />
    </div>
  );
}

/** The button alone: *Copy as command*. */
export function CopyCommand({ command, icon = 'terminal' }: { command: string; icon?: string }) {
  const [copied, setCopied] = useState<'no' | 'yes' | 'refused'>('no');
  useEffect(() => {
    if (copied === 'no') return;
    const timer = setTimeout(() => setCopied('no'), 2000);
    return () => clearTimeout(timer);
  }, [copied]);
  const copy = () => {
    navigator.clipboard.writeText(command).then(
      () => setCopied('yes'),
      () => setCopied('refused'),
    );
  };
  const said = { no: '', yes: 'Copied', refused: 'The system did not let it be copied' }[copied];
  return (
    <span className="row">
      <IconButton icon={copied === 'yes' ? 'check' : icon} label={`Copy as command: ${command}`} onClick={copy} />
      <span role="status" className={copied === 'refused' ? 'small' : 'unseen'}>
        {said}
      </span>
    </span>
  );
}
