/** The cache over a device, driven by hand: what is set, what a sync will do before it does it, and what was done. */
import { useId, useState } from 'react';
import type { Direction } from '../../../remote-helper/contract/device.ts';
import { hex } from '../../../remote-helper/contract/hex.ts';
import { problemOf } from '../../../remote-helper/rpc/problem.ts';
import type { BoardState, KnownDevice } from '../../contract/state.ts';
import { exactSize } from '../../plan/quantity.ts';
import { IconButton } from '../components/button.tsx';
import { Select } from '../components/select.tsx';
import { TextField } from '../components/text-field.tsx';
import { useHost } from '../host/host-context.tsx';
import { useFacts } from '../host/use-facts.ts';
import { sizeWords } from '../memory/size-words.ts';
import type { WhyLocked } from '../memory/why-locked.ts';
import { AttributesForm, directionOptions, rangeErrors } from './attributes-form.tsx';
import { directionNames, modeWords, ownerNames } from './direction-words.ts';
import { SyncAction } from './sync-action.tsx';
import type { SyncCommand, SyncRange } from './sync-effect.ts';
import { addToHistory } from './sync-history.ts';
import { SyncHistoryList } from './sync-history-list.tsx';
import './sync-panel.css';

type RangeChoice = 'attributes' | 'selection' | 'whole' | 'typed';

export interface SyncPanelProps {
  readonly board: BoardState;
  readonly known: KnownDevice;
  /** Bytes selected in the hex view. */
  readonly selection: SyncRange | undefined;
  readonly locked: WhyLocked | undefined;
  onSynced(): void;
}

export function SyncPanel({ board, known, selection, locked, onSynced }: SyncPanelProps) {
  const { device } = known;
  const { sync } = device;
  const host = useHost();
  const name = board.board.name;
  const cacheLine = useFacts(board).known?.board.cacheLine;
  const reason = useId();
  const [editing, setEditing] = useState(false);
  const [choice, setChoice] = useState<RangeChoice>('attributes');
  const [typed, setTyped] = useState({ offset: '0x0', size: '4 KiB' });
  const [direction, setDirection] = useState<Direction | 'own'>('own');
  const [running, setRunning] = useState<SyncCommand>();
  const emulated = board.connection.state === 'open' && board.connection.emulated;

  const errors = choice === 'typed' ? rangeErrors(typed.offset, typed.size, device.size) : {};
  const own = { offset: sync.offset, size: sync.size };
  const range: SyncRange | undefined =
    choice === 'attributes'
      ? own
      : choice === 'whole'
        ? { offset: 0n, size: device.size }
        : choice === 'selection'
          ? selection
          : errors.range;
  const asked = direction === 'own' ? sync.direction : direction;
  // What is the device's own is left to the driver, which may know better by then.
  const given = {
    ...(choice !== 'attributes' && range !== undefined && { range }),
    ...(direction !== 'own' && { direction }),
  };
  const outside = range !== undefined && range.offset + range.size > device.size;
  const why =
    locked !== undefined
      ? `${locked.text} ${locked.hint}`
      : range === undefined
        ? choice === 'selection'
          ? 'Nothing is selected: read the device first.'
          : 'The range is not right yet.'
        : outside
          ? `The range does not lie inside the device, which has ${exactSize(device.size)}: the driver refuses it.`
          : undefined;

  const run = async (command: SyncCommand) => {
    if (range === undefined) return;
    setRunning(command);
    const [at, start, before] = [Date.now(), performance.now(), sync.owner];
    const about = { at, command, range, before };
    try {
      const { owner, commands } = await host.call(command === 'for-cpu' ? 'sync.forCpu' : 'sync.forDevice', {
        board: name,
        device: device.name,
        ...given,
      });
      addToHistory(name, device.name, {
        ...about,
        after: owner,
        words: commands,
        milliseconds: performance.now() - start,
      });
      onSynced();
    } catch (thrown) {
      const problem = problemOf(thrown);
      addToHistory(name, device.name, { ...about, words: [], milliseconds: performance.now() - start, problem });
    } finally {
      setRunning(undefined);
    }
  };

  return (
    <aside className="sync-panel" aria-label={`Sync of ${device.name}`}>
      <div className="row">
        <h3 className="grow">Sync</h3>
        <span className="small">
          Owner: <strong>{ownerNames[sync.owner]}</strong>
        </span>
      </div>
      {editing ? (
        <AttributesForm
          board={name}
          device={device}
          disabled={locked !== undefined}
          onClose={() => setEditing(false)}
        />
      ) : (
        <section className="sync-state" aria-label="Sync attributes">
          <dl className="sync-list small">
            <dt>Mode</dt>
            <dd>{modeWords(sync.mode, sync.always)}</dd>
            <dt>Range</dt>
            <dd className="mono">
              +{hex(sync.offset)}, {sizeWords(sync.size)}
            </dd>
            <dt>Direction</dt>
            <dd>{directionNames[sync.direction]}</dd>
          </dl>
          <IconButton
            icon="edit"
            label={locked === undefined ? 'Edit the sync attributes' : `Edit the sync attributes: ${locked.text}`}
            disabled={locked !== undefined}
            onClick={() => setEditing(true)}
          />
        </section>
      )}
      {emulated && (
        <p className="sync-note small">
          This machine shows no caches: a sync runs in the driver and changes the owner, but no byte looks different
          after it.
        </p>
      )}
      <div className="sync-choice">
        <h4 className="small muted">Next sync</h4>
        <Select<RangeChoice>
          label="Range"
          value={choice}
          options={[
            { value: 'attributes', label: 'The attributes’ own' },
            { value: 'selection', label: 'Selection', disabled: selection === undefined },
            { value: 'whole', label: 'Whole device' },
            { value: 'typed', label: 'Typed…' },
          ]}
          onValue={setChoice}
        />
        {choice === 'typed' && (
          <div className="sync-typed">
            <TextField
              label="Offset"
              mono
              value={typed.offset}
              onValue={(offset) => setTyped({ ...typed, offset })}
              error={errors.offset}
            />
            <TextField
              label="Size"
              mono
              value={typed.size}
              onValue={(size) => setTyped({ ...typed, size })}
              error={errors.size}
            />
          </div>
        )}
        {range !== undefined && (
          <p className="small mono muted sync-place">
            {hex(device.address + range.offset)}, {sizeWords(range.size)}
          </p>
        )}
        <Select<Direction | 'own'>
          label="Direction"
          value={direction}
          options={[{ value: 'own', label: 'The attributes’ own' }, ...directionOptions]}
          onValue={setDirection}
        />
      </div>
      {why !== undefined && (
        <p id={reason} className="small muted">
          {why}
        </p>
      )}
      {(['for-cpu', 'for-device'] as const).map((command) => (
        <SyncAction
          key={command}
          command={command}
          board={name}
          device={device}
          range={range}
          direction={asked}
          given={given}
          cacheLine={cacheLine}
          why={why === undefined ? undefined : reason}
          running={running}
          onRun={() => void run(command)}
        />
      ))}
      <SyncHistoryList board={name} device={device.name} />
    </aside>
  );
}
