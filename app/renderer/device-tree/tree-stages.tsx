/** The way of an overlay: written, rehearsed on this machine, applied to the board; each one press away. */
import type { BoardState } from '../../contract/state.ts';
import { Badge } from '../components/badge.tsx';
import { Button } from '../components/button.tsx';
import type { Word } from '../frame/words.ts';
import '../plan/stages.css';
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
    <div className="tree-way">
      <nav className="stages" aria-label="Stages of the overlay">
        <ol>
          {names.map(([name, label], index) => {
            const word = words[name];
            return (
              <li key={name}>
                <button
                  type="button"
                  className="stage"
                  aria-current={stage === name ? 'step' : undefined}
                  onClick={() => change(board.name, { stage: name })}
                >
                  <span aria-hidden="true" className="stage-number">
                    {index + 1}
                  </span>
                  {label}
                  {word !== undefined && (
                    <span className="stage-word">
                      <span className="unseen">: </span>
                      <Badge tone={word.tone} icon={word.icon} spin={word.busy === true}>
                        {word.text}
                      </Badge>
                    </span>
                  )}
                </button>
              </li>
            );
          })}
        </ol>
      </nav>
      <span className="grow" />
      {next !== undefined && (
        <Button kind="primary" icon="arrow-right" onClick={() => change(board.name, { stage: next })}>
          {`Next: ${next}`}
        </Button>
      )}
    </div>
  );
}

function useWords(board: string, source: string | undefined): Readonly<Record<TreeStage, Word | undefined>> {
  const text = useSources(({ sources }) => (source === undefined ? undefined : sources[source]?.text));
  const rehearsal = useRehearsals(({ byBoard }) => byBoard[board]);
  const rehearsing = useTask(rehearseKey(board)) !== undefined;
  const bringing = useTask(bringKey(board)) !== undefined;
  return {
    edit: undefined,
    rehearse: rehearsing
      ? { text: 'rehearsing', icon: 'loading', tone: 'accent', busy: true }
      : rehearsal !== undefined && source !== undefined && !isOf(rehearsal, source, text)
        ? { text: 'out of date', icon: 'history', tone: 'warn' }
        : undefined,
    apply: bringing ? { text: 'running', icon: 'loading', tone: 'accent', busy: true } : undefined,
  };
}
