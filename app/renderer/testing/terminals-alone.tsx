/** Terminals by themselves, with what a frame does to them: shown, hidden, moved, closed. */
import { lazy, Suspense, useState } from 'react';
import { Button } from '../components/button.tsx';
import { useHostState } from '../host/state-store.ts';
import { closeTerminal, freshTerminal, shellKey } from '../terminal/terminals.ts';

const TerminalPanel = lazy(() => import('../terminal/terminal-panel.tsx'));

export default function TerminalsAlone() {
  const state = useHostState(({ known }) => known?.state.boards[0]);
  const board = state?.board.name ?? '';
  const [ids, setIds] = useState<readonly string[]>(['1']);
  const [shown, setShown] = useState<string | undefined>('1');
  const [narrow, setNarrow] = useState(false);
  if (state === undefined) return null;
  return (
    <Alone narrow={narrow}>
      <div className="row" data-region="bar">
        <Button onClick={() => setIds([...ids, freshTerminal(board, ids)])}>Another</Button>
        <Button onClick={() => setShown(undefined)}>Hide all</Button>
        <Button onClick={() => setNarrow(!narrow)}>Other width</Button>
        {ids.map((id) => (
          <Button key={id} onClick={() => setShown(id)}>{`Show ${id}`}</Button>
        ))}
        <Button
          onClick={() => {
            if (shown === undefined) return;
            closeTerminal(shellKey(board, shown));
            setIds(ids.filter((id) => id !== shown));
            setShown(undefined);
          }}
        >
          Close this
        </Button>
      </div>
      <div data-region="terminal" style={{ display: 'flex', flex: 1, minHeight: 0 }}>
        {shown !== undefined && <TerminalPanel key={shown} state={state} terminal={shown} />}
      </div>
    </Alone>
  );
}

function Alone({ narrow = false, children }: { narrow?: boolean; children: React.ReactNode }) {
  return (
    <div style={{ display: 'flex', flexDirection: 'column', height: '100%', width: narrow ? 600 : '100%' }}>
      <h1 className="unseen">Terminals</h1>
      <Suspense>{children}</Suspense>
    </div>
  );
}
