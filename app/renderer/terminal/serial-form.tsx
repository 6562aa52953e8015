/** Which serial port, and how it is set. */

import { useCallback, useEffect, useEffectEvent, useState } from 'react';
import { type Problem, problemOf } from '../../../remote-helper/rpc/problem.ts';
import type { SerialPortFound, SerialSettings } from '../../contract/terminal.ts';
import { ProblemBanner } from '../components/banner.tsx';
import { Button, IconButton } from '../components/button.tsx';
import { CopyCommand } from '../components/command-line.tsx';
import { printable } from '../components/printable.ts';
import { Select } from '../components/select.tsx';
import { TextField } from '../components/text-field.tsx';
import { listPortsCommand } from '../copied-commands/workstation.ts';
import { useHost } from '../host/host-context.tsx';

const baudRates = [9600, 19_200, 38_400, 57_600, 115_200, 230_400, 460_800, 921_600, 1_500_000, 3_000_000];
const other = 'other';

export const usualSettings: SerialSettings = {
  path: '',
  baudRate: 115_200,
  dataBits: 8,
  parity: 'none',
  stopBits: 1,
  flowControl: 'none',
};

export interface SerialFormProps {
  readonly settings: SerialSettings;
  onSettings(settings: SerialSettings): void;
  onOpen(): void;
}

export function SerialForm({ settings, onSettings, onOpen }: SerialFormProps) {
  const { ports, complete, failure, look } = usePorts((first) => {
    if (settings.path === '' && !byHand) set({ path: first });
  });
  const [byHand, setByHand] = useState(false);
  const set = (change: Partial<SerialSettings>) => onSettings({ ...settings, ...change });
  const isListed = ports.some(({ path }) => path === settings.path);
  const chosen = !byHand && isListed ? settings.path : other;
  const numbers = <N extends number>(values: readonly N[]) =>
    values.map((each) => ({ value: String(each), label: String(each) }));
  return (
    <form
      className="serial-form"
      onSubmit={(event) => {
        event.preventDefault();
        if (settings.path !== '') onOpen();
      }}
    >
      <div className="terminal-bar">
        <Select
          label="Port"
          value={chosen}
          options={[
            ...ports.map((port) => ({ value: port.path, label: portWords(port) })),
            { value: other, label: 'Another one, by its path' },
          ]}
          onValue={(value) => {
            setByHand(value === other);
            set({ path: value === other ? '' : value });
          }}
        />
        <IconButton icon="refresh" label="Look for ports again" onClick={look} />
        <CopyCommand command={listPortsCommand()} />
        {chosen === other && (
          <TextField
            label="Path"
            inline
            mono
            value={settings.path}
            onValue={(path) => set({ path })}
            placeholder="/dev/ttyUSB0"
          />
        )}
        <Select
          label="Baud rate"
          value={String(settings.baudRate)}
          options={numbers(baudRates)}
          onValue={(value) => set({ baudRate: Number(value) })}
        />
        <Select
          label="Data bits"
          value={String(settings.dataBits)}
          options={numbers([5, 6, 7, 8])}
          onValue={(value) => set({ dataBits: Number(value) as SerialSettings['dataBits'] })}
        />
        <Select
          label="Parity"
          value={settings.parity}
          options={[
            { value: 'none', label: 'None' },
            { value: 'even', label: 'Even' },
            { value: 'odd', label: 'Odd' },
          ]}
          onValue={(parity) => set({ parity })}
        />
        <Select
          label="Stop bits"
          value={String(settings.stopBits)}
          options={numbers([1, 2])}
          onValue={(value) => set({ stopBits: Number(value) as SerialSettings['stopBits'] })}
        />
        <Select
          label="Flow control"
          value={settings.flowControl}
          options={[
            { value: 'none', label: 'None' },
            { value: 'rts/cts', label: 'RTS/CTS' },
            { value: 'xon/xoff', label: 'XON/XOFF' },
          ]}
          onValue={(flowControl) => set({ flowControl })}
        />
        <Button kind="primary" icon="plug" submit disabled={settings.path === ''}>
          Open
        </Button>
      </div>
      <p className="muted small" role="status">
        {portsWords(ports, complete)}
      </p>
      {failure !== undefined && <ProblemBanner problem={failure} actions={<Button onClick={look}>Try again</Button>} />}
    </form>
  );
}

/** `onFirst`: told the likeliest port of each list. */
function usePorts(onFirst: (path: string) => void) {
  const host = useHost();
  const told = useEffectEvent(onFirst);
  const [found, setFound] = useState<{ ports: readonly SerialPortFound[]; complete: boolean }>();
  const [failure, setFailure] = useState<Problem>();
  const look = useCallback(() => {
    host.call('serial.list', {}).then(
      (list) => {
        setFound(list);
        setFailure(undefined);
        const [first] = list.ports;
        if (first !== undefined) told(first.path);
      },
      (thrown) => setFailure(problemOf(thrown)),
    );
  }, [host]);
  useEffect(look, [look]);
  return { ports: found?.ports ?? [], complete: found?.complete, failure, look };
}

function portsWords(ports: readonly SerialPortFound[], complete: boolean | undefined): string {
  if (complete === undefined) return 'Looking for ports…';
  const few: Readonly<Record<number, string>> = { 0: 'No serial port is seen.', 1: '1 port is seen.' };
  const count = few[ports.length] ?? `${ports.length} ports are seen.`;
  return complete ? count : `${count} udev could not be asked, so that what hangs on each is not known.`;
}

/** What an adapter says of itself need not be friendly. */
function portWords({ path, maker, serialNumber, vendorId, productId }: SerialPortFound): string {
  const ids = vendorId === undefined ? undefined : `${vendorId}:${productId ?? '?'}`;
  const about = [maker, ids, serialNumber].filter((each) => each !== undefined).map(printable);
  return about.length === 0 ? path : `${path} (${about.join(', ')})`;
}
