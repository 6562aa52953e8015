/** A command of the tool that does what stands beside it, and its way to the clipboard. */
import { IconButton } from './button.tsx';
import './empty-state.css';
import { useCopy } from './use-copy.ts';

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
  const { state, said, copy } = useCopy();
  return (
    <span className="row">
      <IconButton
        icon={state === 'yes' ? 'check' : icon}
        label={`Copy as command: ${command}`}
        onClick={() => copy(command)}
      />
      <span role="status" className={state === 'refused' ? 'small' : 'unseen'}>
        {said}
      </span>
    </span>
  );
}
