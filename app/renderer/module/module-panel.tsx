/** The module of a board: what is loaded, where another one is from, whether it would do, its build, and how it gets onto the board. */
import { useMemo, useState } from 'react';
import type { BoardState } from '../../contract/state.ts';
import { Badge } from '../components/badge.tsx';
import { IconButton } from '../components/button.tsx';
import { CopyCommand } from '../components/command-line.tsx';
import { Progress } from '../components/progress.tsx';
import { ConnectionSection } from '../connection/connection-section.tsx';
import { moduleStatusCommand } from '../copied-commands/module.ts';
import { BoardSwatch } from '../dock/board-swatch.tsx';
import { useHost, useShell } from '../host/host-context.tsx';
import { useTask } from '../host/tasks.ts';
import { useTexts } from '../plan/text-store.ts';
import '../frame/board-page.css';
import { BuildSection } from './build-section.tsx';
import { useBuilds } from './build-store.ts';
import { CheckSection } from './check-section.tsx';
import { useChoice } from './choice-store.ts';
import { Questions } from './confirmations.tsx';
import { FileSection } from './file-section.tsx';
import { HistorySection } from './history-section.tsx';
import { LoadSection } from './load-section.tsx';
import { LoadedSection } from './loaded-section.tsx';
import './module.css';
import { statusChanged, useModuleStatus } from './module-status.ts';
import { ModuleTasks, moduleKey } from './module-tasks.ts';
import { chosenSet, parameterSets } from './parameters.ts';
import type { Question } from './question.ts';
import { SourceSection } from './source-section.tsx';
import { useCheck } from './use-check.ts';
import { whyLocked } from './why-locked.ts';
import { driverWord } from './words.ts';

export default function ModulePanel({ state }: { state: BoardState }) {
  const host = useHost();
  const { mac } = useShell();
  const { name } = state.board;
  const tasks = useMemo(() => new ModuleTasks(host, name, mac), [host, name, mac]);
  const task = useTask(moduleKey(name));
  const choice = useChoice(name);
  const plan = useTexts(({ texts }) => texts[name]);
  const { status, problem, asking } = useModuleStatus(state);
  const checked = useCheck(state, choice);
  const [question, setQuestion] = useState<Question | undefined>();
  const sets = parameterSets({ plan, driver: state.driver });
  const parameters = chosenSet(sets, choice.parameters);
  // A build tells how it goes where it is.
  const isBuilding = useBuilds(({ builds }) => builds[name]?.outcome) === 'running';
  const locked = whyLocked(state, task !== undefined);
  const word = driverWord(state);
  const parts = { state, choice, tasks, locked, status, parameters, ask: setQuestion };
  return (
    <div className="page module">
      <header className="page-head">
        <BoardSwatch board={name} />
        <h2 className="page-title truncate">Module of {name}</h2>
        <Badge tone={word.tone} icon={word.icon}>
          {word.text}
        </Badge>
        <span className="muted small" role="status">
          {asking ? 'Looking…' : ''}
        </span>
        <span className="grow" />
        <IconButton icon="refresh" label="Look again" onClick={statusChanged} />
        <CopyCommand command={moduleStatusCommand(name)} />
      </header>
      <ConnectionSection state={state} />
      {task !== undefined && !isBuilding && (
        <Progress
          what={task.stopping ? `${task.what}: stopping` : task.what}
          text={task.text}
          part={task.part}
          since={task.since}
          {...(!task.stopping && { onCancel: task.stop })}
        />
      )}
      <LoadedSection parts={parts} problem={problem} />
      <SourceSection state={state} choice={choice} />
      {choice.from !== 'loaded' && <CheckSection board={name} choice={choice} checked={checked} />}
      {choice.from === 'file' && <FileSection check={checked.check?.file} />}
      {choice.from === 'build' && <BuildSection parts={parts} />}
      {choice.from !== 'loaded' && <LoadSection parts={parts} sets={sets} plan={plan} />}
      <HistorySection parts={parts} />
      {question !== undefined && <Questions question={question} parts={parts} onClose={() => setQuestion(undefined)} />}
    </div>
  );
}
