/** The way of an overlay: written, rehearsed on this machine, applied to the board; each one press away. */
import type { BoardState } from '../../contract/state.ts';
import { Button } from '../components/button.tsx';
import { StageBar } from '../frame/stage-bar.tsx';
import type { Word } from '../frame/words.ts';
import { useTask } from '../host/tasks.ts';
import { bringKey } from './bring-task.ts';
import { isOf, rehearseKey, useRehearsals } from './rehearsal-store.ts';
import { useSources } from './source-store.ts';
import { type TreeStage, useTreeWindow, useTreeWindows } from './tree-store.ts';

const names: readonly (readonly [TreeStage, string])[] = [
  ['edit', 'Edit'],
  ['rehearse', 'Rehearse'],
  ['apply', 'Apply'],
];

const nextStages: Readonly<Partial<Record<TreeStage, TreeStage>>> = { edit: 'rehearse', rehearse: 'apply' };

export function TreeStages({ state: { board }, source }: { state: BoardState; source: string | undefined }) {
  const { stage } = useTreeWindow(board.name);
  const { change } = useTreeWindows.getState();
  const words = useWords(board.name, source);
  const next = source === undefined ? undefined : nextStages[stage];
  return (
    <header className="tree-way">
      <StageBar
        label="Stages of the overlay"
        stages={names.map(([name, label]) => ({ stage: name, label, word: words[name] }))}
        now={stage}
        onStage={(to) => change(board.name, { stage: to })}
      />
      <span className="grow" />
      {next !== undefined && (
        <Button kind="primary" icon="arrow-right" onClick={() => change(board.name, { stage: next })}>
          {`Next: ${next}`}
        </Button>
      )}
    </header>
  );
}

function useWords(board: string, source: string | undefined): Readonly<Record<TreeStage, Word | undefined>> {
  const rehearsal = useRehearsals(({ byBoard }) => byBoard[board]);
  const isOutOfDate = useSources(
    ({ sources }) => rehearsal !== undefined && source !== undefined && !isOf(rehearsal, source, sources[source]?.text),
  );
  const rehearsing = useTask(rehearseKey(board)) !== undefined;
  const bringing = useTask(bringKey(board)) !== undefined;
  return {
    edit: undefined,
    rehearse: rehearsing
      ? { text: 'rehearsing', icon: 'loading', tone: 'accent', busy: true }
      : isOutOfDate
        ? { text: 'out of date', icon: 'history', tone: 'warn' }
        : undefined,
    apply: bringing ? { text: 'running', icon: 'loading', tone: 'accent', busy: true } : undefined,
  };
}
