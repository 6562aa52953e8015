/** A command of the tool on the machine that the host runs on. */
import { useEffect } from 'react';
import type { Client } from '../../../remote-helper/rpc/contract.ts';
import { commandWords, type WorkstationCommand } from '../../contract/workstation-command.ts';
import type { HostContract } from '../../contract.ts';
import { Banner, ProblemBanner } from '../components/banner.tsx';
import { Button } from '../components/button.tsx';
import { CopyCommand } from '../components/command-line.tsx';
import { tool } from '../copied-commands/tool.ts';
import { useHost, useShell } from '../host/host-context.tsx';
import { commandEnd } from './end-words.ts';
import { LiveTerminal, type Run } from './live-terminal.ts';
import { takeRequest, useRequested } from './requested-runs.ts';
import { TerminalView } from './terminal-view.tsx';
import { liveTerminal, type TerminalPhase, useTerminalState, workstationKey } from './terminals.ts';

export interface WorkstationPanelProps {
  readonly command: WorkstationCommand;
}

/** Runs the command when it was asked for, never by being shown: a layout that was kept brings the panel back, and nothing else. */
export default function WorkstationPanel({ command }: WorkstationPanelProps) {
  const host = useHost();
  const { mac } = useShell();
  const key = workstationKey(command);
  const words = commandWords(command).join(' ');
  const name = `Workstation: ${words}`;
  const live = liveTerminal(key, () => new LiveTerminal(key, mac));
  const { phase } = useTerminalState(key);
  const start = () => {
    void live.start(commandOn(host, command));
    live.screen.focus();
  };
  const requested = useRequested(key);
  // biome-ignore lint/correctness/useExhaustiveDependencies: what was asked for is begun once, with what there is then.
  useEffect(() => {
    if (requested && takeRequest(key)) start();
  }, [requested, key]);
  const isRunning = phase.kind === 'opening' || phase.kind === 'running';
  return (
    <TerminalView
      name={name}
      terminalKey={key}
      live={live}
      status={statusWord[phase.kind]}
      actions={
        <>
          {isRunning ? (
            <Button icon="debug-stop" onClick={() => live.stop()}>
              Stop
            </Button>
          ) : (
            <Button kind="primary" icon="play" onClick={start}>
              {phase.kind === 'new' ? 'Run' : 'Run again'}
            </Button>
          )}
          <CopyCommand command={tool(...commandWords(command))} />
        </>
      }
      notice={<Notice phase={phase} words={words} />}
    />
  );
}

const statusWord: Readonly<Record<TerminalPhase['kind'], string>> = {
  new: 'Not run',
  opening: 'Starting…',
  running: 'Running',
  ended: 'Ended',
  failed: 'Ended',
};

function commandOn(host: Client<HostContract>, command: WorkstationCommand): Run {
  return {
    open: async ({ id, ...parts }) =>
      commandEnd(await host.call('terminal.command', { command, terminal: id, size: parts.size }, parts)),
    resize: (terminal, size) => host.call('terminal.resize', { terminal, ...size }),
    stopped: 'The command was stopped.',
  };
}

/** A line, since the panel is low: what can be done is in the bar. */
function Notice({ phase, words }: { phase: TerminalPhase; words: string }) {
  switch (phase.kind) {
    case 'new':
      return <Banner tone="info" title={`${words} has not been run in this window.`} />;
    case 'ended':
      return <Banner tone={phase.failed === true ? 'warn' : 'info'} title={phase.words} />;
    case 'failed':
      return <ProblemBanner problem={phase.problem} tone="warn" />;
    default:
      return null;
  }
}
