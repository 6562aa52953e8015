/** The way in without hardware: what an emulated board needs, whether it is here, the command, and its start. */
import { useEffect, useState } from 'react';
import type { Reply } from '../../../remote-helper/rpc/contract.ts';
import { type Problem, problemOf } from '../../../remote-helper/rpc/problem.ts';
import { usualEmulated } from '../../contract/emulated.ts';
import type { BoardState } from '../../contract/state.ts';
import type { WorkstationCommand } from '../../contract/workstation-command.ts';
import type { HostContract } from '../../contract.ts';
import { quote } from '../../plan/quote.ts';
import { ProblemBanner, type ToldProblem } from '../components/banner.tsx';
import { Button } from '../components/button.tsx';
import { CommandLine } from '../components/command-line.tsx';
import { Progress } from '../components/progress.tsx';
import { emulatedKey, startEmulated } from '../connection/board-actions.ts';
import { emulatedUpCommand } from '../copied-commands/board.ts';
import { useHost } from '../host/host-context.tsx';
import { forgetFailure, useFailure, useTask } from '../host/tasks.ts';
import { useTerminalState, workstationKey } from '../terminal/terminals.ts';
import { EmulatedConsole } from './emulated-console.tsx';
import { NeedList } from './need-list.tsx';

type Needs = Reply<HostContract['emulated.needs']>;

export function EmulatedCard({
  boards,
  onOpenBoard,
  onRunInTerminal,
  onShowConsole,
}: {
  boards: readonly BoardState[];
  onOpenBoard(name: string): void;
  onRunInTerminal?: ((command: WorkstationCommand) => void) | undefined;
  onShowConsole?: ((board: string) => void) | undefined;
}) {
  const host = useHost();
  const own = boards.find(({ emulated }) => emulated !== undefined);
  const name = own?.board.name ?? usualEmulated;
  const running = own?.emulated?.running === true;
  const task = useTask(emulatedKey(name));
  const failure = useFailure(emulatedKey(name));
  const { needs, problem, ask } = useNeeds(name, `${running}/${task === undefined}`);
  const [shown, setShown] = useState(false);
  const command: WorkstationCommand = { run: 'emulated-up', board: name };
  const commandLine = emulatedUpCommand(name === usualEmulated ? undefined : name);
  const inTerminal = useTerminalState(workstationKey(command)).phase.kind;
  const whyNoTerminal = useWhyNoTerminal(onRunInTerminal !== undefined);
  const lacking = needs?.needs.filter(({ present, required }) => required && !present) ?? [];
  return (
    <section className="start-section start-emulated" aria-label="Emulated board">
      <h3>Emulated board</h3>
      <p className="muted">
        An arm64 Linux in QEMU on the machine that the host runs on: the driver, its devices and all windows can be
        tried without hardware. It models no caches.
      </p>
      {problem !== undefined && <ProblemBanner problem={problem} actions={<Button onClick={ask}>Ask again</Button>} />}
      {failure !== undefined && (
        <ProblemBanner
          problem={failure}
          actions={<Button onClick={() => forgetFailure(emulatedKey(name))}>Dismiss</Button>}
        />
      )}
      {!running && needs !== undefined && <NeedList needs={needs.needs} />}
      {!running && lacking.length > 0 && (
        <p role="status" className="start-lacking">
          It cannot start here: {lacking.map(({ what, detail }) => `${lowered(what)}: ${detail}`).join(' ')}
        </p>
      )}
      {task !== undefined ? (
        <Progress
          what={task.stopping ? 'Stopping' : task.what}
          text={task.text}
          since={task.since}
          {...(!task.stopping && { onCancel: task.stop })}
        />
      ) : running ? (
        <div className="row row-wrap">
          <Button kind="primary" icon="server" onClick={() => onOpenBoard(name)}>
            Open {name}
          </Button>
          <Button
            icon="terminal"
            onClick={() => (onShowConsole === undefined ? setShown(!shown) : onShowConsole(name))}
          >
            {shown ? 'Hide console' : 'Show console'}
          </Button>
          <span className="muted">It is running.</span>
        </div>
      ) : (
        <div className="row row-wrap">
          <Button
            kind="primary"
            icon="play"
            disabled={lacking.length > 0}
            onClick={() => void startEmulated(host, name, () => onOpenBoard(name))}
          >
            Start and connect
          </Button>
          {onRunInTerminal !== undefined && whyNoTerminal === undefined && (
            <Button icon="terminal" disabled={lacking.length > 0} onClick={() => onRunInTerminal(command)}>
              {inTerminal === 'opening' || inTerminal === 'running' ? 'Show the terminal' : 'Run in the terminal'}
            </Button>
          )}
          {lacking.length > 0 && (
            <Button icon="refresh" onClick={ask}>
              Look again
            </Button>
          )}
        </div>
      )}
      {running && shown && <EmulatedConsole board={name} />}
      {!running && whyNoTerminal !== undefined && (
        <p className="small muted">
          It cannot be run in a terminal of this window. {whyNoTerminal.message} {whyNoTerminal.hint}
        </p>
      )}
      <CommandLine command={commandLine} />
      {needs !== undefined && (
        <details className="start-qemu">
          <summary>QEMU command line</summary>
          <CommandLine command={needs.qemu.map(quote).join(' ')} />
        </details>
      )}
    </section>
  );
}

const lowered = (text: string): string => `${text.slice(0, 1).toLowerCase()}${text.slice(1)}`;

/** Undefined: commands can be run in a terminal, as far as is known. */
function useWhyNoTerminal(ask: boolean): ToldProblem | undefined {
  const host = useHost();
  const [why, setWhy] = useState<ToldProblem | undefined>();
  useEffect(() => {
    if (!ask) return;
    const abort = new AbortController();
    host.call('terminal.commandsHere', {}, { signal: abort.signal }).then(
      ({ lacking }) => setWhy(lacking),
      // What keeps it from running is told where it is tried.
      () => {},
    );
    return () => abort.abort();
  }, [host, ask]);
  return why;
}

/** Asked again when `when` changes. */
function useNeeds(name: string, when: string) {
  const host = useHost();
  const [needs, setNeeds] = useState<Needs | undefined>();
  const [problem, setProblem] = useState<Problem | undefined>();
  const [round, setRound] = useState(0);
  // biome-ignore lint/correctness/useExhaustiveDependencies: asked again then.
  useEffect(() => {
    const abort = new AbortController();
    host.call('emulated.needs', { name }, { signal: abort.signal }).then(
      (told) => {
        setNeeds(told);
        setProblem(undefined);
      },
      (thrown: unknown) => {
        if (!abort.signal.aborted) setProblem(problemOf(thrown));
      },
    );
    return () => abort.abort();
  }, [host, name, when, round]);
  return { needs, problem, ask: () => setRound((before) => before + 1) };
}
