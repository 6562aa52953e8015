/** The device's own sync attributes: what a sync without a range goes by, and how O_SYNC mappings look. */
import { useState } from 'react';
import type { Direction, MappingMode, UiomemDevice } from '../../../remote-helper/contract/device.ts';
import { hex } from '../../../remote-helper/contract/hex.ts';
import { type Problem, problemOf } from '../../../remote-helper/rpc/problem.ts';
import { exactSize, parseQuantity } from '../../plan/quantity.ts';
import { ProblemBanner } from '../components/banner.tsx';
import { Button } from '../components/button.tsx';
import { CopyCommand } from '../components/command-line.tsx';
import { Select } from '../components/select.tsx';
import { Switch } from '../components/switch.tsx';
import { TextField } from '../components/text-field.tsx';
import { syncSetCommand } from '../copied-commands/sync.ts';
import { useHost } from '../host/host-context.tsx';
import { directionNames } from './direction-words.ts';

const modes: readonly { value: MappingMode; label: string }[] = [
  { value: 'as-is', label: 'As-is (stay cached)' },
  { value: 'non-cached', label: 'Non-cached' },
  { value: 'write-combine', label: 'Write-combine' },
  { value: 'dma-coherent', label: 'DMA-coherent' },
];

export const directionOptions: readonly { value: Direction; label: string }[] = (
  ['both', 'cpu-writes', 'device-writes'] as const
).map((value) => ({ value, label: directionNames[value] }));

interface Texts {
  readonly mode: MappingMode;
  readonly always: boolean;
  readonly offset: string;
  readonly size: string;
  readonly direction: Direction;
}

function textsOf({ sync }: UiomemDevice): Texts {
  const { mode, always, offset, size, direction } = sync;
  return { mode, always, offset: hex(offset), size: exactSize(size), direction };
}

/** What is wrong with the range, at its field; `otherwise`: why it may not be larger. Pure. */
export function rangeErrors(
  offsetText: string,
  sizeText: string,
  deviceSize: bigint,
  otherwise = 'every sync would be refused',
): { offset?: string; size?: string; range?: { offset: bigint; size: bigint } } {
  const plain = (text: string) => parseQuantity(text.replace(/\s*bytes?$/, ''));
  const [offset, size] = [plain(offsetText), plain(sizeText)];
  const wrong = 'Write a number like 0x1000, 4096 or 256 KiB.';
  if (offset === undefined || size === undefined) {
    return { ...(offset === undefined && { offset: wrong }), ...(size === undefined && { size: wrong }) };
  }
  if (offset > deviceSize) return { offset: `Past the device’s end at ${hex(deviceSize)}.` };
  if (size > deviceSize - offset) {
    return { size: `From that offset at most ${exactSize(deviceSize - offset)}: ${otherwise}.` };
  }
  return { range: { offset, size } };
}

export function AttributesForm({
  board,
  device,
  disabled,
  onClose,
}: {
  board: string;
  device: UiomemDevice;
  disabled: boolean;
  onClose(): void;
}) {
  const host = useHost();
  const [texts, setTexts] = useState(() => textsOf(device));
  const [problem, setProblem] = useState<Problem>();
  const [applying, setApplying] = useState(false);
  const errors = rangeErrors(texts.offset, texts.size, device.size);
  const { range } = errors;
  const set = (change: Partial<Texts>) => setTexts({ ...texts, ...change });
  const apply = () => {
    if (range === undefined) return;
    setApplying(true);
    setProblem(undefined);
    host
      .call('sync.set', {
        board,
        device: device.name,
        mode: texts.mode,
        always: texts.always,
        offset: range.offset,
        size: range.size,
        direction: texts.direction,
      })
      .then(onClose, (thrown) => setProblem(problemOf(thrown)))
      .finally(() => setApplying(false));
  };
  const command = range === undefined ? undefined : syncSetCommand(board, device.name, { ...texts, range });
  return (
    <form
      className="sync-form"
      aria-label="Sync attributes"
      onSubmit={(event) => {
        event.preventDefault();
        apply();
      }}
    >
      <Select label="Mode" value={texts.mode} options={modes} onValue={(mode) => set({ mode })} />
      <Switch
        label="Apply the mode to every mapping, not only O_SYNC"
        checked={texts.always}
        onChecked={(always) => set({ always })}
      />
      <TextField label="Offset" mono value={texts.offset} onValue={(offset) => set({ offset })} error={errors.offset} />
      <TextField label="Size" mono value={texts.size} onValue={(size) => set({ size })} error={errors.size} />
      <Select
        label="Direction"
        value={texts.direction}
        options={directionOptions}
        onValue={(direction) => set({ direction })}
      />
      {problem !== undefined && <ProblemBanner problem={problem} />}
      <div className="row">
        <Button submit kind="primary" disabled={disabled || applying || range === undefined}>
          Apply
        </Button>
        <Button onClick={onClose}>Cancel</Button>
        <span className="grow" />
        {command !== undefined && <CopyCommand command={command} />}
      </div>
      <p className="small muted">Goes into the driver at once, and until it is unloaded; a plan keeps it for good.</p>
    </form>
  );
}
