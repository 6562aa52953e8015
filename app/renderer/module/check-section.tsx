/** Whether what is chosen would do: row by row what was wanted, what was found, and what to do. */
import { useState } from 'react';
import type { PreflightRow } from '../../contract/module.ts';
import { Badge } from '../components/badge.tsx';
import { ProblemBanner } from '../components/banner.tsx';
import { Button } from '../components/button.tsx';
import { CopyCommand } from '../components/command-line.tsx';
import { type Column, Table } from '../components/table.tsx';
import { checkCommand, preflightCommand } from '../copied-commands/module.ts';
import { buildInput, type Choice } from './choice.ts';
import type { useCheck } from './use-check.ts';

const columns: readonly Column<PreflightRow>[] = [
  {
    title: 'What',
    cell: ({ ok, title, hint }) => (
      <span className="row">
        {ok ? (
          <Badge tone={hint === undefined ? 'good' : 'warn'} icon={hint === undefined ? 'pass' : 'warning'}>
            {hint === undefined ? 'holds' : 'holds, but'}
          </Badge>
        ) : (
          <Badge tone="bad" icon="error">
            misses
          </Badge>
        )}
        {title}
      </span>
    ),
  },
  { title: 'Wanted', cell: ({ wanted }) => <span className="check-words">{wanted}</span> },
  { title: 'Found', cell: ({ found }) => <span className="check-words">{found}</span> },
  { title: 'What to do', cell: ({ hint }) => <span className="check-words">{hint ?? '–'}</span> },
];

export function CheckSection({
  board,
  choice,
  checked,
}: {
  board: string;
  choice: Choice;
  checked: ReturnType<typeof useCheck>;
}) {
  const { isOpen, isWhole, check, problem, isLooking, again } = checked;
  const [all, setAll] = useState(false);
  const rows = check?.rows ?? [];
  const telling = rows.filter(({ ok, hint }) => !ok || hint !== undefined);
  // Misses first; those that hold are there for who wants to know.
  const sorted = [...rows].sort((a, b) => Number(a.ok) - Number(b.ok));
  const shown = all || telling.length > 0 ? (all ? sorted : telling) : [];
  const title = choice.from === 'file' ? 'Check of the file' : 'Preflight';
  const input = buildInput(choice);
  return (
    <section className="stack" aria-label={title}>
      <div className="section-head">
        <h3>{title}</h3>
        <span className="muted small" role="status">
          {summary(checked, choice)}
        </span>
        <span className="grow" />
        {rows.length > 0 && telling.length < rows.length && (
          <Button aria-pressed={all} onClick={() => setAll(!all)}>
            {all ? 'Show what needs a look' : `Show all ${rows.length}`}
          </Button>
        )}
        <Button icon="refresh" disabled={!isOpen || !isWhole || isLooking} onClick={again}>
          Check again
        </Button>
        {choice.from === 'file' ? (
          <CopyCommand command={checkCommand(board, choice.file.trim())} />
        ) : (
          input !== undefined && <CopyCommand command={preflightCommand(board, input)} />
        )}
      </div>
      {problem !== undefined && (
        <ProblemBanner problem={problem} actions={<Button onClick={again}>Try again</Button>} />
      )}
      {shown.length > 0 && <Table label={title} columns={columns} rows={shown} rowKey={({ id }) => id} />}
    </section>
  );
}

function summary({ isOpen, isWhole, check, isLooking }: ReturnType<typeof useCheck>, choice: Choice): string {
  if (!isWhole) return choice.from === 'file' ? 'Name a file above.' : 'Name a folder above.';
  if (!isOpen) return 'It is compared with the board once that is connected.';
  if (isLooking) return 'Looking; nothing is changed by it…';
  if (check === undefined) return '';
  const { rows } = check;
  const misses = rows.filter(({ ok }) => !ok).length;
  if (misses === 0) return `All ${rows.length} hold.`;
  return `${misses} of ${rows.length} ${misses === 1 ? 'misses' : 'miss'}.`;
}
