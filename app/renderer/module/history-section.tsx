/** Modules that were built here before: for this board's kernel, or for any. */
import { useState } from 'react';
import { Badge } from '../components/badge.tsx';
import { Button, IconButton } from '../components/button.tsx';
import { CopyCommand } from '../components/command-line.tsx';
import { type Column, Table } from '../components/table.tsx';
import { listModulesCommand, loadModuleCommand, reloadModuleCommand } from '../copied-commands/module.ts';
import { instantWord, sizeWord } from '../frame/words.ts';
import { useTask } from '../host/tasks.ts';
import { type HistoryRow, historyRows } from './history.ts';
import { StageFailure } from './loaded-section.tsx';
import { moduleKey } from './module-tasks.ts';
import type { ModuleParts } from './parts.ts';
import { builtName } from './words.ts';

export function HistorySection({ parts }: { parts: ModuleParts }) {
  const { state, status, tasks, locked, parameters, ask } = parts;
  const { name } = state.board;
  const [all, setAll] = useState(false);
  const rows = historyRows(status?.built ?? [], state, status?.board ?? {});
  const fitting = rows.filter(({ fits }) => fits !== false);
  const shown = all ? rows : fitting;
  const busy = useTask(moduleKey(name)) !== undefined;
  const command = state.driver === undefined ? loadModuleCommand : reloadModuleCommand;
  const load = ({ module }: HistoryRow) => {
    const source = { file: module.path };
    if (state.driver === undefined) void tasks.load(source, parameters.parameters);
    else ask({ kind: 'replace', source });
  };
  const columns: readonly Column<HistoryRow>[] = [
    { title: 'Built', cell: ({ module: { built } }) => (built === undefined ? 'not told' : instantWord(built)) },
    {
      title: 'Kernel, version magic',
      mono: true,
      cell: ({ module: { release, architecture, vermagic } }) => (
        <Two first={`${release} ${architecture}`} second={vermagic.trim().replace(`${release} `, '')} />
      ),
    },
    {
      title: 'Version, source version',
      mono: true,
      cell: ({ module: { version, srcversion, folder } }) => (
        <Two first={version ?? 'not told'} second={srcversion ?? 'not told'} about={folder} />
      ),
    },
    { title: 'Size', mono: true, right: true, cell: ({ module: { size } }) => sizeWord(BigInt(size)) },
    {
      title: 'Where',
      cell: ({ loaded, onBoard }) => (
        <span className="module-where">
          {loaded && (
            <Badge tone="good" icon="package">
              loaded
            </Badge>
          )}
          {onBoard && (
            <Badge tone="plain" icon="cloud">
              on the board
            </Badge>
          )}
          {!loaded && !onBoard && <span className="muted">here</span>}
        </span>
      ),
    },
    {
      title: 'Actions',
      isActions: true,
      cell: (row) => (
        <span className="row">
          <IconButton
            icon="play"
            label={`Load the module ${builtName(row.module)}`}
            disabled={locked !== undefined || row.fits !== true}
            onClick={() => load(row)}
          />
          <IconButton
            icon="cloud-upload"
            label={`Upload the module ${builtName(row.module)}`}
            disabled={locked !== undefined || row.fits !== true || row.onBoard}
            onClick={() => void tasks.upload({ file: row.module.path })}
          />
          <IconButton
            icon="trash"
            label={`Remove the module ${builtName(row.module)}`}
            disabled={busy}
            onClick={() => ask({ kind: 'remove', module: row.module })}
          />
          <CopyCommand command={command(name, parameters.parameters, row.module.path)} />
        </span>
      ),
    },
  ];
  return (
    <section className="stack" aria-label="Built before">
      <div className="section-head">
        <h3>Built before</h3>
        <span className="muted small">{status === undefined ? 'Reading…' : countWords(shown.length, rows.length)}</span>
        <span className="grow" />
        {fitting.length < rows.length && (
          <Button aria-pressed={all} onClick={() => setAll(!all)}>
            {all ? 'Show what fits this board' : `Show all ${rows.length}`}
          </Button>
        )}
        <CopyCommand command={listModulesCommand()} />
      </div>
      <StageFailure parts={parts} stages={['remove']} />
      {shown.length > 0 && (
        <Table
          label="Modules that were built before"
          columns={columns}
          rows={shown}
          rowKey={({ module }) => module.path}
        />
      )}
    </section>
  );
}

function Two({ first, second, about }: { first: string; second: string; about?: string | undefined }) {
  return (
    <span className="module-two" title={about ?? second}>
      <span>{first}</span>
      <span className="muted truncate">{second}</span>
    </span>
  );
}

function countWords(shown: number, all: number): string {
  if (all === 0) return 'None was built here yet.';
  if (shown === 0) return `None of the ${all} that were built here is for this board’s kernel.`;
  return shown === all ? String(all) : `${shown} for this board’s kernel`;
}
