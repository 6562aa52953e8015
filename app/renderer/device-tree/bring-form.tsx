/** Which way an overlay goes to the board, by what name, and what that would change; what is done is what was looked at. */
import { useEffect, useState } from 'react';
import type { TreeWay, TreeWayId } from '../../contract/device-tree.ts';
import { treeName, unnamed } from '../../contract/device-tree.ts';
import type { BoardState } from '../../contract/state.ts';
import { ProblemBanner } from '../components/banner.tsx';
import { Button } from '../components/button.tsx';
import { CopyCommand } from '../components/command-line.tsx';
import { Progress } from '../components/progress.tsx';
import { TextField } from '../components/text-field.tsx';
import { applyTreeCommand } from '../copied-commands/device-tree.ts';
import { useHost } from '../host/host-context.tsx';
import { forgetFailure, useFailure, useTask } from '../host/tasks.ts';
import { askPreview, bring, bringKey, type Meant, meantKey, previewKey, useBringing, type Ways } from './bring-task.ts';
import { useCompiled } from './compiled.ts';
import { nameOf } from './name-of.ts';
import { Preview } from './preview.tsx';
import { useSources } from './source-store.ts';
import { withoutMoment } from './way-words.ts';

export function BringForm({ state, ways: { ways }, source }: { state: BoardState; ways: Ways; source: string }) {
  const host = useHost();
  const { board, lease } = state;
  const text = useSources(({ sources }) => sources[source]?.text);
  const first =
    ways.find(({ recommended, possible }) => recommended && possible) ?? ways.find(({ possible }) => possible);
  const [chosen, choose] = useState<TreeWayId | undefined>();
  const way = ways.find(({ id }) => id === (chosen ?? first?.id));
  const [named, setNamed] = useState<string | undefined>();
  const name = named ?? nameOf(source);
  const isName = treeName.safeParse(name).success;
  const [words, setWords] = useState('');
  const { overlay, failure: unread } = useCompiled(source, text);
  const meant = meantOf(way, name, words, overlay);
  const key = meant === undefined ? undefined : meantKey(meant, text);
  const previewed = useBringing(({ previews }) => previews[board.name]);
  const task = useTask(previewKey(board.name));
  const failure = useFailure(previewKey(board.name));
  const bringing = useTask(bringKey(board.name)) !== undefined;
  const preview = previewed !== undefined && previewed.of === key ? previewed.preview : undefined;
  const look = () => {
    if (meant !== undefined && key !== undefined) void askPreview(host, board.name, meant, key);
  };
  const isDue = isName && meant !== undefined && preview === undefined && !bringing;
  // Once for each thing that is meant, when nothing was typed for a moment.
  // biome-ignore lint/correctness/useExhaustiveDependencies: what is meant is in the key.
  useEffect(() => {
    if (!isDue) return;
    const timer = setTimeout(() => {
      task?.stop();
      forgetFailure(previewKey(board.name));
      look();
    }, 300);
    return () => clearTimeout(timer);
  }, [isDue, key]);
  const held = lease.held === 'other';
  const label = way?.id === 'run-time' ? `Apply to ${board.name} now` : `Install for the next boot of ${board.name}`;
  return (
    <section className="stack" aria-label="Bring it to the board">
      <h3>Bring it to the board</h3>
      <WayList ways={ways} name={isName ? name : unnamed} chosen={way?.id} onChoose={choose} />
      <div className="row row-wrap tree-named">
        <TextField
          inline
          mono
          label="Name"
          value={name}
          onValue={setNamed}
          error={isName ? undefined : 'Small letters, digits and dashes, at most 49.'}
          title="What its files on the board are called."
        />
        {way?.id === 'kernel-arguments' && (
          <TextField
            inline
            mono
            label="Arguments of the kernel"
            placeholder="mem=768M"
            value={words}
            onValue={setWords}
          />
        )}
      </div>
      {unread !== undefined && way?.id !== 'kernel-arguments' && <ProblemBanner problem={unread} />}
      {task !== undefined && <Progress what={task.what} text={task.text} since={task.since} onCancel={task.stop} />}
      {failure !== undefined && task === undefined && (
        <ProblemBanner problem={failure} actions={<Button onClick={look}>Look again</Button>} />
      )}
      {preview !== undefined && meant !== undefined && (
        <>
          <Preview board={board.name} preview={preview} />
          <div className="row row-wrap">
            <Button
              kind="primary"
              icon={way?.id === 'run-time' ? 'play' : 'save'}
              disabled={bringing || held || preview.changes.length === 0}
              onClick={() => void bring(host, board.name, meant, preview)}
            >
              {label}
            </Button>
            {way !== undefined && <CopyCommand command={applyTreeCommand(source, board.name, way.id)} />}
            {held && <span className="small muted">Somebody else holds {board.name}.</span>}
            {preview.changes.length === 0 && <span className="small muted">It is there already.</span>}
          </div>
        </>
      )}
    </section>
  );
}

function meantOf(
  way: TreeWay | undefined,
  name: string,
  words: string,
  overlay: Uint8Array | undefined,
): Meant | undefined {
  if (way === undefined || !way.possible) return undefined;
  if (way.id === 'kernel-arguments') {
    const each = words.split(/\s+/).filter(Boolean);
    return each.length === 0 ? undefined : { way: way.id, name, words: each };
  }
  return overlay === undefined ? undefined : { way: way.id, name, overlay };
}

/** What can be done first. */
const inOrder = (ways: readonly TreeWay[]): readonly TreeWay[] =>
  ways.toSorted((a, b) => Number(b.possible) - Number(a.possible));

const groups = [
  ['Now', (id: TreeWayId) => id === 'run-time'],
  ['From the next boot on', (id: TreeWayId) => id !== 'run-time'],
] as const;

function WayList({
  ways,
  name,
  chosen,
  onChoose,
}: {
  ways: readonly TreeWay[];
  name: string;
  chosen: TreeWayId | undefined;
  onChoose(id: TreeWayId): void;
}) {
  return (
    <fieldset className="way-list">
      <legend className="unseen">Ways to the board</legend>
      {groups.map(([title, isOf]) => (
        <div key={title} className="way-group">
          <h4>{title}</h4>
          {inOrder(ways.filter(({ id }) => isOf(id))).map(
            ({ id, title: called, about, possible, because, files, recommended }) => (
              <label key={id} className={`way ${possible ? '' : 'muted'}`}>
                <input
                  type="radio"
                  name="tree-way"
                  value={id}
                  checked={chosen === id}
                  disabled={!possible}
                  onChange={() => onChoose(id)}
                />
                <span className="way-words">
                  <span>
                    <span className="way-title">{withoutMoment(called)}</span>
                    {recommended && possible && <span className="small muted"> · usual here</span>}
                  </span>
                  <span className="small muted">{possible ? about : because}</span>
                  {possible && files.length > 0 && (
                    <span className="small muted mono">
                      {files.map((file) => file.replace(unnamed, name)).join(', ')}
                    </span>
                  )}
                </span>
              </label>
            ),
          )}
        </div>
      ))}
    </fieldset>
  );
}
