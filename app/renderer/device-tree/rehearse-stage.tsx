/** An overlay tried on this machine: what the kernel and the driver will say of it, and what becomes of the board's tree. */
import { useEffect, useState } from 'react';
import type { BoardState } from '../../contract/state.ts';
import type { TreeFinding } from '../../devicetree/finding.ts';
import { outcomeText } from '../../devicetree/rehearse/rehearsal-text.ts';
import { Badge } from '../components/badge.tsx';
import { Banner, ProblemBanner } from '../components/banner.tsx';
import { Button } from '../components/button.tsx';
import { CopyCommand } from '../components/command-line.tsx';
import { EmptyState } from '../components/empty-state.tsx';
import { printable } from '../components/printable.ts';
import { Progress } from '../components/progress.tsx';
import { type Column, Table } from '../components/table.tsx';
import { ToggleGroup } from '../components/toggle-group.tsx';
import { rehearseCommand } from '../copied-commands/device-tree.ts';
import { FindingCards } from '../frame/finding-cards.tsx';
import { StageFrame, StageHead } from '../frame/stage-frame.tsx';
import { useFailure, useTask } from '../host/tasks.ts';
import type { KnownFacts } from '../host/use-facts.ts';
import { DifferenceLines } from './difference-lines.tsx';
import { lineOf } from './line-of.ts';
import { MergedTree } from './merged-tree.tsx';
import { isOf, rehearse, rehearseKey, useRehearsals } from './rehearsal-store.ts';
import { useSources } from './source-store.ts';
import { fixWords, showPlace, takeFix } from './take-fix.ts';
import { useTreeWindows } from './tree-store.ts';
import type { RehearsedMoment } from './worker/protocol.ts';

type When = RehearsedMoment['when'];

export function RehearseStage({
  state,
  facts,
  name,
}: {
  state: BoardState;
  facts: KnownFacts | undefined;
  name: string | undefined;
}) {
  const board = state.board.name;
  const text = useSources(({ sources }) => (name === undefined ? undefined : sources[name]?.text));
  const rehearsal = useRehearsals(({ byBoard }) => byBoard[board]);
  const task = useTask(rehearseKey(board));
  const failure = useFailure(rehearseKey(board));
  const [when, setWhen] = useState<When>('now');
  const { change } = useTreeWindows.getState();
  const [tried, setTried] = useState<string | undefined>();
  const again = () => {
    setTried(text);
    if (facts !== undefined && name !== undefined) void rehearse(state, facts, name);
  };
  const current = rehearsal !== undefined && name !== undefined && isOf(rehearsal, name, text);
  const isDue =
    facts !== undefined &&
    name !== undefined &&
    task === undefined &&
    (!current || rehearsal.facts !== facts) &&
    (failure === undefined || tried !== text);
  // biome-ignore lint/correctness/useExhaustiveDependencies: once for each text and each state of the board.
  useEffect(() => {
    if (isDue) again();
  }, [isDue, text, facts]);
  if (name === undefined) return <NoSource board={board} />;
  const moment = current ? rehearsal.moments.find((each) => each.when === when) : undefined;
  return (
    <StageFrame
      label={`Rehearsal for ${board}`}
      name="Rehearsal"
      head={
        <StageHead
          begin={
            <ToggleGroup<When>
              label="When the overlay comes"
              value={when}
              options={[
                { value: 'now', label: 'Applied now' },
                { value: 'atBoot', label: 'At the next boot' },
              ]}
              onValue={setWhen}
            />
          }
          told={
            task !== undefined
              ? 'Rehearsing…'
              : moment === undefined
                ? ''
                : `On this machine, with the tree of ${board} as it is now. Nothing was sent there.`
          }
          actions={
            <>
              <CopyCommand command={rehearseCommand(name, board)} />
              <Button icon="refresh" disabled={facts === undefined || task !== undefined} onClick={again}>
                Rehearse again
              </Button>
            </>
          }
        />
      }
    >
      {facts === undefined && <Banner tone="info" title={`What ${board} is has to be known first: connect it.`} />}
      {failure !== undefined && task === undefined && (
        <ProblemBanner problem={failure} actions={<Button onClick={again}>Try again</Button>} />
      )}
      {task !== undefined && <Progress what={task.what} text={task.text} since={task.since} onCancel={task.stop} />}
      {moment !== undefined && (
        <Moment
          board={board}
          moment={moment}
          name={name}
          text={text ?? ''}
          onShow={({ place }) => showPlace(name, place, () => change(board, { stage: 'edit' }))}
          onFix={(finding) => takeFix(name, rehearsal?.text, finding)}
        />
      )}
    </StageFrame>
  );
}

