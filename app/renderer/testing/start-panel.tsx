/** The start page by itself; what it asks the frame to do is written below it. */
import { useState } from 'react';
import { ConnectionSection } from '../connection/connection-section.tsx';
import { useHostState } from '../host/state-store.ts';
import StartPage from '../start-page/start-page.tsx';

export default function StartPanel() {
  const [asked, setAsked] = useState('nothing');
  const [board, setBoard] = useState<string | undefined>();
  const state = useHostState(({ known }) => known?.state.boards.find((each) => each.board.name === board));
  const terminal = new URLSearchParams(location.search).has('terminal');
  return (
    <div style={{ height: '100%', width: '100%', display: 'flex', flexDirection: 'column' }}>
      <h1 className="unseen">uiomem studio</h1>
      <div style={{ flex: 1, minHeight: 0 }}>
        <StartPage
          onOpenBoard={(name) => {
            setBoard(name);
            setAsked(`board ${name}`);
          }}
          onOpenSource={(name) => setAsked(`source ${name}`)}
          onOpenPlan={(name) => setAsked(`plan of ${name}`)}
          {...(terminal && { onRunInTerminal: ({ run, board }) => setAsked(`terminal ${run} ${board}`) })}
        />
      </div>
      {state !== undefined && <ConnectionSection state={state} />}
      <output aria-label="Asked of the frame">{asked}</output>
    </div>
  );
}
