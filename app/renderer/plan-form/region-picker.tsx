/** Where a region is to lie: typed, taken from the manual of the board, or chosen on its memory map; judged before it is taken. */
import { type ReactNode, useMemo, useRef, useState } from 'react';
import { type Problem, problemOf } from '../../../remote-helper/rpc/problem.ts';
import type { BoardState } from '../../contract/state.ts';
import type { Facts } from '../../plan/facts.ts';
import { type Layer, layersOf } from '../../plan/memory-map/layers.ts';
import { segmentsOf } from '../../plan/memory-map/segments.ts';
import {
  judgePlace,
  otherPlaces,
  type PlaceText,
  placeEdits,
  spanOfTexts,
  textsOfSpan,
  toPages,
} from '../../plan/place-of-region.ts';
import { type ProfilePlace, profilePlaces } from '../../plan/profile-places.ts';
import { savedFacts } from '../../plan/saved-facts.ts';
import { overlaps, spanText } from '../../plan/span.ts';
import { Banner, ProblemBanner } from '../components/banner.tsx';
import { Button } from '../components/button.tsx';
import { CopyCommand } from '../components/command-line.tsx';
import { Dialog } from '../components/dialog.tsx';
import { printable } from '../components/printable.ts';
import { factsCommand } from '../copied-commands/board.ts';
import { useHost } from '../host/host-context.tsx';
import { type KnownFacts, useFacts } from '../host/use-facts.ts';
import { MapView } from '../memory-map/map-view.tsx';
import { FindingWords } from './field-findings.tsx';
import { countWords } from './finding-counts.ts';
import { usePlanForm } from './form-context.ts';
import { PlaceDetails } from './place-details.tsx';
import { PlaceFields } from './place-fields.tsx';
import { ProfileList } from './profile-list.tsx';
import './region-picker.css';

/** Pages of the supported kernels have at least that many bytes. */
const smallestPage = 4096;