function NoSource({ board }: { board: string }) {
  const { change } = useTreeWindows.getState();
  return (
    <EmptyState
      icon="symbol-structure"
      title="No source is chosen"
      actions={
        <Button kind="primary" onClick={() => change(board, { stage: 'edit' })}>
          Choose one
        </Button>
      }
    >
      <p>An overlay is written first: a new one, one from the plan, or a file of this machine.</p>
    </EmptyState>
  );
}

function Moment({
  board,
  moment: { good, when, findings, difference, predictions, notRun },
  name,
  text,
  onShow,
  onFix,
}: {
  board: string;
  moment: RehearsedMoment;
  name: string;
  text: string;
  onShow(finding: TreeFinding): void;
  onFix(finding: TreeFinding): void;
}) {
  const refused = difference === undefined;
  return (
    <>
      <Banner
        tone={good ? 'good' : 'bad'}
        title={
          good
            ? when === 'now'
              ? `${board} would take it, and every device would come to be.`
              : `The next boot of ${board} would have every device.`
            : refused
              ? `${when === 'now' ? 'The kernel' : 'The loader'} would refuse it: nothing of it would come to be.`
              : 'It would be taken, and not everything that it says would come to be.'
        }
      />
      {findings.length > 0 && (
        <section className="stack" aria-label="Findings">
          <h3>Findings</h3>
          <FindingCards
            label="Findings of the rehearsal"
            findings={findings}
            where={({ place, path }) => (place?.file === name ? lineOf(text, place.start).line : path)}
            fixWords={(fix) => fixWords(name, fix)}
            onShow={onShow}
            onFix={onFix}
          />
        </section>
      )}
      {predictions.length > 0 && (
        <section className="stack" aria-label="What the driver will say">
          <h3>What the driver will say</h3>
          <Table label="What becomes of each node" columns={columns} rows={predictions} rowKey={({ path }) => path} />
        </section>
      )}
      {difference !== undefined && (
        <section className="stack" aria-label="What changes in the tree">
          <h3>What changes in the tree</h3>
          <DifferenceLines label={`From the tree of ${board} to the merged one`} text={difference.text} />
          {difference.cut > 0 && <p className="small muted">{difference.cut} more lines are not shown.</p>}
          <MergedTree board={board} name={name} when={when} />
        </section>
      )}
      {notRun.length > 0 && <p className="small muted">Not judged: {notRun.join('; ')}</p>}
    </>
  );
}

type Prediction = RehearsedMoment['predictions'][number];

const columns: readonly Column<Prediction>[] = [
  {
    title: 'Node',
    mono: true,
    cell: ({ path }) => (
      <span className="cell-cut truncate" title={path}>
        {printable(path)}
      </span>
    ),
  },
  { title: 'Outcome', cell: ({ outcome }) => <OutcomeBadge kind={outcome.kind} /> },
  { title: 'In words', cell: ({ outcome }) => <span className="tree-outcome">{printable(outcomeText(outcome))}</span> },
];

const outcomes = {
  device: ['good', 'pass', 'a device'],
  refused: ['bad', 'error', 'refused'],
  'no-device': ['bad', 'circle-slash', 'no device'],
  'as-before': ['plain', 'dash', 'as before'],
  unknown: ['warn', 'question', 'not known'],
} as const;

function OutcomeBadge({ kind }: { kind: keyof typeof outcomes }) {
  const [tone, icon, text] = outcomes[kind];
  return (
    <Badge tone={tone} icon={icon}>
      {text}
    </Badge>
  );
}
