/** The end of an apply, and at any time: what the plan says beside what the board has loaded. */
import { useEffect } from 'react';
import { create } from 'zustand';
import type { Client } from '../../../remote-helper/rpc/contract.ts';
import type { BoardState } from '../../contract/state.ts';
import type { HostContract } from '../../contract.ts';
import { Badge } from '../components/badge.tsx';
import { Banner, ProblemBanner } from '../components/banner.tsx';
import { Button } from '../components/button.tsx';
import { CopyCommand } from '../components/command-line.tsx';
import { type Column, Table } from '../components/table.tsx';
import { verifyCommand } from '../copied-commands/plan.ts';
import { openPanel } from '../dock/dock-store.ts';
import { instantWord } from '../frame/words.ts';
import { byBoardRenamed, onBoardRenamed } from '../host/board-renamed.ts';
import { useHost } from '../host/host-context.tsx';
import { runTask, useFailure, useTask } from '../host/tasks.ts';
import type { PlanText } from './text-store.ts';
import { type Verification, type VerificationRow, verificationRows } from './verification-rows.ts';

interface Kept extends Verification {
  readonly text: string;
  /** The apply or roll back that it came after. */
  readonly work: string | undefined;
  readonly at: string;
}

const useVerifications = create<{ readonly byBoard: Readonly<Record<string, Kept>> }>(() => ({ byBoard: {} }));

onBoardRenamed((renamed) =>
  useVerifications.setState(({ byBoard }) => ({ byBoard: byBoardRenamed(byBoard, renamed) })),
);

const verifyKey = (board: string) => `verify:${board}`;

async function verify(
  host: Client<HostContract>,
  { board: { name }, work }: BoardState,
  { text, folder }: PlanText,
): Promise<void> {
  await runTask(verifyKey(name), `Compare ${name} with its plan`, async (signal) => {
    const found = await host.call('plan.verify', { board: name, text, folder }, { signal });
    const kept = { ...found, text, work: work?.id, at: new Date().toISOString() };
    useVerifications.setState(({ byBoard }) => ({ byBoard: { ...byBoard, [name]: kept } }));
  });
}

const columns: readonly Column<VerificationRow>[] = [
  { title: 'Region', cell: ({ device }) => device },
  { title: 'Property', cell: ({ property }) => property },
  { title: 'Plan', mono: true, cell: ({ wanted }) => wanted },
  { title: 'Found', mono: true, cell: ({ found }) => found },
  {
    title: 'Compared',
    cell: ({ differs }) =>
      differs ? (
        <Badge tone="bad" icon="error">
          differs
        </Badge>
      ) : (
        <Badge tone="good" icon="check">
          same
        </Badge>
      ),
  },
];

export function VerificationSection({ state, plan }: { state: BoardState; plan: PlanText }) {
  const { board, connection, work, devices } = state;
  const { name } = board;
  const host = useHost();
  const kept = useVerifications(({ byBoard }) => byBoard[name]);
  const task = useTask(verifyKey(name));
  const failure = useFailure(verifyKey(name));
  const connected = connection.state === 'open';
  const running = work?.outcome === 'running';
  const run = () => void verify(host, state, plan);
  // After what failed or was taken back it would tell what everybody knows.
  const isEnd = work === undefined || (work.kind === 'apply' && work.outcome === 'done');
  const isOld = kept === undefined || kept.work !== work?.id;
  const isDue = connected && isEnd && isOld && task === undefined && failure === undefined;
  // biome-ignore lint/correctness/useExhaustiveDependencies: once for each apply or roll back; again when somebody asks.
  useEffect(() => {
    if (isDue) run();
  }, [isDue, work?.id]);
  const shown = kept !== undefined && kept.work === work?.id && !running ? kept : undefined;
  const rows = shown === undefined ? [] : verificationRows(shown);
  const differing = rows.filter(({ differs }) => differs).length;
  const there = shown?.regions.filter(
    ({ status, device }) => status !== 'missing' && devices?.some((each) => each.device.name === device),
  );
  return (
    <section className="stack" aria-label="Verification">
      <div className="row row-wrap">
        <h3>Verification</h3>
        <span className="small muted" role="status">
          {task !== undefined
            ? `Comparing ${name} with ${plan.name}…`
            : shown === undefined
              ? running
                ? 'At the end of it.'
                : 'Not compared since.'
              : `${plan.name} beside ${name}, at ${instantWord(shown.at)}${shown.text === plan.text ? '' : '; the plan was changed since'}`}
        </span>
        <span className="grow" />
        <CopyCommand command={verifyCommand(plan.file?.path ?? plan.name, name)} />
        <Button icon="checklist" disabled={!connected || running} onClick={run}>
          Verify now
        </Button>
      </div>
      {failure !== undefined && task === undefined && <ProblemBanner problem={failure} />}
      {shown !== undefined && (
        <>
          {shown.ok ? (
            <Banner tone="good" title={`${name} is as the plan says.`} />
          ) : (
            <Banner
              tone="warn"
              title={
                differing === 1
                  ? `1 value of ${name} differs from the plan.`
                  : `${differing} values of ${name} differ from the plan.`
              }
              hint="Review tells what applying would do about it."
            />
          )}
          {there !== undefined && there.length > 0 && (
            <div className="row row-wrap">
              {there.map(({ device }, index) => (
                <Button
                  key={device}
                  kind={index === 0 && shown.ok ? 'primary' : 'plain'}
                  icon="circuit-board"
                  onClick={() => openPanel({ kind: 'device', board: name, name: device })}
                >
                  {`Open ${device} in Memory`}
                </Button>
              ))}
            </div>
          )}
          {rows.length > 0 && (
            <Table
              label="Plan and board"
              columns={columns}
              rows={rows}
              rowKey={({ device, property }) => `${device}/${property}`}
            />
          )}
          {rows.length === 0 && <p className="muted">The plan names no region.</p>}
        </>
      )}
    </section>
  );
}
