/** Which programs have the devices open that a reload would take from them: asked when somebody wants to know. */
import { useState } from 'react';
import type { Holder } from '../../../remote-helper/contract/device.ts';
import { ProblemBanner } from '../components/banner.tsx';
import { Button } from '../components/button.tsx';
import { printable } from '../components/printable.ts';
import { useHost } from '../host/host-context.tsx';
import { runTask, useFailure, useTask } from '../host/tasks.ts';

export function DeviceHolders({ board, devices }: { board: string; devices: readonly string[] }) {
  const host = useHost();
  const key = `holders:${board}`;
  const task = useTask(key);
  const failure = useFailure(key);
  const [holders, setHolders] = useState<readonly Holder[] | undefined>();
  const ask = () =>
    runTask(key, 'Ask who has devices open', async (signal) => {
      const found: Holder[] = [];
      for (const device of devices) {
        const info = await host.call('device.info', { board, device }, { signal });
        found.push(...info.holders);
      }
      setHolders(found);
    });
  return (
    <>
      <div className="row row-wrap">
        <Button disabled={task !== undefined} onClick={() => void ask()}>
          Ask who has them open
        </Button>
        <span role="status" className="muted">
          {holders?.length === 0 && 'Nobody has one of them open.'}
        </span>
      </div>
      {failure !== undefined && <ProblemBanner problem={failure} />}
      {holders !== undefined && holders.length > 0 && (
        <ul className="form-devices" aria-label="Programs that have them open">
          {holders.map(({ pid, command, device, ours }) => (
            <li key={`${pid} ${device}`}>
              <span className="mono">{device}</span>: <span className="mono">{printable(command)}</span>, process {pid}
              {ours ? ', of this tool: it lets go by itself.' : '. It keeps the module loaded.'}
            </li>
          ))}
        </ul>
      )}
    </>
  );
}
