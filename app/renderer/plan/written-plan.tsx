/** A plan that is there, in the stage that it is in: written as a form or as text, reviewed, or applied. */
import { lazy, Suspense, useCallback, useEffect } from 'react';
import type { BoardState } from '../../contract/state.ts';
import { applyEdits } from '../../plan/edit.ts';
import type { Finding } from '../../plan/finding.ts';
import { Button, IconButton } from '../components/button.tsx';
import { CopyCommand } from '../components/command-line.tsx';
import { TextField } from '../components/text-field.tsx';
import { ToggleGroup } from '../components/toggle-group.tsx';
import { lintCommand } from '../copied-commands/plan.ts';
import { useShell } from '../host/host-context.tsx';
import { FindingsList } from './findings-list.tsx';
import { noHistory } from './history.ts';
import { notLinted, useLints } from './lint-store.ts';
import { type PlanView, showPlanStage, showPlanView, usePlanStage, usePlanViews } from './plan-view.ts';
import { ResultStage } from './result-stage.tsx';
import { revealFinding, takeReveal, useReveal } from './reveal-request.ts';
import { ReviewStage } from './review-stage.tsx';
import { useSavePlan } from './save-plan.tsx';
import { PlanStages } from './stages.tsx';
import { isUnsaved, type PlanText, planHome, useTexts } from './text-store.ts';
import { whyNot } from './why-not.ts';

const TextEditor = lazy(() => import('../editor/text-editor.tsx'));
const PlanForm = lazy(() => import('../plan-form/plan-form.tsx'));

