/** What is wrong anywhere: findings of every plan, what failed, boards that cannot be reached; each leads to its place. */
import type { ReactNode } from 'react';
import type { z } from 'zod';
import type { BoardState, problemValue } from '../../contract/state.ts';
import type { Finding } from '../../plan/finding.ts';
import { Badge } from '../components/badge.tsx';
import { Button } from '../components/button.tsx';
import { CopyCommand } from '../components/command-line.tsx';
import { connectCommand } from '../copied-commands/board.ts';
import { lintCommand } from '../copied-commands/plan.ts';
import { BoardSwatch } from '../dock/board-swatch.tsx';
import { openPanel } from '../dock/dock-store.ts';
import { arrowList } from '../frame/arrow-list.ts';
import { useHostState } from '../host/state-store.ts';
import { forgetFailure, useTasks } from '../host/tasks.ts';
import { gradeWords } from '../plan/grade-words.ts';
import { useLints } from '../plan/lint-store.ts';
import { revealFinding } from '../plan/reveal-request.ts';
import { useTexts, usualName } from '../plan/text-store.ts';
import { taskCommand } from './task-command.ts';
import './problems-panel.css';

const none: readonly BoardState[] = [];

export function ProblemsPanel() {
  const boards = useHostState(({ known }) => known?.state.boards) ?? none;
  const byBoard = useLints((state) => state.byBoard);
  const failed = Object.entries(useTasks((state) => state.failed));
  const texts = useTexts((state) => state.texts);
  const unreached = boards.filter(({ connection }) => connection.state === 'failed');
  const fileOf = (board: string | undefined) => (board === undefined ? undefined : texts[board]?.name) ?? usualName;
  const found = boards.flatMap(({ board: { name }, connection }) =>
    (byBoard[name]?.findings ?? []).map((finding) => {
      const by = connection.state === 'open' ? name : undefined;
      return { board: name, finding, command: lintCommand(fileOf(name), by, finding.fix !== undefined) };
    }),
  );
  if (found.length + failed.length + unreached.length === 0) {
    return <p className="page muted">Nothing is wrong, as far as it was looked at.</p>;
  }
  return (
    <section className="problems" aria-label="Problems">
      <ul aria-label="Problems" onKeyDown={arrowList}>
        {unreached.map(({ board, connection }) => (
          <Failure
            key={`connection ${board.name}`}
            board={board.name}
            problem={connection.state === 'failed' ? connection.problem : undefined}
            command={connectCommand(board.name)}
            onShow={() => openPanel({ kind: 'board', board: board.name })}
          />
        ))}
        {failed.map(([key, problem]) => {
          // Keys are `what:board`, where the failure is of one.
          const board = boards.find(({ board: { name } }) => key.endsWith(`:${name}`))?.board.name;
          return (
            <Failure
              key={key}
              board={board}
              problem={problem}
              command={taskCommand(key, board, fileOf(board))}
              {...(board !== undefined && {
                onShow: () => openPanel({ kind: key.startsWith('plan-text:') ? 'plan' : 'board', board }),
              })}
            >
              <Button onClick={() => forgetFailure(key)}>Dismiss</Button>
            </Failure>
          );
        })}
        {found.map(({ board, finding, command }, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: the same can be found in two places.
          <Found key={`${board}/${finding.id}/${index}`} board={board} finding={finding} command={command} />
        ))}
      </ul>
    </section>
  );
}

function Row({
  board,
  tone,
  icon,
  grade,
  text,
  id,
  command,
  onShow,
  children,
}: {
  board: string | undefined;
  tone: 'bad' | 'warn' | 'accent';
  icon: string;
  grade: string;
  text: string;
  id: string;
  /** Shows the same, mends it, or tries it again. */
  command: string | undefined;
  onShow?(): void;
  children?: ReactNode;
}) {
  const words = (
    <>
      <Badge tone={tone} icon={icon}>
        {grade}
      </Badge>
      {board !== undefined && (
        <span className="row problem-board">
          <BoardSwatch board={board} />
          <span className="truncate">{board}</span>
        </span>
      )}
      <span className="grow problem-text">{text}</span>
    </>
  );
  return (
    <li className="problem">
      {onShow === undefined ? (
        <span className="problem-head">{words}</span>
      ) : (
        <button type="button" data-item className="problem-head" onClick={onShow}>
          {words}
        </button>
      )}
      <span className="mono muted small">{id}</span>
      {children}
      {command !== undefined && <CopyCommand command={command} />}
    </li>
  );
}

function Found({ board, finding, command }: { board: string; finding: Finding; command: string }) {
  const { fix, place, message, severity, id } = finding;
  const grade = gradeWords[severity];
  const show = () => {
    openPanel({ kind: 'plan', board });
    revealFinding(board, finding);
  };
  const mend = async () => {
    const { applyEdits } = await import('../../plan/edit.ts');
    const { texts, change } = useTexts.getState();
    const text = texts[board]?.text;
    if (text !== undefined && fix !== undefined) change(board, { text: applyEdits(text, fix.edits) });
  };
  return (
    <Row
      board={board}
      tone={grade.tone}
      icon={grade.icon}
      grade={grade.text}
      text={place === undefined ? message : `Line ${place.line}: ${message}`}
      id={id}
      command={command}
      onShow={show}
    >
      {fix !== undefined && (
        <Button icon="lightbulb" onClick={mend}>
          {`Fix: ${fix.title}`}
        </Button>
      )}
    </Row>
  );
}

function Failure({
  board,
  problem,
  command,
  onShow,
  children,
}: {
  board: string | undefined;
  problem: z.output<typeof problemValue> | undefined;
  command: string | undefined;
  onShow?(): void;
  children?: ReactNode;
}) {
  if (problem === undefined) return null;
  const text = problem.hint === undefined ? problem.message : `${problem.message} ${problem.hint}`;
  return (
    <Row
      board={board}
      tone="bad"
      icon="error"
      grade="Failed"
      text={text}
      id={problem.id}
      command={command}
      {...(onShow && { onShow })}
    >
      {children}
    </Row>
  );
}
