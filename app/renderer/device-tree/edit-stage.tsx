/** A source as it is written: its text, the nodes of it as a form, and what is wrong with it on this board. */
import { lazy, Suspense } from 'react';
import type { BoardState } from '../../contract/state.ts';
import type { SourcePlace } from '../../devicetree/finding.ts';
import { Button } from '../components/button.tsx';
import { CopyCommand } from '../components/command-line.tsx';
import { EmptyState } from '../components/empty-state.tsx';
import { ToggleGroup } from '../components/toggle-group.tsx';
import { lintTreeCommand } from '../copied-commands/device-tree.ts';
import type { KnownFacts } from '../host/use-facts.ts';
import { noteDiagnostics, useDiagnostics } from './diagnostics-store.ts';
import { lineOf } from './line-of.ts';
import { PlanBar } from './plan-bar.tsx';
import { useRenameFiles } from './rename-files.tsx';
import { takeSourceReveal, useSourceReveal } from './reveal-source.ts';
import { showSource } from './show-source.ts';
import { SourceFrame } from './source-frame.tsx';
import './source.css';
import { SourceFindings } from './source-findings.tsx';
import { SourceMenu, useSourceActs } from './source-menu.tsx';
import { sourceHome, sourceText, useSources } from './source-store.ts';
import { showPlace, takeFix } from './take-fix.ts';
import { type SourceView, useTreeWindow, useTreeWindows } from './tree-store.ts';

const DifferenceEditor = lazy(() => import('../editor/difference-editor.tsx'));
const TextEditor = lazy(() => import('../editor/text-editor.tsx'));
const TreeForm = lazy(() => import('./form/tree-form.tsx'));

export function EditStage({
  state,
  facts,
  name,
}: {
  state: BoardState;
  facts: KnownFacts | undefined;
  /** Of a source that is there. */
  name: string | undefined;
}) {
  const board = state.board.name;
  const hasFile = useSources(({ sources }) => name !== undefined && sources[name]?.saved !== undefined);
  const { view } = useTreeWindow(board);
  const { change } = useTreeWindows.getState();
  if (name === undefined) return <NothingChosen state={state} />;
  const show = (place: SourcePlace | undefined) =>
    showPlace(name, place, () => {
      if (view === 'form' || view === 'changes') change(board, { view: 'both' });
    });
  return (
    <SourceFrame
      name={name}
      before={<SourceMenu state={state} chosen={name} />}
      after={
        <>
          <ToggleGroup<SourceView>
            label="View of the source"
            value={view}
            options={[
              { value: 'text', label: 'Text' },
              { value: 'both', label: 'Both' },
              { value: 'form', label: 'Form' },
              { value: 'changes', label: 'Changes', disabled: !hasFile },
            ]}
            onValue={(next) => change(board, { view: next })}
          />
          <CopyCommand command={lintTreeCommand(name, board)} />
        </>
      }
    >
      <Suspense
        fallback={
          <p role="status" className="source-loading muted">
            Loading the editor…
          </p>
        }
      >
        <PlanBar board={board} known={facts !== undefined} name={name} />
        <div className={`tree-edit tree-edit-${view}`}>
          {/* It is there in each view: it is what reads the text, and remembers what can be undone. */}
          <section className="tree-text" hidden={view === 'form' || view === 'changes'} aria-label="Text of the source">
            <Editor board={board} name={name} known={facts !== undefined} />
          </section>
          {view === 'changes' && hasFile && (
            <section className="tree-text" aria-label="Changes since it was saved">
              <Changes name={name} />
            </section>
          )}
          {(view === 'both' || view === 'form') && (
            // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard.
            <section className="tree-form" tabIndex={0} aria-label="Form of the source">
              <TreeForm state={state} name={name} facts={facts} onShow={show} />
            </section>
          )}
        </div>
        <SourceFindings
          name={name}
          onShow={({ place }) => show(place)}
          onFix={(finding) => takeFix(name, useDiagnostics.getState().bySource[name]?.of, finding)}
        />
      </Suspense>
    </SourceFrame>
  );
}

function Changes({ name }: { name: string }) {
  const { text = '', saved } = useSources(({ sources }) => sources[name]) ?? {};
  return <DifferenceEditor label={`Changes of ${name}`} before={saved?.text ?? ''} after={text} language="dts" />;
}

function Editor({
  board,
  name,
  known,
}: {
  board: string;
  name: string;
  /** The worker has been told of the board. */
  known: boolean;
}) {
  const rename = useRenameFiles();
  const place = useSourceReveal((reveal) => (reveal.place?.file === name ? reveal.place : undefined));
  return (
    <>
      <TextEditor
        key={name}
        label={`Source ${name}`}
        home={sourceHome(name)}
        language="dts"
        findings={[]}
        source={{
          file: name,
          ...(known && { board }),
          onDiagnostics: (found) => noteDiagnostics(name, found),
          onOpenFile: showSource,
          onRename: rename.ask,
        }}
        reveal={place === undefined ? undefined : lineOf(sourceText(name) ?? '', place.start)}
        onRevealed={takeSourceReveal}
      />
      {rename.dialog}
    </>
  );
}

function NothingChosen({ state }: { state: BoardState }) {
  const { name } = state.board;
  const { entries, asking } = useSourceActs(state, undefined);
  const [fresh] = entries.flatMap((entry) => (entry === 'line' ? [] : [entry]));
  return (
    <>
      <EmptyState
        icon="symbol-structure"
        title={`No device-tree source for ${name} yet`}
        actions={
          <>
            {fresh !== undefined && (
              <Button kind="primary" icon="new-file" onClick={fresh.run}>
                {fresh.label}
              </Button>
            )}
            <SourceMenu state={state} chosen={undefined} />
          </>
        }
      >
        <p>
          An overlay says which nodes come to the tree of {name}. It is checked as it is typed and rehearsed on this
          machine; nothing reaches the board before it is applied.
        </p>
      </EmptyState>
      {asking}
    </>
  );
}
