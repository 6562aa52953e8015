/** Who has which part of a range, drawn: a row a device over one scale, with what more than one has behind them. */
import { hex } from '../../../remote-helper/contract/quantity.ts';
import { exactSize } from '../../plan/quantity.ts';
import type { CachePolicy } from '../../plan/schema.ts';
import { commonParts } from '../../plan/share/sharers.ts';
import { endOf, hull, type Span, spanText } from '../../plan/span.ts';
import { cacheWords } from '../plan/cache-words.ts';

export interface Drawn extends Span {
  readonly device: string;
  readonly cache: CachePolicy;
}

/** Percents of the whole; bigints keep their places up to 2^64. */
function place(part: Span, whole: Span): { left: string; width: string } {
  const percent = (bytes: bigint) => `${Number((bytes * 100_000n) / whole.size) / 1000}%`;
  return { left: percent(part.address - whole.address), width: percent(part.size) };
}

export function OverlapPicture({ users }: { users: readonly Drawn[] }) {
  const whole = hull(users);
  if (whole === undefined) return null;
  const shared = commonParts(users);
  return (
    <figure className="overlap" aria-label="Who has which part">
      <div className="overlap-rows">
        <div className="overlap-shared" aria-hidden="true">
          {shared.map((part) => (
            <span key={String(part.address)} style={place(part, whole)} />
          ))}
        </div>
        {users.map((user) => (
          <div key={user.device} className="overlap-row">
            <span className="overlap-name mono truncate" title={user.device}>
              {user.device}
            </span>
            <span className="overlap-track">
              <span className={`overlap-bar overlap-${user.cache}`} style={place(user, whole)} title={spanText(user)}>
                <span className="truncate">{cacheWords[user.cache].short}</span>
              </span>
            </span>
          </div>
        ))}
      </div>
      <div className="overlap-scale mono small muted" aria-hidden="true">
        <span>{hex(whole.address)}</span>
        <span>{hex(endOf(whole) - 1n)}</span>
      </div>
      <figcaption className="small muted">
        {shared.length === 0
          ? 'No byte is of more than one of them.'
          : `In common: ${shared.map(spanText).join(', ')}, of ${exactSize(whole.size)}.`}
      </figcaption>
    </figure>
  );
}
