/** Live looking: on or off, how often, and how often it really is. */
import { useEffect, useState } from 'react';
import { liveRates } from '../../contract/settings.ts';
import { Dialog } from '../components/dialog.tsx';
import { Select } from '../components/select.tsx';
import { Switch } from '../components/switch.tsx';
import type { DeviceSession } from './device-session.ts';
import type { LiveRate } from './live-watch.ts';
import { useChanges, useView } from './use-session.ts';

const rates = liveRates.map((rate) => ({ value: String(rate), label: `${rate} Hz` }));

export function LiveControl({ session, disabled }: { session: DeviceSession; disabled: boolean }) {
  const live = useView(session, (state) => state.live);
  const rate = useView(session, (state) => state.rate);
  const width = useView(session, (state) => state.width);
  const [asking, setAsking] = useState(false);
  const set = (to: boolean) => session.view.setState({ live: to, liveProblem: undefined });
  return (
    <div className="row live-control">
      <Switch
        label="Live"
        checked={live}
        disabled={disabled}
        onChecked={(to) => (to && session.content !== 'memory' ? setAsking(true) : set(to))}
      />
      <Select
        label="Looks a second"
        labelUnseen
        value={String(rate)}
        options={rates}
        disabled={disabled}
        onValue={(text) => session.view.setState({ rate: Number(text) as LiveRate })}
      />
      {asking && (
        <Dialog
          title={`Read registers of ${session.device.name} ${rate} times a second?`}
          about={`Board ${session.board}, device ${session.device.name}: every register on the screen.`}
          confirm={{
            label: 'Read live',
            kind: 'danger',
            run() {
              set(true);
              session.view.setState({ asked: true });
              setAsking(false);
            },
          }}
          onClose={() => setAsking(false)}
        >
          <p>
            Each register in view is read with one access of {width} bits, {rate} times a second, for as long as this is
            on. A read can clear a flag or take a word out of a FIFO, so another program may miss it.
          </p>
        </Dialog>
      )}
    </div>
  );
}

/** How the live view goes, and when the screen was looked at last. */
export function LookedAt({ session }: { session: DeviceSession }) {
  const live = useView(session, (state) => state.live);
  useChanges(session, 500);
  useSeconds(live);
  const at = session.source.lookedAt(session.visible());
  const said = live && session.reachable ? session.live.said() : undefined;
  return (
    <span className="looked-at muted">
      {said !== undefined && <span className={`live-said live-said-${said.tone}`}>{said.text}</span>}
      {at !== undefined && <span>read {timeText(new Date(session.epoch + at))}</span>}
      {session.source.busy && <span>reading…</span>}
    </span>
  );
}

/** Silence is no change that would draw it again. */
function useSeconds(running: boolean): void {
  const [, again] = useState(0);
  useEffect(() => {
    if (!running) return;
    const timer = setInterval(() => again((count) => count + 1), 1000);
    return () => clearInterval(timer);
  }, [running]);
}

/** `14:03:07` in the local time. */
export function timeText(date: Date): string {
  const two = (value: number) => String(value).padStart(2, '0');
  return `${two(date.getHours())}:${two(date.getMinutes())}:${two(date.getSeconds())}`;
}
