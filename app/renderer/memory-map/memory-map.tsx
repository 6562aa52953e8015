/** What lies where in a board's physical memory, and regions that are made of it. */
import { useMemo } from 'react';
import type { BoardState } from '../../contract/state.ts';
import type { Row } from '../../plan/memory-map/segments.ts';
import { Button } from '../components/button.tsx';
import { CopyCommand } from '../components/command-line.tsx';
import { printable } from '../components/printable.ts';
import { factsCommand } from '../copied-commands/board.ts';
import { openPanel } from '../dock/dock-store.ts';
import { useLink } from '../host/link.ts';
import type { KnownFacts } from '../host/use-facts.ts';
import { openPlanText } from '../plan/plan-view.ts';
import { rootFolder, useTexts, usualName } from '../plan/text-store.ts';
import { withRegion } from './make-region.ts';
import { MapDetails } from './map-details.tsx';
import { MapView } from './map-view.tsx';

export function MemoryMap({ state, facts }: { state: BoardState; facts: KnownFacts }) {
  const { name } = state.board;
  return (
    <MapView
      name={name}
      facts={facts}
      actions={<CopyCommand command={factsCommand(name)} />}
      details={(row, zoomIn) => <Details state={state} facts={facts} row={row} onZoomIn={zoomIn} />}
    />
  );
}

function Details({
  state: { board, devices },
  facts,
  row,
  onZoomIn,
}: {
  state: BoardState;
  facts: KnownFacts;
  row: Row;
  onZoomIn(): void;
}) {
  const plan = useTexts(({ texts }) => texts[board.name]);
  const home = useLink(({ link }) => (link.state === 'open' ? link.info.home : rootFolder));
  const made = useMemo(() => withRegion(plan?.text, row, facts.board), [plan, row, facts]);
  const isDevice = row.kind === 'region' && devices?.some(({ device }) => device.name === row.name) === true;
  const { put } = useTexts.getState();
  const makeRegion = (text: string) => {
    put(board.name, { name: usualName, folder: home, ...plan, text });
    openPlanText(board.name);
  };
  const actions = (
    <>
      {'text' in made && (
        <Button kind="primary" icon="add" onClick={() => makeRegion(made.text)}>
          Make a region of this
        </Button>
      )}
      {isDevice && (
        <Button
          kind="primary"
          icon="circuit-board"
          onClick={() => openPanel({ kind: 'device', board: board.name, name: row.name })}
        >
          {`Open ${printable(row.name)}`}
        </Button>
      )}
    </>
  );
  return (
    <MapDetails row={row} actions={actions} onZoomIn={onZoomIn}>
      {'why' in made && made.why !== undefined && <p className="small muted">{made.why}</p>}
    </MapDetails>
  );
}
