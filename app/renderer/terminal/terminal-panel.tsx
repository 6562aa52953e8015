/** A shell on a board. */
import { useEffect } from 'react';
import type { Client } from '../../../remote-helper/rpc/contract.ts';
import type { BoardState } from '../../contract/state.ts';
import type { HostContract } from '../../contract.ts';
import { Banner, ProblemBanner } from '../components/banner.tsx';
import { Button } from '../components/button.tsx';
import { CopyCommand } from '../components/command-line.tsx';
import { terminalCommand } from '../copied-commands/board.ts';
import { useHost, useShell } from '../host/host-context.tsx';
import { endWords } from './end-words.ts';
import { LiveTerminal, type Run } from './live-terminal.ts';
import { TerminalView } from './terminal-view.tsx';
import { liveTerminal, shellKey, type TerminalPhase, useTerminalState } from './terminals.ts';

export interface TerminalPanelProps {
  readonly state: BoardState;
  /** Its number on this board, as `freshTerminal` gives it. The panel may come and go; `closeTerminal` ends the terminal. */
  readonly terminal: string;
}

export default function TerminalPanel({ state, terminal }: TerminalPanelProps) {
  const board = state.board.name;
  const host = useHost();
  const { mac } = useShell();
  const key = shellKey(board, terminal);
  const name = `Terminal ${terminal} of ${board}`;
  const live = liveTerminal(key, () => new LiveTerminal(key, mac));
  const { phase } = useTerminalState(key);
  const isOpen = state.connection.state === 'open';
  const start = () => void live.start(shellOn(host, board));
  // The first by itself; whoever saw one end says when there is to be another.
  const isFirst = phase.kind === 'new';
  useEffect(() => {
    if (isFirst && isOpen) void live.start(shellOn(host, board));
  }, [isFirst, isOpen, live, host, board]);
  const over = phase.kind === 'ended' || phase.kind === 'failed';
  const again = (
    <Button
      kind="primary"
      icon="terminal"
      onClick={() => {
        start();
        live.screen.focus();
      }}
    >
      New shell
    </Button>
  );
  return (
    <TerminalView
      name={name}
      terminalKey={key}
      live={live}
      status={shellStatus(phase, isOpen)}
      actions={<CopyCommand command={terminalCommand(board)} />}
      notice={<ShellNotice board={board} phase={phase} isOpen={isOpen} again={over && isOpen ? again : undefined} />}
    />
  );
}

function shellOn(host: Client<HostContract>, board: string): Run {
  return {
    open: async ({ id, ...parts }) => ({
      words: endWords(await host.call('terminal.shell', { board, terminal: id, size: parts.size }, parts)),
    }),
    resize: (terminal, size) => host.call('terminal.resize', { terminal, ...size }),
  };
}

function shellStatus(phase: TerminalPhase, isOpen: boolean): string {
  switch (phase.kind) {
    case 'new':
      return isOpen ? '' : 'Not connected';
    case 'opening':
      return phase.text === '' ? 'Opening…' : `Opening: ${phase.text}`;
    case 'running':
      return isOpen ? 'Running' : 'The link is lost';
    default:
      return 'Ended';
  }
}

function ShellNotice({
  board,
  phase,
  isOpen,
  again,
}: {
  board: string;
  phase: TerminalPhase;
  isOpen: boolean;
  again: React.ReactNode;
}) {
  const later = isOpen ? undefined : `A new shell can be opened once ${board} is connected. What is shown stays.`;
  if (phase.kind === 'new' && !isOpen) {
    return <Banner tone="info" title={`${board} is not connected: a shell opens here once it is.`} />;
  }
  if (phase.kind === 'ended') {
    return <Banner tone="info" title={phase.words} {...(later !== undefined && { hint: later })} actions={again} />;
  }
  if (phase.kind === 'failed') {
    return (
      <ProblemBanner problem={phase.problem} tone="warn" actions={again}>
        {later !== undefined && <p className="banner-hint">{later}</p>}
      </ProblemBanner>
    );
  }
  return null;
}
