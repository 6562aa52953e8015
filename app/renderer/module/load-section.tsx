/** Onto the board: with which parameters, and whether in the place of what is loaded. */
import { insmodLine } from '../../plan/parameters.ts';
import { Button } from '../components/button.tsx';
import { CopyCommand } from '../components/command-line.tsx';
import { Select } from '../components/select.tsx';
import { loadModuleCommand, reloadModuleCommand, uploadCommand } from '../copied-commands/module.ts';
import type { PlanText } from '../plan/text-store.ts';
import { useBuilds } from './build-store.ts';
import { sourceOf } from './choice.ts';
import { choose } from './choice-store.ts';
import { StageFailure } from './loaded-section.tsx';
import { type ParameterSet, type ParametersFrom, whyNoPlan } from './parameters.ts';
import type { ModuleParts } from './parts.ts';

export function LoadSection({
  parts,
  sets,
  plan,
}: {
  parts: ModuleParts;
  sets: readonly ParameterSet[];
  plan: PlanText | undefined;
}) {
  const { state, choice, tasks, locked, parameters, ask } = parts;
  const { board, driver } = state;
  const built = useBuilds(({ builds }) => builds[board.name]?.module?.path);
  const source = sourceOf(choice);
  const why = locked ?? (source === undefined ? 'Say first which module.' : undefined);
  const noPlan = whyNoPlan(plan);
  const file = source !== undefined && 'file' in source ? source.file : built;
  const command = driver === undefined ? loadModuleCommand : reloadModuleCommand;
  return (
    <section className="stack" aria-label="Load">
      <div className="section-head">
        <h3>Load</h3>
        <span className="muted small">
          {choice.from === 'build' ? 'What is not built or sent yet is first.' : 'What is not sent yet is first.'}
        </span>
        <span className="grow" />
        <Button
          icon="cloud-upload"
          disabled={why !== undefined}
          title={why}
          onClick={() => source !== undefined && void tasks.upload(source)}
        >
          Upload
        </Button>
        {file !== undefined && file !== '' && <CopyCommand command={uploadCommand(board.name, file)} />}
        {driver === undefined ? (
          <Button
            kind="primary"
            icon="play"
            disabled={why !== undefined}
            title={why}
            onClick={() => source !== undefined && void tasks.load(source, parameters.parameters)}
          >
            Load
          </Button>
        ) : (
          <Button
            kind="primary"
            icon="debug-restart"
            disabled={why !== undefined}
            title={why}
            onClick={() => source !== undefined && ask({ kind: 'replace', source })}
          >
            Replace…
          </Button>
        )}
        <CopyCommand command={command(board.name, parameters.parameters, file === '' ? undefined : file)} />
      </div>
      <StageFailure parts={parts} stages={['upload', 'load']} />
      <div className="row row-wrap">
        <Select<ParametersFrom>
          label="Parameters"
          value={parameters.from}
          options={sets.map(({ from, label }) => ({ value: from, label }))}
          onValue={(from) => choose(board.name, { parameters: from })}
        />
        {noPlan !== undefined && <span className="muted small">{noPlan}</span>}
      </div>
      <code className="module-line">{insmodLine(parameters.parameters)}</code>
    </section>
  );
}
