/** `board emulated …`: boards in QEMU. */
import { usualEmulated } from '../../contract/emulated.ts';
import { quote } from '../../plan/quote.ts';
import type { Command } from '../command.ts';
import { printable } from '../printable.ts';
import { parseQuantity } from '../quantity.ts';
import { table } from '../table.ts';

function linkCommand(state: 'up' | 'down', about: string): Command {
  return {
    words: `board emulated link ${state}`,
    about,
    example: `uiomem-studio board emulated link ${state}`,
    positionals: ['[NAME]'],
    async run({ client }, { positionals: [name = usualEmulated] }) {
      const result = await client.call('emulated.link', { name, up: state === 'up' });
      return { result, text: `The network cable of ${name} is ${state === 'up' ? 'plugged in' : 'pulled'}.` };
    },
  };
}

export const emulatedCommands: readonly Command[] = [
  {
    words: 'board emulated up',
    about: 'Boot an emulated board and keep it with its host key. Up already: changes nothing.',
    example: 'uiomem-studio board emulated up second --kernel 6.12 --port 2223',
    positionals: ['[NAME]'],
    options: {
      architecture: { value: 'NAME', about: 'of its processor', choices: ['arm64', 'armhf', 'x86-64'] },
      kernel: {
        value: 'SERIES',
        about: 'Debian’s kernel; 6.1-debug takes overlays at run time and is built from source, in ten minutes',
        choices: ['6.1', '6.12', '6.1-debug'],
      },
      loader: { value: 'LOADER', about: 'U-Boot, which follows /boot, or QEMU itself', choices: ['u-boot', 'direct'] },
      sshd: { value: 'SERVER', about: 'SSH server', choices: ['openssh', 'dropbear'] },
      'no-node': { about: 'a board without node' },
      tools: { about: 'with gcc, make, headers of its kernel, python3 and dkms' },
      'kernel-arguments': {
        value: 'WORDS',
        about: 'for the end of the kernel’s command line, such as "lockdown=integrity"',
      },
      port: { value: 'PORT', about: 'port of 127.0.0.1 that leads to its port 22' },
    },
    async run({ client, signal, progress }, { positionals: [name = usualEmulated], option, has }) {
      const port = option('port');
      const words = option('kernel-arguments')?.split(/\s+/).filter(Boolean);
      const result = await client.call(
        'emulated.up',
        {
          name,
          ...(option('architecture') !== undefined && {
            architecture: option('architecture') as 'arm64' | 'armhf' | 'x86-64',
          }),
          ...(option('kernel') !== undefined && { kernel: option('kernel') as '6.1' | '6.12' | '6.1-debug' }),
          ...(option('loader') !== undefined && { loader: option('loader') as 'u-boot' | 'direct' }),
          ...(option('sshd') !== undefined && { sshd: option('sshd') as 'openssh' | 'dropbear' }),
          ...(has('no-node') && { node: false }),
          ...(has('tools') && { tools: true }),
          ...(words !== undefined && { kernelArguments: words }),
          ...(port !== undefined && { port: Number(parseQuantity(port, 'port')) }),
        },
        { signal, onProgress: ({ text }) => progress(text) },
      );
      const { status, board, started } = result;
      return {
        result,
        text: `${name} is ${started ? 'up' : 'up already'}: Linux ${status.kernel}, ${board.user}@${board.host}:${board.port}.`,
      };
    },
  },
  {
    words: 'board emulated down',
    about: 'Stop an emulated board that the tool started.',
    example: 'uiomem-studio board emulated down',
    positionals: ['[NAME]'],
    async run({ client }, { positionals: [name = usualEmulated] }) {
      const result = await client.call('emulated.down', { name });
      return { result, text: result.stopped ? `${name} is down.` : `${name} was not running.` };
    },
  },
  {
    words: 'board emulated status',
    about: 'List the emulated boards with their files and ports.',
    example: 'uiomem-studio board emulated status --json',
    positionals: [],
    async run({ client }) {
      const result = await client.call('emulated.status', {});
      const rows = result.boards.map(({ name, running, kernel, port, ramFile }) => [
        name,
        running ? 'up' : 'down',
        kernel ?? '',
        port === undefined ? '' : `127.0.0.1:${port}`,
        ramFile ?? '',
      ]);
      return { result, text: table(['NAME', 'STATE', 'KERNEL', 'SSH', 'RAM FILE'], rows) };
    },
  },
  {
    words: 'board emulated needs',
    about:
      'Tell what the start of an emulated board takes of this machine, and what of it is not here. Starts nothing.',
    example: 'uiomem-studio board emulated needs',
    positionals: ['[NAME]'],
    async run({ client, signal }, { positionals: [name = usualEmulated] }) {
      const result = await client.call('emulated.needs', { name }, { signal });
      const rows = result.needs.map(({ what, present, required, detail, remedy }) => [
        present ? 'here' : required ? 'MISSING' : 'not yet',
        what,
        remedy === undefined ? detail : `${detail} ${remedy.text}`,
      ]);
      return { result, text: `${table(['', 'WHAT', ''], rows)}\n\n${result.qemu.map(quote).join(' ')}` };
    },
  },
  {
    words: 'board emulated console',
    about: 'Print what an emulated board wrote to its serial console; with --follow also what comes.',
    example: 'uiomem-studio board emulated console --follow',
    positionals: ['[NAME]'],
    options: { follow: { about: 'go on with what comes, until Ctrl-C or the board’s end' } },
    async run({ client, signal, write }, { positionals: [name = usualEmulated], has }) {
      const follow = has('follow');
      let all = '';
      const result = await client.call(
        'emulated.console',
        { name, follow },
        {
          signal,
          async onItem({ text }) {
            if (follow) await write(Buffer.from(printable(text)));
            else all += text;
          },
        },
      );
      return { result: follow ? result : { text: all }, text: printable(all) };
    },
  },
  {
    words: 'board emulated reboot',
    about: 'Reset an emulated board and wait until it answers again.',
    example: 'uiomem-studio board emulated reboot',
    positionals: ['[NAME]'],
    async run({ client, signal, progress }, { positionals: [name = usualEmulated] }) {
      const result = await client.call(
        'emulated.reboot',
        { name },
        { signal, onProgress: ({ text }) => progress(text) },
      );
      return { result, text: `${name} is up again.` };
    },
  },
  linkCommand('down', 'Pull the network cable of an emulated board, to see what a lost link does.'),
  linkCommand('up', 'Plug the network cable of an emulated board in again.'),
];
