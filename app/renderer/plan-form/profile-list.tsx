/** Ranges that the manual of the board's kind names, each with the way to begin a region there. */
import type { ProfilePlace } from '../../plan/profile-places.ts';
import { spanText } from '../../plan/span.ts';
import { Button } from '../components/button.tsx';

export function ProfileList({
  title,
  places,
  onTake,
}: {
  /** Of the profile. */
  title: string;
  places: readonly ProfilePlace[];
  onTake(place: ProfilePlace): void;
}) {
  if (places.length === 0) return <p className="muted">No manual of the {title} names a range.</p>;
  return (
    <section className="stack" aria-label={`Ranges of the ${title}`}>
      <h3>Named for the {title}</h3>
      <ul className="profile-places">
        {places.map((each) => {
          const { memory, usual, place } = each;
          return (
            <li key={memory.name} className="profile-place">
              <div className="stack">
                <p className="row row-wrap">
                  <b>{memory.name}</b> <span className="mono small muted">{spanText(memory)}</span>
                </p>
                {(usual ?? memory.note) !== undefined && <p className="small muted">{usual ?? memory.note}</p>}
              </div>
              {place === undefined ? (
                <span className="small muted">
                  {memory.kind === 'ram' ? 'none of it is kept from Linux' : 'nothing of it is free'}
                </span>
              ) : (
                <Button onClick={() => onTake(each)}>
                  Start here<span className="unseen"> in {memory.name}</span>
                </Button>
              )}
            </li>
          );
        })}
      </ul>
    </section>
  );
}
