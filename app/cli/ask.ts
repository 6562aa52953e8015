/** Asking a person: by the program in SSH_ASKPASS, as ssh(1) does, or on the terminal; a secret is not shown. */
import { execFile } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { ReadStream } from 'node:tty';
import { promisify } from 'node:util';

interface How {
  /** What is typed may be seen. */
  readonly echo: boolean;
  readonly signal: AbortSignal;
}

/** Undefined when nobody can be asked, or the answer was refused. */
export async function ask(prompt: string, how: How): Promise<string | undefined> {
  const { SSH_ASKPASS: program, SSH_ASKPASS_REQUIRE: require } = process.env;
  const byProgram = program !== undefined && program !== '' && require !== 'never';
  if (byProgram && (require === 'force' || require === 'prefer')) return await askProgram(program, prompt, how.signal);
  let terminal: number;
  try {
    terminal = openSync('/dev/tty', 'r+');
  } catch {
    return byProgram ? await askProgram(program, prompt, how.signal) : undefined;
  }
  try {
    return await askTerminal(terminal, prompt, how);
  } finally {
    closeSync(terminal);
  }
}

async function askProgram(program: string, prompt: string, signal: AbortSignal): Promise<string | undefined> {
  try {
    const { stdout } = await promisify(execFile)(program, [prompt], { signal });
    return stdout.split('\n')[0] ?? '';
  } catch {
    return undefined;
  }
}

function askTerminal(terminal: number, prompt: string, { echo, signal }: How): Promise<string | undefined> {
  const input = new ReadStream(terminal);
  return new Promise<string | undefined>((resolve) => {
    let typed = '';
    const finish = (answer: string | undefined) => {
      signal.removeEventListener('abort', cancel);
      input.setRawMode(false);
      process.stderr.write('\n');
      input.removeAllListeners('data');
      input.pause();
      resolve(answer);
    };
    const cancel = () => finish(undefined);
    // First: who answers as soon as the prompt is there must not see it either.
    input.setRawMode(true).setEncoding('utf8');
    process.stderr.write(prompt);
    signal.addEventListener('abort', cancel, { once: true });
    input.on('data', (text: string) => {
      for (const character of text) {
        if (character === '\r' || character === '\n') return finish(typed);
        // In raw mode the terminal sends no signal by itself.
        if (character === '\u0003') {
          process.kill(process.pid, 'SIGINT');
          return finish(undefined);
        }
        if (character === '\u0004') return finish(undefined);
        if (character === '\u007f' || character === '\b') {
          if (echo && typed !== '') process.stderr.write('\b \b');
          typed = typed.slice(0, -1);
        } else if (character >= ' ') {
          typed += character;
          if (echo) process.stderr.write(character);
        }
      }
    });
  });
}
