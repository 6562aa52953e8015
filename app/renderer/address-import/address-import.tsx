/** *Import addresses…*: memories and registers of a hardware design, chosen to become regions of the plan. */
import { useEffect, useMemo, useRef, useState } from 'react';
import { type Problem, problemOf } from '../../../remote-helper/rpc/problem.ts';
import type { BoardState } from '../../contract/state.ts';
import type { AddressEntry, AddressMap } from '../../plan/address-map/address-map.ts';
import { wordOf } from '../../plan/address-map/chosen.ts';
import { regionsFrom } from '../../plan/address-map/regions-from.ts';
import { blankPlan } from '../../plan/new-plan.ts';
import { quote } from '../../plan/quote.ts';
import { Banner, ProblemBanner } from '../components/banner.tsx';
import { Button } from '../components/button.tsx';
import { CopyCommand } from '../components/command-line.tsx';
import { Dialog } from '../components/dialog.tsx';
import { printable } from '../components/printable.ts';
import { useFacts } from '../host/use-facts.ts';
import { type PlanText, usualName } from '../plan/text-store.ts';
import './address-import.css';
import { AddressTable } from './address-table.tsx';
import { useImport } from './import-store.ts';
import { readAddressFile } from './read-file.ts';

type Read =
  | { readonly is: 'asking' }
  | { readonly is: 'reading'; readonly name: string }
  | { readonly is: 'read'; readonly map: AddressMap }
  | { readonly is: 'failed'; readonly problem: Problem };

export default function AddressImport({
  state,
  plan,
  onAdd,
  onClose,
}: {
  state: BoardState;
  plan: PlanText | undefined;
  onAdd(text: string): void;
  onClose(): void;
}) {
  const [read, setRead] = useState<Read>({ is: 'asking' });
  const [chosen, setChosen] = useState<ReadonlySet<AddressEntry>>(new Set());
  const [over, setOver] = useState(false);
  const newest = useRef<File>(undefined);
  const { known } = useFacts(state);
  const given = useImport(({ file }) => file);

  const take = async (file: File) => {
    newest.current = file;
    setChosen(new Set());
    setRead({ is: 'reading', name: file.name });
    const next = await readAddressFile(file).then(
      (map): Read => ({ is: 'read', map }),
      (thrown: unknown): Read => ({ is: 'failed', problem: problemOf(thrown) }),
    );
    // Another may have been chosen meanwhile.
    if (newest.current === file) setRead(next);
  };
  // biome-ignore lint/correctness/useExhaustiveDependencies: the file alone starts it.
  useEffect(() => {
    if (given !== undefined) void take(given);
  }, [given]);

  const text = plan === undefined || plan.text.trim() === '' ? blankPlan() : plan.text;
  const map = read.is === 'read' ? read.map : undefined;
  const made = useMemo(
    () =>
      map &&
      regionsFrom(
        text,
        map.source.file,
        map.entries.filter((entry) => chosen.has(entry)),
        known?.board,
      ),
    [map, text, chosen, known],
  );
  const count = made?.edits.length ?? 0;
  const words = map?.entries.filter((entry) => chosen.has(entry)).map((entry) => wordOf(entry, map.entries)) ?? [];
  return (
    <Dialog
      wide="widest"
      title="Import addresses from the design"
      about={
        <p className="muted">
          Memories and registers of a Vivado design (.xsa, .hwh), or of a CSV or JSON file, to become regions of the
          plan of {state.board.name}. The file stays in this window.
        </p>
      }
      {...(map !== undefined && {
        confirm: {
          label: count === 0 ? 'Add regions' : `Add ${count} region${count === 1 ? '' : 's'}`,
          disabled: count === 0,
          run() {
            if (made !== undefined) onAdd(made.text);
            onClose();
          },
        },
      })}
      extra={
        map !== undefined &&
        words.length > 0 && (
          <CopyCommand
            command={`uiomem-studio plan import ${quote(map.source.file)} --add ${quote(words.join(','))} --plan ${quote(plan?.name ?? usualName)}`}
          />
        )
      }
      cancel="Cancel"
      onClose={onClose}
    >
      <section
        aria-label="File of the design"
        className={`import ${over ? 'import-over' : ''}`}
        onDragOver={(event) => {
          event.preventDefault();
          setOver(true);
        }}
        onDragLeave={() => setOver(false)}
        onDrop={(event) => {
          event.preventDefault();
          setOver(false);
          const [file] = event.dataTransfer.files;
          if (file !== undefined) void take(file);
        }}
      >
        <FileRow read={read} onFile={(file) => void take(file)} />
        {read.is === 'failed' && <ProblemBanner problem={read.problem} />}
        {map !== undefined && (
          <>
            {map.notes.length > 0 && <Sentences tone="info" title="Notes on the file" texts={map.notes} />}
            {made === undefined && (
              <Banner
                tone="warn"
                title="The plan of this board cannot be read as it is."
                hint="Mend its text first: nothing can be added to it."
              />
            )}
            <AddressTable
              board={state.board.name}
              map={map}
              chosen={chosen}
              onChosen={setChosen}
              planText={text}
              facts={known}
            />
            {made !== undefined && made.refused.length > 0 && (
              <Sentences tone="warn" title="Not all can be added" texts={made.refused} />
            )}
            {made !== undefined && made.notes.length > 0 && (
              <Sentences tone="info" title="Changed to whole pages" texts={made.notes} />
            )}
          </>
        )}
      </section>
    </Dialog>
  );
}

function Sentences({ tone, title, texts }: { tone: 'info' | 'warn'; title: string; texts: readonly string[] }) {
  return (
    <Banner tone={tone} title={title}>
      <ul className="import-sentences small" aria-label={title}>
        {texts.map((each) => (
          <li key={each}>{printable(each)}</li>
        ))}
      </ul>
    </Banner>
  );
}

/** What is open, and the way to another. */
function FileRow({ read, onFile }: { read: Read; onFile(file: File): void }) {
  const input = useRef<HTMLInputElement>(null);
  return (
    <div className={`import-file ${read.is === 'read' ? '' : 'import-empty'}`}>
      <Button icon="folder-opened" onClick={() => input.current?.click()}>
        {read.is === 'asking' ? 'Choose a file…' : 'Another file…'}
      </Button>
      <input
        ref={input}
        type="file"
        hidden
        aria-label="File of the design"
        accept=".xsa,.hdf,.hwh,.csv,.tsv,.json"
        onChange={(event) => {
          const [file] = event.target.files ?? [];
          // The same one again is another look at it.
          event.target.value = '';
          if (file !== undefined) onFile(file);
        }}
      />
      <span role="status" className="import-source">
        {(read.is === 'asking' || read.is === 'failed') && <span className="muted">or drop one here</span>}
        {read.is === 'reading' && `Reading ${read.name}…`}
        {read.is === 'read' && <Source map={read.map} />}
      </span>
    </div>
  );
}

function Source({ map: { source, entries } }: { map: AddressMap }) {
  const { file, design, tool, part } = source;
  const count = `${entries.length} address range${entries.length === 1 ? '' : 's'}`;
  const about = [design !== undefined && `design ${design}`, part, tool, count].filter(Boolean).join(' · ');
  return (
    <>
      <b>{printable(file)}</b> <span className="muted">{printable(about)}</span>
    </>
  );
}
