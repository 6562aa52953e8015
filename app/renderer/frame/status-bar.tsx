/** The line at the bottom: the chosen board, what it is, what is under way, and the theme. */
import type { BoardState } from '../../contract/state.ts';
import { Badge } from '../components/badge.tsx';
import { Icon } from '../components/icon.tsx';
import { Menu } from '../components/menu.tsx';
import { useTheme } from '../design/theme.ts';
import { themeChoices, themeNames } from '../design/theme-choice.ts';
import { BoardSwatch } from '../dock/board-swatch.tsx';
import { useLink } from '../host/link.ts';
import { useLints } from '../plan/lint-store.ts';
import { answersSlowly, answerWord, carriesLittle, type Link, throughputWord } from './link-words.ts';
import { StatusButton } from './status-button.tsx';
import './status-bar.css';
import { boardWord, workWord } from './words.ts';
import { WorkCentre } from './work-centre.tsx';

/** Characters of a hash that tell versions apart for a person. */
const shortVersion = 8;

export function StatusBar({
  state,
  onSteps,
  onFindings,
  onHelp,
}: {
  state: BoardState | undefined;
  onSteps(): void;
  onFindings(): void;
  onHelp(): void;
}) {
  const link = useLink(({ link: now }) => now);
  const { choice, choose } = useTheme();
  return (
    <section className="status-bar" aria-label="Status" data-region tabIndex={-1}>
      {state === undefined ? <span className="muted">No board</span> : <BoardStatus state={state} />}
      <span className="grow" />
      {state !== undefined && <WorkStatus state={state} onSteps={onSteps} onFindings={onFindings} />}
      <WorkCentre />
      {link.state !== 'open' && (
        <Badge tone="warn" icon="debug-disconnect">
          host gone
        </Badge>
      )}
      <Menu
        entries={themeChoices.map((each) => ({
          label: themeNames[each],
          checked: each === choice,
          run: () => choose(each),
        }))}
      >
        <StatusButton label={`Theme: ${themeNames[choice]}`}>
          <Icon name="color-mode" /> {themeNames[choice]}
        </StatusButton>
      </Menu>
      <StatusButton label="F1 keyboard shortcuts" onClick={onHelp}>
        <Icon name="keyboard" /> F1
      </StatusButton>
    </section>
  );
}

function BoardStatus({ state }: { state: BoardState }) {
  const { board, connection } = state;
  const word = boardWord(state);
  return (
    <>
      <span className="status-item">
        <BoardSwatch board={board.name} />
        <b>{board.name}</b>
      </span>
      <Badge tone={word.tone} icon={word.icon} spin={word.busy === true}>
        {word.text}
      </Badge>
      {connection.state === 'open' && (
        <>
          <span className="status-item status-more muted truncate">
            {connection.machine} · Linux {connection.kernel}
          </span>
          <LinkStatus board={board.name} link={connection} />
          <span className="status-item status-more muted">{connection.privilege}</span>
          <span className="status-item status-more muted">
            {connection.mode === 'shell' ? (
              'plain shell'
            ) : (
              <>
                helper <span className="mono">{connection.helperVersion.slice(0, shortVersion)}</span>
              </>
            )}
          </span>
        </>
      )}
    </>
  );
}

function LinkStatus({ board, link }: { board: string; link: Link }) {
  const { answerMs, bytesPerSecond } = link;
  const tone = (slow: boolean) => `status-item status-more ${slow ? 'status-slow' : 'muted'}`;
  return (
    <>
      {answerMs !== undefined && (
        <span className={tone(answersSlowly(link))} title={`${board} answers a small question in ${answerMs} ms`}>
          {answerWord(answerMs)}
        </span>
      )}
      {bytesPerSecond !== undefined && (
        <span
          className={tone(carriesLittle(link))}
          title={`The link to ${board} carried ${throughputWord(bytesPerSecond)} at the newest transfers`}
        >
          {throughputWord(bytesPerSecond)}
        </span>
      )}
    </>
  );
}

function WorkStatus({ state, onSteps, onFindings }: { state: BoardState; onSteps(): void; onFindings(): void }) {
  const findings = useLints(({ byBoard }) => byBoard[state.board.name]?.findings);
  const count = findings?.length === 1 ? '1 finding' : `${findings?.length} findings`;
  const work = state.work === undefined ? undefined : workWord(state.work);
  const errors = findings?.filter(({ severity }) => severity === 'error').length ?? 0;
  return (
    <>
      {findings !== undefined && findings.length > 0 && (
        <StatusButton label={`${count} in the plan of ${state.board.name}`} onClick={onFindings}>
          <Badge tone={errors > 0 ? 'bad' : 'warn'} icon={errors > 0 ? 'error' : 'warning'}>
            {count}
          </Badge>
        </StatusButton>
      )}
      {work !== undefined && (
        <StatusButton label={`Steps: ${work.text}`} onClick={onSteps}>
          <Badge tone={work.tone} icon={work.icon} spin={work.busy === true}>
            {work.text}
          </Badge>
        </StatusButton>
      )}
    </>
  );
}
