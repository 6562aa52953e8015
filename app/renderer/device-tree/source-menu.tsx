/** Where a source for a board comes from: a new one, a use of memory to start from, a file, or one that is open already. */
import { type ReactNode, useState } from 'react';
import type { BoardState } from '../../contract/state.ts';
import { filled } from '../../devicetree/language/completion/snippet.ts';
import { snippets } from '../../devicetree/language/completion/snippets.ts';
import { ProblemBanner } from '../components/banner.tsx';
import { Button } from '../components/button.tsx';
import { Dialog } from '../components/dialog.tsx';
import { Menu, type MenuEntry } from '../components/menu.tsx';
import { TextField } from '../components/text-field.tsx';
import { useHost } from '../host/host-context.tsx';
import { runTask, useFailure, useTask } from '../host/tasks.ts';
import { emptyOverlay } from './empty-overlay.ts';
import { isSource, putDropped, readSource, useSources } from './source-store.ts';
import { useTreeWindows } from './tree-store.ts';

export function SourceMenu({ state, chosen }: { state: BoardState; chosen: string | undefined }) {
  const { entries, asking } = useSourceActs(state, chosen);
  return (
    <>
      <Menu entries={entries}>
        <Button icon="folder-opened">{chosen === undefined ? 'Another source' : 'Source'}</Button>
      </Menu>
      {chosen === undefined && (
        <Menu entries={uses(state.board.name)}>
          <Button icon="symbol-snippet">Start from a use</Button>
        </Menu>
      )}
      {asking}
    </>
  );
}

/** Overlays to start from, one for each use of memory, with what is usual in the places that are to be filled in. */
function uses(board: string): readonly MenuEntry[] {
  return snippets
    .filter(({ places }) => places.includes('a text'))
    .map(({ name, title, text }) => ({
      label: title,
      icon: 'symbol-snippet',
      run: () => useTreeWindows.getState().change(board, { source: putDropped(`${name}.dtso`, `${filled(text)}\n`) }),
    }));
}

export function useSourceActs(
  { board: { name: board } }: BoardState,
  chosen: string | undefined,
): { readonly entries: readonly MenuEntry[]; readonly asking: ReactNode } {
  const open = useSources(({ sources }) => Object.keys(sources).join('\n'));
  const { change } = useTreeWindows.getState();
  const [asking, setAsking] = useState(false);
  const take = (source: string) => change(board, { source });
  const others = open.split('\n').filter((each) => each !== '' && each !== chosen);
  const entries: MenuEntry[] = [
    { label: 'New overlay', icon: 'new-file', run: () => take(putDropped('overlay.dtso', emptyOverlay)) },
    'line',
    { label: 'Open a file…', icon: 'folder-opened', run: () => setAsking(true) },
    ...(others.length === 0 ? [] : (['line'] as const)),
    ...others.map((each) => ({ label: each, icon: 'symbol-structure', run: () => take(each) })),
  ];
  return {
    entries,
    asking: asking && (
      <OpenDialog
        board={board}
        onOpened={(source) => {
          setAsking(false);
          take(source);
        }}
        onClose={() => setAsking(false)}
      />
    ),
  };
}

function OpenDialog({ board, onOpened, onClose }: { board: string; onOpened(source: string): void; onClose(): void }) {
  const host = useHost();
  const [path, setPath] = useState('');
  const key = `tree-open:${board}`;
  const failure = useFailure(key);
  const task = useTask(key);
  const wrong = path !== '' && !isSource(path) ? 'It ends in .dts, .dtsi or .dtso.' : undefined;
  return (
    <Dialog
      title="Open a device-tree source"
      about={<p>Of this machine, by its whole path.</p>}
      confirm={{
        label: 'Open',
        disabled: path === '' || wrong !== undefined || task !== undefined,
        run: () =>
          void runTask(key, `Read ${path}`, async (signal) => {
            onOpened(await readSource(host, path.trim(), signal));
          }),
      }}
      onClose={onClose}
    >
      <TextField label="Path" mono value={path} onValue={setPath} placeholder="~/overlays/bram.dtso" error={wrong} />
      {failure !== undefined && <ProblemBanner problem={failure} />}
    </Dialog>
  );
}
