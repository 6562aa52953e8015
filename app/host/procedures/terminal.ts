/** Shells on boards, commands of the tool on this machine, and serial consoles. */
import type { Handlers } from '../../../remote-helper/rpc/contract.ts';
import { problemOf } from '../../../remote-helper/rpc/problem.ts';
import type { terminalContract } from '../../contract/terminal.ts';
import { commandWords } from '../../contract/workstation-command.ts';
import { OpenTerminals } from '../terminal/open-terminals.ts';
import { ownCommand } from '../terminal/own-command.ts';
import { tryPseudoTerminal } from '../terminal/pseudo-terminal.ts';
import { runCommand } from '../terminal/run-command.ts';
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
    'terminal.command': async ({ command, terminal, size }, call) => {
      using place = open.take(terminal);
      return await runCommand(ownCommand(commandWords(command)), size, call, (resize) => place.follow(resize));
    },
    'terminal.commandsHere': async () => {
      try {
        ownCommand([]);
        await tryPseudoTerminal();
        return {};
      } catch (thrown) {
        return { lacking: problemOf(thrown) };
      }
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
