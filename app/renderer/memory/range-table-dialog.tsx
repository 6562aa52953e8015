/** *Read range as table*: a range in a real table, for reading at leisure and for screen readers. */
import { useEffect, useState } from 'react';
import { hex } from '../../../remote-helper/contract/hex.ts';
import { type Problem, problemOf } from '../../../remote-helper/rpc/problem.ts';
import { ProblemBanner } from '../components/banner.tsx';
import { Button } from '../components/button.tsx';
import { CopyCommand } from '../components/command-line.tsx';
import { Dialog } from '../components/dialog.tsx';
import { NumberField } from '../components/number-field.tsx';
import { Table } from '../components/table.tsx';
import { readCommand } from '../copied-commands/memory.ts';
import { cellDigits, cellValue, characterOf } from './cell-text.ts';
import type { DeviceSession } from './device-session.ts';
import type { ByteRange } from './memory-source.ts';

/** Bytes: rows that a page can hold without effort. */
const largest = 4096n;

interface ReadRange extends ByteRange {
  readonly bytes: Uint8Array;
}

export function RangeTableDialog({
  session,
  first,
  onClose,
}: {
  session: DeviceSession;
  first: ByteRange;
  onClose(): void;
}) {
  const { device } = session;
  const { width, bigEndian, eye } = session.view.getState();
  const step = width / 8;
  const start = first.offset - (first.offset % BigInt(step));
  const [range, setRange] = useState<ByteRange>({ offset: start, size: first.size < largest ? first.size : largest });
  const [read, setRead] = useState<ReadRange>();
  const [problem, setProblem] = useState<Problem>();
  const [copied, setCopied] = useState('');
  const memory = session.content === 'memory';

  const look = (wanted: ByteRange) => {
    setProblem(undefined);
    session.read(wanted, memory ? undefined : width).then(
      (bytes) => setRead({ ...wanted, bytes }),
      (thrown) => setProblem(problemOf(thrown)),
    );
  };
  // biome-ignore lint/correctness/useExhaustiveDependencies: memory is shown as the dialog opens; later when asked for.
  useEffect(() => {
    if (memory) look(cellsOf(range, BigInt(Math.max(step, memory ? 4 : 1)), device.size));
  }, []);

  const rows = read === undefined ? [] : rowsOf(read, step, device.address, bigEndian);
  const copy = () => {
    const text = [
      'address\tvalue\tdecimal\ttext',
      ...rows.map((row) => [row.address, row.value, row.decimal, row.text].join('\t')),
    ].join('\n');
    navigator.clipboard.writeText(text).then(
      () => setCopied(`Copied ${rows.length} rows`),
      () => setCopied('The system did not let it be copied'),
    );
  };
  const content = session.content ?? 'registers';
  return (
    <Dialog
      title={`A range of ${device.name} as a table`}
      about={
        memory
          ? `Read anew each time, through the ${eye === 'cpu' ? 'CPU' : 'Memory/device'} eye.`
          : `Each row is one read of ${width} bits, made when you press Read: reading registers can have effects.`
      }
      wide
      onClose={onClose}
      extra={
        <>
          <Button icon="copy" onClick={copy} disabled={rows.length === 0}>
            Copy table
          </Button>
          <CopyCommand
            command={readCommand(
              { board: session.board, device: device.name, eye, content, width, offset: range.offset },
              range.size,
            )}
          />
          <span role="status" className="small muted">
            {copied}
          </span>
        </>
      }
    >
      <div className="row row-wrap">
        <NumberField
          label="Offset"
          inline
          unit="address"
          value={range.offset}
          max={device.size - 1n}
          onNumber={(offset) => setRange({ ...range, offset })}
        />
        <NumberField
          label="Size"
          inline
          unit="size"
          value={range.size}
          min={1n}
          max={largest}
          onNumber={(size) => setRange({ ...range, size })}
        />
        <Button
          icon="refresh"
          onClick={() => look(cellsOf(range, BigInt(Math.max(step, memory ? 4 : 1)), device.size))}
        >
          Read
        </Button>
      </div>
      {problem !== undefined && <ProblemBanner problem={problem} />}
      {rows.length > 0 && (
        <div className="range-table">
          <Table
            label={`Values from ${hex(device.address + (read?.offset ?? 0n))}`}
            rows={rows}
            rowKey={(row) => row.address}
            columns={[
              { title: 'Address', mono: true, cell: (row) => row.address },
              { title: 'Value', mono: true, cell: (row) => row.value },
              { title: 'Decimal', mono: true, right: true, cell: (row) => row.decimal },
              { title: 'Text', mono: true, cell: (row) => row.text },
            ]}
          />
        </div>
      )}
    </Dialog>
  );
}

interface Row {
  readonly address: string;
  readonly value: string;
  readonly decimal: string;
  readonly text: string;
}

/** Whole cells, inside the device. */
function cellsOf({ offset, size }: ByteRange, step: bigint, deviceSize: bigint): ByteRange {
  const start = offset - (offset % step);
  const end = offset + size + ((step - ((offset + size) % step)) % step);
  return { offset: start, size: (end < deviceSize ? end : deviceSize) - start };
}

function rowsOf({ offset, bytes }: ReadRange, step: number, base: bigint, bigEndian: boolean): Row[] {
  return Array.from({ length: Math.floor(bytes.length / step) }, (_, index) => {
    const at = index * step;
    return {
      address: hex(base + offset + BigInt(at)),
      value: `0x${cellDigits(bytes, at, step, bigEndian)}`,
      decimal: cellValue(bytes, at, step, bigEndian).toString(),
      text: [...bytes.subarray(at, at + step)].map(characterOf).join(''),
    };
  });
}
