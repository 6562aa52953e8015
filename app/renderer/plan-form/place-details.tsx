/** What is known of a range on the map, and whether a region can begin there: if not, why. */
import { useMemo } from 'react';
import type { Finding } from '../../plan/finding.ts';
import type { MapKind } from '../../plan/memory-map/layers.ts';
import type { Row } from '../../plan/memory-map/segments.ts';
import { type PlaceText, startIn, textsOfSpan } from '../../plan/place-of-region.ts';
import { Button } from '../components/button.tsx';
import { MapDetails } from '../memory-map/map-details.tsx';

/** Where lint has nothing to say, and one should know something all the same. */
const cautions: Partial<Record<MapKind, string>> = {
  hole: 'Nothing is known of it: nothing may answer there, and an access hang the board.',
  room: 'A board of this kind can have memory there; whether this one does, nothing says.',
  window: 'The window of a bus: it answers where something on that bus lies, and hangs or fails elsewhere.',
};

export function PlaceDetails({
  row,
  page,
  size,
  judge,
  onTake,
  onZoomIn,
}: {
  row: Row;
  page: bigint;
  /** Bytes that the region has now. */
  size: bigint | undefined;
  judge(place: PlaceText): readonly Finding[];
  onTake(place: PlaceText): void;
  onZoomIn(): void;
}) {
  const start = startIn(row, page, size);
  const all = startIn(row, page);
  const isCluster = row.kind === 'cluster';
  // biome-ignore lint/correctness/useExhaustiveDependencies: judged once for each place.
  const errors = useMemo(
    () => (start === undefined ? [] : judge(textsOfSpan(start)).filter(({ severity }) => severity === 'error')),
    [start?.address, start?.size],
  );
  const caution = row.kind === 'cluster' ? undefined : cautions[row.kind];
  const isFree = !isCluster && start !== undefined && errors.length === 0;
  return (
    <MapDetails
      row={row}
      onZoomIn={onZoomIn}
      actions={
        isFree && (
          <>
            <Button kind="primary" onClick={() => onTake(textsOfSpan(start))}>
              Start here
            </Button>
            {all !== undefined && all.size !== start.size && (
              <Button onClick={() => onTake(textsOfSpan(all))}>Take all of it</Button>
            )}
          </>
        )
      }
    >
      {isCluster && <p className="small">Devices beside each other: zoom in to see what lies between them.</p>}
      {!isCluster && start === undefined && <p className="small">It is less than a page, and cannot be a region.</p>}
      {errors.length > 0 && !isCluster && (
        <section className="stack small" aria-label="Why it cannot be chosen">
          <p>It cannot be chosen:</p>
          {errors.map(({ id, message, hint }) => (
            <p key={`${id} ${message}`}>
              {message} {hint !== undefined && <span className="muted">{hint}</span>}{' '}
              <span className="mono muted">{id}</span>
            </p>
          ))}
        </section>
      )}
      {isFree && caution !== undefined && <p className="small">{caution}</p>}
    </MapDetails>
  );
}
