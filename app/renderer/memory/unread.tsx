/** A device of which nobody has said what it is: why it is not read, and the ways on. */
import { useState } from 'react';
import { hex } from '../../../remote-helper/contract/hex.ts';
import type { Width } from '../../../remote-helper/contract/memory.ts';
import { type Problem, problemOf } from '../../../remote-helper/rpc/problem.ts';
import { ProblemBanner } from '../components/banner.tsx';
import { Button } from '../components/button.tsx';
import { CopyCommand } from '../components/command-line.tsx';
import { Icon } from '../components/icon.tsx';
import { NumberField } from '../components/number-field.tsx';
import { ToggleGroup } from '../components/toggle-group.tsx';
import { readCommand } from '../copied-commands/memory.ts';
import type { DeviceSession } from './device-session.ts';
import { useView } from './use-session.ts';
import { withCaret, withShape } from './view-state.ts';
import { widthOptions } from './width-options.ts';

/** Bytes: enough for a block of registers, little enough to have meant it. */
const largestAsk = 4096n;

export function Unread({ session }: { session: DeviceSession }) {
  const { device, board } = session;
  const width = useView(session, (state) => state.width);
  const [offset, setOffset] = useState(0n);
  const [size, setSize] = useState(4n);
  const [problem, setProblem] = useState<Problem>();
  const [reading, setReading] = useState(false);
  const step = BigInt(width / 8);
  const whole = size + ((step - (size % step)) % step);
  const inside = offset + whole <= device.size && offset % step === 0n;
  const read = () => {
    setProblem(undefined);
    setReading(true);
    session
      .ask({ offset, size: whole }, width)
      .then(
        () => session.view.setState((state) => withCaret(state, device.size, offset, false)),
        (thrown) => setProblem(problemOf(thrown)),
      )
      .finally(() => setReading(false));
  };
  const place = { board, device: device.name, eye: 'device', content: 'registers', offset, width } as const;
  return (
    <div className="unread">
      <div className="unread-inside">
        <Icon name="eye-closed" />
        <h2>{device.name} has not been read</h2>
        <p className="muted">
          Neither a plan nor the device tree says whether <span className="mono">{hex(device.address)}</span> is memory
          or registers. Reading a register can have effects: it may clear a flag, take a word out of a FIFO, or hang the
          bus of logic that is not programmed. So nothing is read until you say so.
        </p>
        {problem !== undefined && <ProblemBanner problem={problem} />}
        <fieldset className="unread-ask" disabled={!session.reachable}>
          <legend>Read once</legend>
          <div className="row row-wrap">
            <NumberField
              label="Offset"
              inline
              unit="address"
              value={offset}
              max={device.size - 1n}
              onNumber={setOffset}
              className="unread-number"
            />
            <NumberField
              label="Size"
              inline
              unit="size"
              value={size}
              min={1n}
              max={device.size < largestAsk ? device.size : largestAsk}
              onNumber={setSize}
              className="unread-number"
            />
            <ToggleGroup
              label="Width of an access in bits"
              value={String(width)}
              options={widthOptions}
              onValue={(text) =>
                session.view.setState((state) => withShape(state, device.size, { width: Number(text) as Width }))
              }
            />
          </div>
          <div className="row row-wrap">
            <Button icon="eye" onClick={read} disabled={reading || !inside || !session.reachable}>
              {reading ? 'Reading…' : 'Read once'}
            </Button>
            <span className="small muted grow">
              {inside
                ? `${whole / step} ${whole === step ? 'access' : 'accesses'} of ${width} bits, past the cache, at ${hex(device.address + offset)}. Nothing else is read.`
                : offset % step !== 0n
                  ? `The offset is not a multiple of ${step}, the bytes of one access.`
                  : 'The range reaches past the end of the device.'}
            </span>
            <CopyCommand command={readCommand(place, whole)} />
          </div>
        </fieldset>
        <div className="unread-memory">
          <Button
            kind="primary"
            disabled={!session.reachable}
            onClick={() => session.view.setState({ saidMemory: true, eye: device.cached ? 'cpu' : 'device' })}
          >
            This is memory
          </Button>
          <span className="small muted">
            For this window, until the board starts again: it is read as you scroll. A plan that says{' '}
            <code>content: memory</code> says it for good.
          </span>
        </div>
      </div>
    </div>
  );
}