export function WrittenPlan({
  state,
  plan,
  sources,
}: {
  state: BoardState;
  plan: PlanText;
  /** Where another plan comes from. */
  sources: React.ReactNode;
}) {
  const { board, connection, lease, work } = state;
  const { name } = board;
  const lint = useLints(({ byBoard }) => byBoard[name]) ?? notLinted;
  const view = usePlanViews(({ views }) => views[name]) ?? 'form';
  const { past, future } = useTexts(({ histories }) => histories[name]) ?? noHistory;
  const { change, undo, redo } = useTexts.getState();
  const stage = usePlanStage(state);
  const reveal = useReveal(({ reveal: wanted }) => (wanted?.board === name ? wanted : undefined));
  const { saving, save, saveAs, told, asking: askingWhere } = useSavePlan(name, plan);
  const show = (next: PlanView) => showPlanView(name, next);
  const onText = useCallback((text: string, apart: boolean) => change(name, { text }, apart), [change, name]);
  const onShow = (finding: Finding) => {
    show('text');
    revealFinding(name, finding);
  };
  // Wherever it is listed, it is written in the one place.
  useEffect(() => {
    if (reveal !== undefined) showPlanStage(name, 'edit');
  }, [reveal, name]);

  const { findings } = lint;
  const errors = findings?.filter(({ severity }) => severity === 'error').length ?? 0;
  const connected = connection.state === 'open';
  const why = whyNot({ connected, held: lease.held === 'other', running: work?.outcome === 'running', errors });
  const unsaved = isUnsaved(plan);
  const file = plan.file?.path ?? plan.name;
  return (
    <div
      className="plan-written"
      // Before a field undoes what was typed in it alone.
      onKeyDownCapture={(event) => {
        const run = planKey(event);
        if (run === undefined) return;
        event.preventDefault();
        event.stopPropagation();
        if (run === 'save') return unsaved && !saving && save();
        (run === 'undo' ? undo : redo)(name);
      }}
    >
      <div className="plan-way">
        <PlanStages state={state} plan={plan} errors={errors} />
        <span className="truncate" title={plan.file?.path}>
          {plan.name}
        </span>
        <span className="small muted">{unsaved ? 'not saved' : plan.file === undefined ? '' : 'saved'}</span>
        <span className="grow" />
        <span className="small muted" role="status">
          {lint.stale ? 'checking…' : connected ? `checked against ${name}` : 'checked by itself'}
          {findings !== undefined &&
            !lint.stale &&
            `: ${findings.length === 0 ? 'nothing found' : `${findings.length} found`}`}
        </span>
      </div>
      {told}
      {stage === 'review' && (
        <ReviewStage
          state={state}
          plan={plan}
          lint={lint}
          why={why}
          onShow={(finding) => {
            show('form');
            revealFinding(name, finding);
          }}
        />
      )}
      {stage === 'result' && <ResultStage state={state} plan={plan} />}
      {stage === 'edit' && (
        <>
          <div className="plan-bar" role="toolbar" aria-label="Plan">
            {sources}
            <Button icon="save" title="Ctrl+S" disabled={!unsaved || saving} onClick={save}>
              Save
            </Button>
            <Button onClick={saveAs}>Save as…</Button>
            <span className="row">
              <IconButton
                icon="discard"
                label="Undo"
                shortcut="Ctrl+Z"
                disabled={past.length === 0}
                onClick={() => undo(name)}
              />
              <IconButton
                icon="redo"
                label="Redo"
                shortcut="Ctrl+Y"
                disabled={future.length === 0}
                onClick={() => redo(name)}
              />
            </span>
            {plan.file === undefined && <PlanFolder plan={plan} onFolder={(folder) => change(name, { folder })} />}
            <span className="grow" />
            <ToggleGroup<PlanView>
              label="View of the plan"
              value={view}
              options={[
                { value: 'form', label: 'Form' },
                { value: 'text', label: 'Text' },
              ]}
              onValue={show}
            />
            <CopyCommand command={lintCommand(file, connected ? name : undefined)} />
            <Button kind="primary" icon="arrow-right" onClick={() => showPlanStage(name, 'review')}>
              Next: review
            </Button>
          </div>
          {why !== undefined && <p className="plan-why small muted">{why}</p>}
          <Suspense
            fallback={
              <p role="status" className="plan-loading muted">
                Loading the editor…
              </p>
            }
          >
            {view === 'form' && (
              <PlanForm
                state={state}
                text={plan.text}
                lint={lint}
                reveal={reveal?.path}
                onRevealed={takeReveal}
                onElsewhere={() => show('text')}
                onText={onText}
                onShow={onShow}
              />
            )}
            {view === 'text' && (
              <div className="plan-body">
                <section className="plan-text" aria-label="Text of the plan">
                  <TextEditor
                    label={`Plan of ${name}`}
                    home={planHome(name)}
                    language="yaml"
                    findings={findings ?? []}
                    reveal={reveal}
                    onRevealed={takeReveal}
                  />
                </section>
                <section className="plan-beside" aria-label="Findings">
                  <div className="plan-list">
                    <FindingsList
                      lint={lint}
                      command={lintCommand(file, connected ? name : undefined, true)}
                      onShow={(finding) => revealFinding(name, finding)}
                      onFix={({ fix }) => fix !== undefined && onText(applyEdits(plan.text, fix.edits), true)}
                    />
                  </div>
                </section>
              </div>
            )}
          </Suspense>
        </>
      )}
      {askingWhere}
    </div>
  );
}

/** Where a plan without a file is taken to lie. */
function PlanFolder({ plan, onFolder }: { plan: PlanText; onFolder(folder: string): void }) {
  const shell = useShell();
  return (
    <TextField
      inline
      mono
      label="Relative paths start at"
      value={plan.folder}
      onValue={onFolder}
      error={plan.folder.startsWith('/') ? undefined : 'An absolute folder.'}
      title={
        shell.kind === 'browser'
          ? 'A browser does not tell where a file was: name the folder when the plan has relative paths.'
          : 'The folder of the file.'
      }
    />
  );
}

/** What a key does with the plan, wherever in it one is. */
function planKey({
  key,
  ctrlKey,
  metaKey,
  altKey,
  shiftKey,
}: React.KeyboardEvent): 'save' | 'undo' | 'redo' | undefined {
  if (altKey || !(ctrlKey || metaKey)) return undefined;
  switch (key.toLowerCase()) {
    case 's':
      return 'save';
    case 'z':
      return shiftKey ? 'redo' : 'undo';
    case 'y':
      return 'redo';
    default:
      return undefined;
  }
}
