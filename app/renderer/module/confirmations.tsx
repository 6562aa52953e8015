/** Questions before what takes a driver or a file away; each names the board, or the file. */
import type { BuiltModule } from '../../contract/module.ts';
import { insmodLine } from '../../plan/parameters.ts';
import { CopyCommand } from '../components/command-line.tsx';
import { Dialog } from '../components/dialog.tsx';
import { unloadCommand } from '../copied-commands/board.ts';
import { reloadModuleCommand, removeModuleCommand } from '../copied-commands/module.ts';
import { type ModuleSource, sourceOf } from './choice.ts';
import { fileOfLoaded } from './history.ts';
import { parameterSets } from './parameters.ts';
import type { ModuleParts } from './parts.ts';
import type { Question } from './question.ts';
import { builtName, loadedName } from './words.ts';

interface Props {
  readonly parts: ModuleParts;
  onClose(): void;
}

export function Questions({ question, ...props }: Props & { question: Question }) {
  switch (question.kind) {
    case 'unload':
      return <Unload {...props} />;
    case 'reload': {
      const { state, status } = props.parts;
      // The same again, as far as its file is known; else what is chosen.
      const file = fileOfLoaded(status?.built ?? [], state, status?.board ?? {});
      const source = file === undefined ? sourceOf(props.parts.choice) : { file };
      const now = parameterSets({ plan: undefined, driver: state.driver })[0];
      return (
        <Replace
          {...props}
          source={source ?? { build: {} }}
          parameters={now ?? props.parts.parameters}
          again={file !== undefined}
        />
      );
    }
    case 'replace':
      return <Replace {...props} source={question.source} parameters={props.parts.parameters} />;
    case 'remove':
      return <Remove {...props} module={question.module} />;
  }
}

function Unload({ parts: { state, tasks, status }, onClose }: Props) {
  const { name } = state.board;
  return (
    <Dialog
      title={`Unload the driver from ${name}?`}
      about={
        <>
          <p>The {loadedName(state)} goes.</p>
          <Lost parts={{ state, status }} />
        </>
      }
      confirm={{
        label: `Unload from ${name}`,
        kind: 'danger',
        run() {
          onClose();
          void tasks.unload();
        },
      }}
      extra={<CopyCommand command={unloadCommand(name)} />}
      onClose={onClose}
    />
  );
}

/** What goes with the driver, and who keeps it from going. */
function Lost({ parts: { state, status } }: { parts: Pick<ModuleParts, 'state' | 'status'> }) {
  const names = (state.devices ?? []).map(({ device }) => device.name);
  const others = (status?.board?.holders ?? []).filter(({ ours }) => !ours);
  const named = [...new Set(others.map(({ pid, command }) => `${command} (${pid})`))];
  return (
    <>
      <p>
        {names.length === 0
          ? 'It has no devices.'
          : `${names.join(', ')} ${names.length === 1 ? 'goes' : 'go'} with it; what this tool has mapped is closed first.`}
      </p>
      {named.length > 0 && (
        <p>{`${named.join(', ')} had a device open at the last look: it stays loaded until then.`}</p>
      )}
    </>
  );
}

function Replace({
  parts,
  source,
  parameters: { label, parameters },
  again = false,
  onClose,
}: Props & { source: ModuleSource; parameters: ModuleParts['parameters']; again?: boolean }) {
  const { state, tasks, status } = parts;
  const { name } = state.board;
  const file = 'file' in source ? source.file : undefined;
  return (
    <Dialog
      title={again ? `Reload the driver on ${name}?` : `Replace the driver on ${name}?`}
      about={
        <>
          <p>
            The {loadedName(state)} is unloaded, and{' '}
            {file === undefined ? 'what is built of the chosen source' : <code>{file}</code>} is loaded in its place. It
            is built, checked and sent before anything is unloaded.
          </p>
          <Lost parts={{ state, status }} />
          <p>{label === 'None' ? 'Without parameters:' : `${label}:`}</p>
          <code className="module-line">{insmodLine(parameters)}</code>
        </>
      }
      wide
      confirm={{
        label: again ? `Reload on ${name}` : `Replace on ${name}`,
        kind: 'danger',
        run() {
          onClose();
          void tasks.replace(source, parameters);
        },
      }}
      extra={<CopyCommand command={reloadModuleCommand(name, parameters, file)} />}
      onClose={onClose}
    />
  );
}

function Remove({ parts: { tasks }, module, onClose }: Props & { module: BuiltModule }) {
  return (
    <Dialog
      title="Remove this module from the cache?"
      about={
        <>
          <p>{builtName(module)}.</p>
          <p>
            <code>{module.path}</code>
          </p>
          <p>What is loaded or lies on a board stays. It can be built again.</p>
        </>
      }
      wide
      confirm={{
        label: 'Remove it',
        kind: 'danger',
        run() {
          onClose();
          void tasks.remove(module.path);
        },
      }}
      extra={<CopyCommand command={removeModuleCommand(module.path)} />}
      onClose={onClose}
    />
  );
}
