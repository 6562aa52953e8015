/** Shells on boards, and serial consoles. */
import type { Handlers } from '../../../remote-helper/rpc/contract.ts';
import type { terminalContract } from '../../contract/terminal.ts';
import { OpenTerminals } from '../terminal/open-terminals.ts';
import { runSerialConsole } from '../terminal/serial-console.ts';
import { serialPorts } from '../terminal/serial-ports.ts';
import { runShell } from '../terminal/shell.ts';
import { type HostParts, sessionOf } from './parts.ts';

export function terminalProcedures(parts: HostParts): Handlers<typeof terminalContract> {
  const open = new OpenTerminals();
  return {
    'terminal.shell': async ({ terminal, size, ...where }, call) => {
      using place = open.take(terminal);
      const { connection } = await sessionOf(parts, where, call.signal, (stage, text, about) =>
        call.progress({ stage, text, ...about }),
      );
      const { code, signal } = await runShell(connection, size, call, (resize) => place.follow(resize));
      return { ...(code !== undefined && { code }), ...(signal !== undefined && { signal }) };
    },
    'terminal.resize': async ({ terminal, ...size }) => {
      open.resize(terminal, size);
      return {};
    },
    'serial.list': async () => await serialPorts(),
    'serial.open': async ({ terminal, ...settings }, call) => {
      using _place = open.take(terminal);
      return await runSerialConsole(settings, call);
    },
  };
}
