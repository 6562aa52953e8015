/** `serial …`: serial ports of this machine, and a console on one. */
import { randomUUID } from 'node:crypto';
import { problem } from '../../../remote-helper/rpc/problem.ts';
import type { SerialPortFound, SerialSettings } from '../../contract/terminal.ts';
import { serialSettings } from '../../contract/terminal.ts';
import { attach, refuseJson } from '../attached-terminal.ts';
import type { Arguments, Command } from '../command.ts';
import { printable } from '../printable.ts';
import { table } from '../table.ts';
import { controlRightBracket } from '../way-back.ts';

function row({ path, maker, vendorId, productId, serialNumber, stablePath }: SerialPortFound): string[] {
  const ids = vendorId === undefined ? '' : `${vendorId}:${productId ?? '?'}`;
  return [path, maker ?? '', ids, serialNumber ?? '', stablePath ?? ''].map(printable);
}

/** Throws `usage.serial`. */
function settings({ positionals: [path = ''], option }: Arguments): SerialSettings {
  const read = serialSettings.safeParse({
    path,
    baudRate: Number(option('baud') ?? 115_200),
    dataBits: Number(option('data-bits') ?? 8),
    parity: option('parity') ?? 'none',
    stopBits: Number(option('stop-bits') ?? 1),
    flowControl: option('flow') ?? 'none',
  });
  if (read.success) return read.data;
  throw problem(
    'usage.serial',
    `--baud is a whole number from 50 to 4000000, not ${JSON.stringify(option('baud') ?? path)}.`,
    {
      hint: 'Consoles of boards most often have 115200, 921600 or 9600.',
      data: { baud: option('baud') },
    },
  );
}

export const serialCommands: readonly Command[] = [
  {
    words: 'serial list',
    about: 'List the serial ports of the machine that the host runs on.',
    example: 'uiomem-studio serial list',
    positionals: [],
    async run({ client, note }) {
      const result = await client.call('serial.list', {});
      if (!result.complete) note('udev could not be asked: this is what is in /dev.');
      const { ports } = result;
      const text =
        ports.length === 0
          ? 'No serial port is seen.'
          : table(['PATH', 'MAKER', 'USB', 'SERIAL', 'STABLE NAME'], ports.map(row));
      return { result, text };
    },
  },
  {
    words: 'serial open',
    about: 'Use a serial port as a console. Ctrl-] leaves it.',
    example: 'uiomem-studio serial open /dev/ttyUSB0 --baud 115200',
    positionals: ['PATH'],
    options: {
      baud: { value: 'RATE', about: 'bits per second; otherwise 115200' },
      'data-bits': { value: 'COUNT', about: 'otherwise 8', choices: ['5', '6', '7', '8'] },
      parity: { value: 'PARITY', about: 'otherwise none', choices: ['none', 'even', 'odd'] },
      'stop-bits': { value: 'COUNT', about: 'otherwise 1', choices: ['1', '2'] },
      flow: { value: 'CONTROL', about: 'otherwise none', choices: ['none', 'rts/cts', 'xon/xoff'] },
    },
    async run(context, args) {
      refuseJson(args);
      const { client, note, terminal: user } = context;
      const chosen = settings(args);
      const onOpen = () => {
        if (user.size() !== undefined) note(`${chosen.path} is open with ${chosen.baudRate} baud. Ctrl-] leaves it.`);
      };
      await attach(context, { wayBack: controlRightBracket(), onOpen }, (attached) =>
        client.call('serial.open', { ...chosen, terminal: randomUUID() }, attached),
      );
      return { result: {}, text: '' };
    },
  },
];
