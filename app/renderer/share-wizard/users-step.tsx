/** Who uses the range, and through which devices. */
import type { Fault, ShareDraft } from '../../plan/share/share-draft.ts';
import { mostUsers } from '../../plan/share/share-draft.ts';
import { Button, IconButton } from '../components/button.tsx';
import { Select } from '../components/select.tsx';
import { TextField } from '../components/text-field.tsx';

type User = ShareDraft['users'][number];

const directions = [
  { value: 'both', label: 'Both write' },
  { value: 'cpu-writes', label: 'The CPU writes, hardware reads' },
  { value: 'device-writes', label: 'Hardware writes, the CPU reads' },
] as const;

export function UsersStep({
  draft,
  fault,
  next,
  onDraft,
}: {
  draft: ShareDraft;
  fault(field: Fault['field'], user?: number): string | undefined;
  /** Another one; absent: no name is left. */
  next: User | undefined;
  onDraft(draft: ShareDraft): void;
}) {
  const change = (index: number, part: Partial<User>) =>
    onDraft({ ...draft, users: draft.users.map((user, at) => (at === index ? { ...user, ...part } : user)) });
  const few = fault('users');
  return (
    <section className="stack" aria-label="Devices on the range">
      <p className="muted small">
        Each program opens a device of its own. What the hardware does with the range is said by who writes it.
      </p>
      {few !== undefined && <p className="field-error">{few}</p>}
      <ol className="share-users" aria-label="Devices">
        {draft.users.map((user, index) => {
          const called = `device ${index + 1}`;
          return (
            // biome-ignore lint/suspicious/noArrayIndexKey: a user is its place in the list; its name is typed here.
            <li key={index} className="share-card" aria-label={user.device === '' ? called : user.device}>
              <div className="share-fields">
                <TextField
                  mono
                  label="Device"
                  value={user.device}
                  error={fault('device', index)}
                  onValue={(device) => change(index, { device })}
                />
                <TextField
                  className="grow"
                  label="Used by"
                  value={user.about}
                  placeholder="the capture program, from the camera’s DMA"
                  error={fault('about', index)}
                  onValue={(about) => change(index, { about })}
                />
                <IconButton
                  icon="trash"
                  label={`Remove ${user.device === '' ? called : user.device}`}
                  onClick={() => onDraft({ ...draft, users: draft.users.toSpliced(index, 1) })}
                />
              </div>
              <div className="share-fields">
                <Select
                  label="Made by"
                  value={user.load}
                  options={[
                    { value: 'insmod', label: 'Module parameters' },
                    { value: 'device-tree', label: 'A node of the device tree' },
                  ]}
                  onValue={(load) => change(index, { load })}
                />
                <Select
                  label="Who writes"
                  value={user.direction ?? 'both'}
                  options={directions}
                  onValue={(direction) => change(index, { direction })}
                />
                <Select
                  label="Has"
                  value={user.part === undefined ? 'all' : 'part'}
                  options={[
                    { value: 'all', label: 'All of it' },
                    { value: 'part', label: 'A part' },
                  ]}
                  onValue={(has) => {
                    if (has === 'part') return change(index, { part: { offset: '0', size: draft.size } });
                    const { part: _whole, ...rest } = user;
                    onDraft({ ...draft, users: draft.users.with(index, rest) });
                  }}
                />
              </div>
              {user.part !== undefined && (
                <div className="share-fields">
                  <TextField
                    mono
                    label="Offset of its part"
                    value={user.part.offset}
                    error={fault('offset', index)}
                    onValue={(offset) => user.part && change(index, { part: { ...user.part, offset } })}
                  />
                  <TextField
                    mono
                    label="Size of its part"
                    value={user.part.size}
                    error={fault('part-size', index)}
                    onValue={(size) => user.part && change(index, { part: { ...user.part, size } })}
                  />
                </div>
              )}
            </li>
          );
        })}
      </ol>
      <div className="row">
        <Button
          icon="add"
          disabled={next === undefined || draft.users.length >= mostUsers}
          onClick={() => next !== undefined && onDraft({ ...draft, users: [...draft.users, next] })}
        >
          Add a device
        </Button>
        {next === undefined && <span className="small muted">uiomem0 to uiomem7 are all taken.</span>}
      </div>
    </section>
  );
}
