/** Which range: one that devices have in common already, a region of the plan, or another. */
import type { Plan } from '../../plan/schema.ts';
import type { ShareDraft } from '../../plan/share/share-draft.ts';
import { draftOfRange } from '../../plan/share/share-plan.ts';
import type { SharedRange, Sharer } from '../../plan/share/sharers.ts';
import { splitOf } from '../../plan/share/split.ts';
import { spanText } from '../../plan/span.ts';
import { Button } from '../components/button.tsx';
import { Select } from '../components/select.tsx';
import { TextField } from '../components/text-field.tsx';
import { OverlapPicture } from './overlap-picture.tsx';

export interface RangeStepProps {
  readonly draft: ShareDraft;
  readonly plan: Plan | undefined;
  readonly overlaps: readonly SharedRange[];
  /** Bytes. */
  readonly page: bigint;
  /** What the field is faulted with. */
  fault(field: 'address' | 'size'): string | undefined;
  onDraft(draft: ShareDraft): void;
  /** Go on with this one. */
  onChosen(draft: ShareDraft): void;
  onSplit(range: SharedRange): void;
}

const whose: Readonly<Record<Sharer['of'], string>> = {
  plan: 'of the plan',
  'device-tree': 'of the board’s device tree',
  loaded: 'loaded on the board',
};

export function RangeStep({ draft, plan, overlaps, page, fault, onDraft, onChosen, onSplit }: RangeStepProps) {
  const regions = plan?.regions ?? [];
  const chosen = regions.find(({ device }) => device === draft.users[0]?.device);
  return (
    <>
      {overlaps.length > 0 && (
        <section className="stack" aria-label="Ranges that overlap already">
          <h3>Overlap already</h3>
          {overlaps.map((range) => {
            const split = splitOf(range, page);
            const parts = 'parts' in split ? split.parts.map((part) => `${part.device} ${spanText(part)}`) : [];
            return (
              <section key={String(range.address)} className="share-card stack" aria-label={spanText(range)}>
                <p className="mono">{spanText(range)}</p>
                <p className="small">
                  {range.sharers.map(({ device, of }) => `${device} (${whose[of]})`).join(', ')}. {stateOf(range)}
                </p>
                <OverlapPicture users={range.sharers} />
                <div className="row row-wrap">
                  <Button icon="link" onClick={() => onChosen(draftOfRange(range, plan))}>
                    Share it
                  </Button>
                  <Button icon="split-horizontal" disabled={'why' in split} onClick={() => onSplit(range)}>
                    Split it
                  </Button>
                  <span className="small muted">
                    {'why' in split ? `No split: ${split.why}` : `Split: ${parts.join('; ')}.`}
                  </span>
                </div>
              </section>
            );
          })}
        </section>
      )}
      <section className="stack" aria-label="Range to share">
        <h3>Range to share</h3>
        {regions.length > 0 && (
          <Select
            label="Region of the plan"
            value={chosen?.device ?? ''}
            options={[
              { value: '', label: 'none: the range below' },
              ...regions.map(({ device, address, size }) => ({
                value: device,
                label: `${device}, ${spanText({ address, size })}`,
              })),
            ]}
            onValue={(device) => {
              const region = regions.find((each) => each.device === device);
              if (region === undefined) return onDraft({ ...draft, users: [] });
              onDraft(draftOfRange({ ...region, sharers: [{ ...region, of: 'plan' }] }, plan));
            }}
          />
        )}
        <div className="share-fields">
          <TextField
            mono
            label="Address"
            value={draft.address}
            placeholder="0x70000000"
            error={fault('address')}
            onValue={(address) => onDraft({ ...draft, address })}
          />
          <TextField
            mono
            label="Size"
            value={draft.size}
            placeholder="256 KiB"
            error={fault('size')}
            onValue={(size) => onDraft({ ...draft, size })}
          />
        </div>
      </section>
    </>
  );
}

/** What becomes of an overlap as it is, in a sentence. */
function stateOf({ sharers }: SharedRange): string {
  if (sharers.every(({ shareable }) => shareable)) {
    const isMixed = new Set(sharers.map(({ cache }) => cache)).size > 1;
    return isMixed ? 'All are shareable, with different cache policies.' : 'All are shareable, with one cache policy.';
  }
  const claiming = sharers.filter(({ shareable }) => !shareable).map(({ device }) => device);
  return claiming.length === 1
    ? `${claiming[0]} is not shareable: the driver warns of the others.`
    : `${new Intl.ListFormat('en').format(claiming)} are not shareable: the driver loads the first of them and refuses the next.`;
}
