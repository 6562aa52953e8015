/**
 * A small shell for the scripted host, and a serial port behind which it is too. It echoes, edits nothing but the end of a line, and
 * knows: `echo TEXT`, `size`, `exit N`, `flood MIB`, `colours`, `print TEXT` (with \e as the escape).
 */
import type { Handlers, ServerCall } from '../../../remote-helper/rpc/contract.ts';
import { ProblemError, problem } from '../../../remote-helper/rpc/problem.ts';
import type { SerialPortFound, TerminalSize } from '../../contract/terminal.ts';
import type { HostContract } from '../../contract.ts';

type Call = Pick<ServerCall<HostContract['terminal.shell']>, 'signal' | 'upload' | 'item'>;

/** Thrown out of a shell that is to end. */
class Exit {
  readonly code: number;

  constructor(code: number) {
    this.code = code;
  }
}

export class ScriptedTerminals {
  /** By id, the size as it was told last. */
  readonly sizes = new Map<string, TerminalSize>();
  /** All keys that came, of all terminals. */
  received = '';
  ports: readonly SerialPortFound[] = [
    { path: '/dev/ttyUSB0', maker: 'FTDI', vendorId: '0403', productId: '6001', serialNumber: 'A5XK3RJT' },
    { path: '/dev/ttyACM0', maker: 'Evil\u001b[2J\u202eCorp' },
  ];
  complete = true;
  /** Ends whatever runs, as a lost link does. */
  cut = Promise.withResolvers<never>();

  constructor() {
    this.cut.promise.catch(() => {});
  }

  loseLink(): void {
    this.cut.reject(
      problem('link.lost', 'The connection to zynq ended: it has sent nothing for 9 s. The shell ends with it.', {
        hint: 'Open a new shell once the board can be reached.',
      }),
    );
    this.cut = Promise.withResolvers();
    this.cut.promise.catch(() => {});
  }

  handlers(): Pick<Handlers<HostContract>, 'terminal.shell' | 'terminal.resize' | 'serial.list' | 'serial.open'> {
    return {
      'terminal.shell': async ({ terminal, size }, call) => {
        if (size !== undefined) this.sizes.set(terminal, size);
        return { code: await this.#shell(terminal, call) };
      },
      'terminal.resize': async ({ terminal, ...size }) => {
        this.sizes.set(terminal, size);
        return {};
      },
      'serial.list': async () => ({ ports: [...this.ports], complete: this.complete }),
      'serial.open': async ({ terminal, path }, call) => {
        if (!this.ports.some((port) => port.path === path)) {
          throw problem('serial.not-there', `There is no serial port ${path}.`, { hint: 'Is the adapter plugged in?' });
        }
        await this.#shell(terminal, call);
        throw new ProblemError({ id: 'serial.gone', message: `${path} is gone: its device file is gone.` });
      },
    };
  }

  async #shell(terminal: string, { upload, item, signal }: Call): Promise<number> {
    const say = (text: string) => item({}, new TextEncoder().encode(text));
    const stopped = new Promise<never>((_resolve, reject) => {
      signal.addEventListener('abort', () => reject(signal.reason), { once: true });
    });
    const serve = async () => {
      await item({});
      await say('$ ');
      let line = '';
      const decoder = new TextDecoder();
      for await (const bytes of upload) {
        const text = decoder.decode(bytes, { stream: true });
        this.received += text;
        for (const character of text) {
          if (character === '\r' || character === '\n') {
            await say('\r\n');
            await this.#run(terminal, line.trim(), say);
            line = '';
            await say('$ ');
          } else if (character === '\u0003') {
            line = '';
            await say('^C\r\n$ ');
          } else if (character >= ' ') {
            line += character;
            await say(character);
          }
        }
      }
    };
    try {
      await Promise.race([serve(), stopped, this.cut.promise]);
    } catch (thrown) {
      if (thrown instanceof Exit) return thrown.code;
      throw thrown;
    }
    return 0;
  }

  async #run(terminal: string, line: string, say: (text: string) => Promise<void>): Promise<void> {
    const [word = '', ...rest] = line.split(' ');
    const text = rest.join(' ');
    switch (word) {
      case '':
        return;
      case 'echo':
        return await say(`${text}\r\n`);
      case 'size': {
        const { columns, rows } = this.sizes.get(terminal) ?? { columns: 0, rows: 0 };
        return await say(`${columns} ${rows}\r\n`);
      }
      case 'exit':
        throw new Exit(Number(text));
      case 'print':
        return await say(`${text.replaceAll('\\e', '\u001b').replaceAll('\\a', '\u0007')}\r\n`);
      case 'colours': {
        const numbers = Array.from({ length: 16 }, (_, index) => index);
        return await say(
          numbers.map((each) => `\u001b[${each < 8 ? 30 + each : 82 + each}mcolour ${each}\u001b[0m\r\n`).join(''),
        );
      }
      case 'flood':
        return await flood(Number(text), say);
      default:
        return await say(`${word}: not found\r\n`);
    }
  }
}

/** Numbered lines of 64 bytes with colours in them, in pieces as the host sends them. */
async function flood(mebibytes: number, say: (text: string) => Promise<void>): Promise<void> {
  const perPiece = 512;
  const pieces = (mebibytes * 2 ** 20) / (perPiece * 64);
  for (let piece = 0; piece < pieces; piece += 1) {
    const lines = Array.from({ length: perPiece }, (_, index) => {
      const number = String(piece * perPiece + index).padStart(9, '0');
      return `\u001b[3${(index % 7) + 1}m${number}\u001b[0m ${'abcdefghijklmnopqrstuvwxyz0123456789'.padEnd(43, '.')}\r\n`;
    });
    await say(lines.join(''));
  }
}