export function RegionPicker({
  index,
  called,
  state,
  facts: known,
  first,
  onClose,
}: {
  index: number;
  called: string;
  state: BoardState;
  facts: KnownFacts | undefined;
  /** What one came for. */
  first: 'map' | 'profile';
  onClose(): void;
}) {
  const { text, form, edit } = usePlanForm();
  const [saved, setSaved] = useState<{ readonly name: string; readonly facts: Facts } | undefined>();
  const facts: Facts | undefined = known ?? saved?.facts;
  const before: PlaceText = {
    address: form.written(['regions', index, 'address']) ?? '',
    size: form.written(['regions', index, 'size']) ?? '',
  };
  const [place, setPlace] = useState(before);
  const [taken, setTaken] = useState<ProfilePlace | undefined>();
  const span = spanOfTexts(place);
  const page = BigInt(facts?.board.pageSize ?? smallestPage);
  const others = useMemo((): Layer[] => {
    const from = 'the plan';
    return otherPlaces(form, index).map(({ device, address, size }) => ({
      kind: 'planned',
      name: device,
      from,
      address,
      size,
    }));
  }, [form, index]);
  const { findings, isAlone } = useMemo(() => judgePlace(text, index, place, facts), [text, index, place, facts]);
  const places = useMemo(() => {
    if (facts === undefined) return [];
    const segments = segmentsOf([...layersOf(facts.board, facts.profile), ...others]);
    return profilePlaces(facts, segments, spanOfTexts({ address: '0', size: place.size })?.size);
  }, [facts, others, place.size]);
  const onPages = span && toPages(span, page);
  const isOffPages = onPages !== undefined && (onPages.address !== span?.address || onPages.size !== span.size);
  // What was moved on by hand since is not from there any more.
  const source = taken !== undefined && span !== undefined && overlaps(taken.memory, span) ? taken.source : undefined;
  const take = (chosen: PlaceText, from?: ProfilePlace) => {
    setPlace(chosen);
    setTaken(from);
  };
  const profile = facts?.profile !== undefined && (
    <ProfileList
      title={facts.profile.title}
      places={places}
      onTake={(from) => from.place !== undefined && take(textsOfSpan(from.place), from)}
    />
  );
  return (
    <Dialog
      wide="widest"
      title={`Where ${called} lies`}
      about={<p className="muted">Nothing is touched on the board: the plan alone says it then.</p>}
      confirm={{
        label: 'Use this',
        disabled: span === undefined,
        run() {
          const edits = placeEdits(form, index, place, source);
          if (edits.length > 0) edit(edits);
          onClose();
        },
      }}
      extra={<span className="small">{span === undefined ? '' : `${spanText(span)}: ${countWords(findings)}`}</span>}
      onClose={onClose}
    >
      {first === 'profile' && profile}
      <PlaceFields place={place} onPlace={(next) => take(next, taken)}>
        {isOffPages && (
          <Button onClick={() => onPages !== undefined && take(textsOfSpan(onPages), taken)}>To whole pages</Button>
        )}
      </PlaceFields>
      <section className="stack" aria-label="What lint finds there" aria-live="polite">
        {span === undefined ? (
          <p className="muted">An address and a size are wanted, such as 0x70000000 and 256 KiB.</p>
        ) : findings.length === 0 ? (
          <p className="muted">
            {facts === undefined
              ? 'Nothing is found by the plan alone: what lies there on the board is not known.'
              : 'Nothing is found against it.'}
          </p>
        ) : (
          <ul className="form-findings">
            {findings.map((finding) => (
              <li key={`${finding.id} ${finding.message}`} className={`form-finding form-finding-${finding.severity}`}>
                <FindingWords finding={finding} />
              </li>
            ))}
          </ul>
        )}
        {isAlone && span !== undefined && (
          <p className="small muted">The rest of the plan cannot be read yet: the region was judged by itself.</p>
        )}
        {source !== undefined && <p className="small muted">Taken from: {source}</p>}
      </section>
      {first === 'map' && profile}
      {facts === undefined ? (
        <NoFacts state={state} onSaved={setSaved} />
      ) : (
        <>
          {saved !== undefined && known === undefined && (
            <p className="small muted">By the facts in {printable(saved.name)}.</p>
          )}
          <MapView
            name={state.board.name}
            facts={facts}
            more={others}
            actions={known !== undefined && <CopyCommand command={factsCommand(state.board.name)} />}
            band={span && span.size > 0n ? { name: `${called} here`, ...span } : undefined}
            details={(row, zoomIn) => (
              <PlaceDetails
                row={row}
                page={page}
                size={span?.size}
                judge={(chosen) => judgePlace(text, index, chosen, facts).findings}
                onTake={take}
                onZoomIn={zoomIn}
              />
            )}
          />
        </>
      )}
    </Dialog>
  );
}

/** What the map needs, and the ways to it. */
function NoFacts({
  state,
  onSaved,
}: {
  state: BoardState;
  onSaved(saved: { readonly name: string; readonly facts: Facts }): void;
}) {
  const { board } = state;
  const host = useHost();
  const { task, refresh, isOpen } = useFacts(state);
  const input = useRef<HTMLInputElement>(null);
  const [failure, setFailure] = useState<Problem | undefined>();
  const read = async (file: File) => {
    try {
      const json = await file.text();
      const board = savedFacts(json);
      const { profile } = await host.call('profile.byFacts', { json });
      onSaved({ name: file.name, facts: { board, profile } });
    } catch (thrown) {
      setFailure(problemOf(thrown));
    }
  };
  const ways: ReactNode = (
    <>
      {isOpen && (
        <Button icon="refresh" disabled={task !== undefined} onClick={refresh}>
          {`Ask ${board.name} what it is`}
        </Button>
      )}
      <Button icon="folder-opened" onClick={() => input.current?.click()}>
        Open saved facts…
      </Button>
    </>
  );
  return (
    <>
      {failure !== undefined && <ProblemBanner problem={failure} />}
      <Banner
        tone="info"
        title={`The memory map needs the facts of ${board.name}.`}
        hint={
          isOpen
            ? 'They are asked when it is connected.'
            : `Connect ${board.name}, or open facts that were saved: uiomem-studio board facts --json writes them.`
        }
        actions={ways}
      />
      <input
        ref={input}
        type="file"
        hidden
        aria-label="File of saved facts"
        accept=".json"
        onChange={(event) => {
          const [file] = event.target.files ?? [];
          event.target.value = '';
          if (file !== undefined) void read(file);
        }}
      />
    </>
  );
}
