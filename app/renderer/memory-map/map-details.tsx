/** What is known of the chosen place: its numbers, what says so, and what can be made of it. */
import type { ReactNode } from 'react';
import { hex } from '../../../remote-helper/contract/hex.ts';
import type { Row } from '../../plan/memory-map/segments.ts';
import { endOf } from '../../plan/span.ts';
import { Button } from '../components/button.tsx';
import { printable } from '../components/printable.ts';
import { sizeWord } from '../frame/words.ts';
import { kindWords, layerWords, rowWord } from './kind-words.ts';

export function MapDetails({
  row,
  actions,
  children,
  onZoomIn,
}: {
  row: Row;
  /** Buttons, in front of *Zoom in*. */
  actions?: ReactNode;
  /** Below them. */
  children?: ReactNode;
  onZoomIn(): void;
}) {
  const { address, size } = row;
  const name = printable(row.name);
  const last = endOf(row) - 1n;
  return (
    <section className="map-details" aria-label={`About ${name} at ${hex(address)}`}>
      <h4 className="map-title">{name}</h4>
      <p className="muted">{rowWord(row)}</p>
      <dl className="map-numbers">
        <dt>From</dt>
        <dd className="mono">{hex(address)}</dd>
        <dt>To</dt>
        <dd className="mono">{hex(last)}</dd>
        <dt>Size</dt>
        <dd className="mono">
          {sizeWord(size)} ({hex(size)})
        </dd>
      </dl>
      {row.kind === 'cluster' ? (
        <ul className="map-layers">
          {row.segments
            .filter(({ kind }) => kind === 'claimed' || kind === 'device')
            .map((each) => (
              <li key={String(each.address)}>
                <span className="mono">{hex(each.address)}</span> {printable(each.name)}
              </li>
            ))}
        </ul>
      ) : (
        <ul className="map-layers">
          {row.layers.map((layer, index) => (
            <li key={`${layer.kind} ${layer.from} ${layer.address}`}>
              <b>{printable(layer.name)}</b>: {(index === 0 ? kindWords : layerWords)[layer.kind]}.{' '}
              <span className="muted">By {printable(layer.from)}.</span>
              {layer.note !== undefined && <p>{printable(layer.note)}</p>}
            </li>
          ))}
          {row.layers.length === 0 && (
            <li className="muted">
              Neither the kernel nor a manual says anything of it: an access may hang the board.
            </li>
          )}
        </ul>
      )}
      <div className="row row-wrap">
        {actions}
        <Button icon="zoom-in" onClick={onZoomIn}>
          Zoom in
        </Button>
      </div>
      {children}
    </section>
  );
}
