/** A serial console: a port of the machine that the host runs on. */
import { useState } from 'react';
import type { Client } from '../../../remote-helper/rpc/contract.ts';
import type { SerialSettings } from '../../contract/terminal.ts';
import type { HostContract } from '../../contract.ts';
import { Banner, ProblemBanner } from '../components/banner.tsx';
import { Button } from '../components/button.tsx';
import { CopyCommand } from '../components/command-line.tsx';
import { serialCommand } from '../copied-commands/workstation.ts';
import { useHost, useShell } from '../host/host-context.tsx';
import { LiveTerminal, type Run } from './live-terminal.ts';
import { SerialForm, usualSettings } from './serial-form.tsx';
import { TerminalView } from './terminal-view.tsx';
import { liveTerminal, serialKey, useTerminalState } from './terminals.ts';

export interface SerialPanelProps {
  /** Its number. The panel may come and go; `closeTerminal(serialKey(…))` closes the port. */
  readonly terminal: string;
}

/** How each was set last, for as long as the window lives. */
const settingsBefore = new Map<string, SerialSettings>();

export default function SerialPanel({ terminal }: SerialPanelProps) {
  const host = useHost();
  const { mac } = useShell();
  const key = serialKey(terminal);
  const name = `Serial console ${terminal}`;
  const live = liveTerminal(key, () => new LiveTerminal(key, mac));
  const { phase } = useTerminalState(key);
  const [settings, setSettings] = useState(settingsBefore.get(key) ?? usualSettings);
  const isOpen = phase.kind === 'opening' || phase.kind === 'running';
  const open = () => {
    settingsBefore.set(key, settings);
    void live.start(portOn(host, settings));
    live.screen.focus();
  };
  const close = isOpen && (
    <Button icon="debug-disconnect" onClick={() => live.stop()}>
      Close
    </Button>
  );
  return (
    <TerminalView
      name={name}
      terminalKey={key}
      live={live}
      status={isOpen ? `${settings.path}, ${settings.baudRate} baud` : 'Closed'}
      actions={
        <>
          {close}
          <CopyCommand command={serialCommand(settings)} />
        </>
      }
      notice={
        !isOpen && (
          <>
            <SerialForm settings={settings} onSettings={setSettings} onOpen={open} />
            {phase.kind === 'failed' && <ProblemBanner problem={phase.problem} tone="warn" />}
            {phase.kind === 'ended' && <Banner tone="info" title={`${settings.path} was closed.`} />}
          </>
        )
      }
    />
  );
}

function portOn(host: Client<HostContract>, settings: SerialSettings): Run {
  return {
    async open({ id, ...parts }) {
      await host.call('serial.open', { ...settings, terminal: id }, parts);
      return { words: 'The port was closed.' };
    },
  };
}
