/**
 * Where somebody lands: one line that takes whatever there is to begin with, the boards, the recent plans, and the emulated board.
 * It fills the place it is mounted in, and scrolls by itself.
 */
import { useEffect, useMemo, useState } from 'react';
import { ProblemError } from '../../../remote-helper/rpc/problem.ts';
import type { BoardState } from '../../contract/state.ts';
import type { WorkstationCommand } from '../../contract/workstation-command.ts';
import { ProblemBanner } from '../components/banner.tsx';
import { Button } from '../components/button.tsx';
import { AddBoardDialog } from '../connection/add-board-dialog.tsx';
import { useSshHosts } from '../connection/ssh-hosts.ts';
import { isSource, putDropped, readSource } from '../device-tree/source-store.ts';
import { useHost } from '../host/host-context.tsx';
import { useHostState } from '../host/state-store.ts';
import { runTask, useFailure } from '../host/tasks.ts';
import { BoardSection } from './board-section.tsx';
import { EmulatedCard } from './emulated-card.tsx';
import { droppedText, forgetOpenFailure, openPlanKey, useOpenPlan } from './open-plan.tsx';
import { RecentPlans } from './recent-plans.tsx';
import { useRecent } from './recent-store.ts';
import { StartBox } from './start-box.tsx';
import { noBoard, type StartActs } from './start-entry.ts';
import './start-page.css';

export interface StartPageProps {
  /** Show this board. Also called before its connection begins, so that the stages are seen where the board is. */
  onOpenBoard(name: string): void;
  /** Show the plan of this board: its text is in `useTexts` already. */
  onOpenPlan(board: string): void;
  /** Show this device-tree source: its text is in `useSources` already. */
  onOpenSource(name: string): void;
  /** Run it in a terminal of the window. Absent: the window has none, and the card offers it not. */
  onRunInTerminal?(command: WorkstationCommand): void;
  /** Show the serial console of this emulated board (`EmulatedConsole` does). Absent: the card shows it itself. */
  onShowConsole?(board: string): void;
}

const none: readonly BoardState[] = [];

export default function StartPage({
  onOpenBoard,
  onOpenPlan,
  onOpenSource,
  onRunInTerminal,
  onShowConsole,
}: StartPageProps) {
  const host = useHost();
  const boards = useHostState(({ known }) => known?.state.boards ?? none);
  const { hosts: sshHosts, problem: whyNoHosts } = useSshHosts();
  const { told, load } = useRecent();
  const failure = useFailure(openPlanKey);
  /** Who logs in where, as far as it was said; absent: no board is being added. */
  const [adding, setAdding] = useState<string | undefined>();
  const [dropped, setDropped] = useState<{ readonly name: string; readonly text: string } | undefined>();
  const [over, setOver] = useState(false);
  const { openFile, openText, asking } = useOpenPlan(onOpenPlan);
  // What a connection adds to it, it has when it is open.
  const open = boards.map(({ board, connection }) => `${board.name} ${connection.state === 'open'}`).join();
  // biome-ignore lint/correctness/useExhaustiveDependencies: read again then.
  useEffect(() => void load(host), [host, load, open]);
  const known = useMemo(() => ({ boards, sshHosts, plans: told?.plans ?? [] }), [boards, sshHosts, told]);

  const openSource = (path: string) =>
    void runTask(openPlanKey, `Open ${path}`, async (signal) => onOpenSource(await readSource(host, path, signal)));
  const acts: StartActs = { openBoard: onOpenBoard, openPlan: onOpenPlan, addBoard: setAdding, openFile, openSource };

  const drop = (file: File) => {
    void runTask(openPlanKey, `Open ${file.name}`, async () => {
      if (isSource(file.name)) return onOpenSource(putDropped(file.name, await droppedText('device-tree', file)));
      const text = await droppedText('plan', file);
      const [only, ...others] = boards;
      if (only === undefined) throw new ProblemError(noBoard);
      if (others.length === 0) openText(file.name, text, only.board.name);
      else setDropped({ name: file.name, text });
    });
  };
  return (
    <section
      className={`start ${over ? 'start-over' : ''}`}
      aria-label="Start"
      onDragOver={(event) => {
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={(event) => {
        event.preventDefault();
        setOver(false);
        const [file] = event.dataTransfer.files;
        if (file !== undefined) drop(file);
      }}
    >
      <div className="start-middle">
        <h2 className="start-title">Start</h2>
        <StartBox known={known} acts={acts} />
        {whyNoHosts !== undefined && (
          <p className="small muted">Hosts of ~/.ssh/config are not offered: {whyNoHosts}</p>
        )}
        {failure !== undefined && (
          <ProblemBanner problem={failure} actions={<Button onClick={forgetOpenFailure}>Dismiss</Button>} />
        )}
        {dropped !== undefined && (
          <section className="start-section" aria-label={`Which board is ${dropped.name} for?`}>
            <h3>Which board is {dropped.name} for?</h3>
            <div className="row row-wrap">
              {boards.map(({ board: { name } }) => (
                <Button
                  key={name}
                  icon="server"
                  onClick={() => {
                    setDropped(undefined);
                    openText(dropped.name, dropped.text, name);
                  }}
                >
                  {name}
                </Button>
              ))}
              <Button onClick={() => setDropped(undefined)}>Cancel</Button>
            </div>
          </section>
        )}
        <BoardSection boards={boards} onOpenBoard={onOpenBoard} onAdd={() => setAdding('')} />
        <RecentPlans boards={boards} onOpenFile={openFile} />
        <EmulatedCard
          boards={boards}
          onOpenBoard={onOpenBoard}
          onRunInTerminal={onRunInTerminal}
          onShowConsole={onShowConsole}
        />
      </div>
      {adding !== undefined && (
        <AddBoardDialog from={adding} onAdded={onOpenBoard} onClose={() => setAdding(undefined)} />
      )}
      {asking}
    </section>
  );
}
