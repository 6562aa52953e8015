/** An apply or a roll back in a line: what it is, how far, how long, and what can be done about it. */
import type { BoardState } from '../../contract/state.ts';
import { Badge } from '../components/badge.tsx';
import { Button } from '../components/button.tsx';
import { CopyCommand } from '../components/command-line.tsx';
import { Elapsed } from '../components/elapsed.tsx';
import { rollbackCommand } from '../copied-commands/plan.ts';
import { BoardSwatch } from '../dock/board-swatch.tsx';
import { useTask } from '../host/tasks.ts';
import { applyKey } from '../plan/apply-task.ts';
import { ReportMenu } from './report-menu.tsx';
import { RollBack } from './roll-back.tsx';
import { instantWord, workWord } from './words.ts';

export function WorkHead({ state, title }: { state: BoardState; title: string }) {
  const { board, work } = state;
  const applying = useTask(applyKey(board.name));
  const word = work === undefined ? undefined : workWord(work);
  const running = work?.outcome === 'running';
  return (
    <header className="steps-head">
      <h2>{title}</h2>
      <span className="row muted">
        <BoardSwatch board={board.name} />
        <span className="truncate">
          {board.name}
          {work !== undefined && work.plan !== '' && ` · ${work.plan}`}
        </span>
      </span>
      {word !== undefined && (
        <span role="status" className="row">
          <Badge tone={word.tone} icon={word.icon} spin={word.busy === true}>
            {word.text}
          </Badge>
        </span>
      )}
      {work !== undefined &&
        (running ? (
          <Elapsed since={Date.parse(work.startedAt)} />
        ) : (
          <span className="small muted">started {instantWord(work.startedAt)}</span>
        ))}
      <span className="grow" />
      {applying !== undefined && (
        <Button onClick={applying.stop} disabled={applying.stopping}>
          {applying.stopping ? 'Rolling back…' : 'Cancel and roll back'}
        </Button>
      )}
      {running && applying === undefined && (
        <span className="small muted">Started elsewhere: it is cancelled where it runs.</span>
      )}
      {!running && (
        <>
          <ReportMenu state={state} />
          <CopyCommand command={rollbackCommand(board.name)} />
          <RollBack state={state} />
        </>
      )}
    </header>
  );
}
