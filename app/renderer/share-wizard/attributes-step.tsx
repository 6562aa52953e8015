/** With which cache policy each maps the range, and what that means for the others. */
import { type CachePolicy, cachePolicy } from '../../plan/schema.ts';
import { goesWrong, type Named, togetherBy } from '../../plan/share/mixing.ts';
import { leastReason, type PlannedUser, type ShareDraft } from '../../plan/share/share-draft.ts';
import { mixedPairs } from '../../plan/share/sharers.ts';
import { Banner } from '../components/banner.tsx';
import { Button } from '../components/button.tsx';
import { Select } from '../components/select.tsx';
import { TextField } from '../components/text-field.tsx';
import { cacheWords } from '../plan/cache-words.ts';
import { OverlapPicture } from './overlap-picture.tsx';

const list = new Intl.ListFormat('en');

export function AttributesStep({
  draft,
  users,
  reasonFault,
  onDraft,
}: {
  draft: ShareDraft;
  /** Those whose part can be read. */
  users: readonly PlannedUser[];
  reasonFault: string | undefined;
  onDraft(draft: ShareDraft): void;
}) {
  const mixed = mixedPairs(users);
  const policies = [...new Set(draft.users.map(({ cache }) => cache))];
  return (
    <>
      <section className="stack" aria-label="Cache policies">
        <div className="share-policies">
          {draft.users.map((user, index) => (
            <Select
              // biome-ignore lint/suspicious/noArrayIndexKey: as in the list of users.
              key={index}
              label={`Cache of ${user.device === '' ? `device ${index + 1}` : user.device}`}
              value={user.cache}
              options={cachePolicy.options.map((value) => ({ value, label: cacheWords[value].long }))}
              onValue={(cache) => onDraft({ ...draft, users: draft.users.with(index, { ...user, cache }) })}
            />
          ))}
        </div>
      </section>
      <OverlapPicture users={users} />
      {mixed.length === 0 ? (
        policies.length === 1 &&
        policies[0] !== undefined && (
          <Banner tone="good" title="One policy for all of it.">
            <p className="small">{togetherBy[policies[0]]}</p>
          </Banner>
        )
      ) : (
        <section className="stack" aria-label="What goes wrong">
          {byPolicies(mixed).map(([one, other]) => (
            <Banner
              key={`${one.cache} ${other.cache}`}
              tone="bad"
              id="region.shared-differently"
              title={`${one.device} and ${other.device} map the same memory differently.`}
            >
              <ul className="share-sentences small">
                {goesWrong(one, other).map((each) => (
                  <li key={each}>{each}</li>
                ))}
              </ul>
            </Banner>
          ))}
          <div className="row row-wrap">
            {policies.map((policy) => (
              <Button
                key={policy}
                icon="lightbulb"
                onClick={() =>
                  onDraft({ ...draft, users: draft.users.map((user) => ({ ...user, cache: policy })), reason: '' })
                }
              >
                {`Fix: ${cacheWords[policy].long} for all`}
              </Button>
            ))}
          </div>
          <TextField
            label="Why it is right here"
            value={draft.reason}
            error={draft.reason === '' ? undefined : reasonFault}
            note={`To share them like this all the same: a reason of at least ${leastReason} characters, which the plan keeps as an override.`}
            onValue={(reason) => onDraft({ ...draft, reason })}
          />
        </section>
      )}
    </>
  );
}

/** Pairs as one for each two policies, with the names of all who have them. */
function byPolicies(pairs: readonly (readonly [PlannedUser, PlannedUser])[]): [Named, Named][] {
  const found = new Map<string, Map<CachePolicy, Set<string>>>();
  for (const pair of pairs) {
    const key = pair
      .map(({ cache }) => cache)
      .sort()
      .join();
    const devices = found.get(key) ?? new Map<CachePolicy, Set<string>>();
    found.set(key, devices);
    for (const { cache, device } of pair) devices.set(cache, (devices.get(cache) ?? new Set()).add(device));
  }
  return [...found.values()].flatMap((devices) => {
    const [one, other] = [...devices].map(([cache, names]) => ({ cache, device: list.format(names) }));
    return one === undefined || other === undefined ? [] : [[one, other]];
  });
}
