/**
 * Where words turn up: in the arguments and environments of processes while something runs, and in files afterwards, on this
 * machine and on a board. Each word is looked for as it is, in base64 and in hexadecimal.
 */
import { execFile } from 'node:child_process';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { writableRoots } from './boards.ts';

/** Words by what they are. */
export type Words = Readonly<Record<string, string>>;

type Shell = (command: string, input?: string) => Promise<string>;

function formsOf(word: string): string[] {
  const bytes = Buffer.from(word);
  // The last characters of base64 depend on what follows.
  const base64 = bytes.toString('base64').replace(/=+$/, '');
  return [word, base64.slice(0, base64.length - (bytes.length % 3 === 0 ? 0 : 1)), bytes.toString('hex')];
}

/** The names of the words that a text holds, in any form. */
export function wordsIn(words: Words, text: string): string[] {
  return Object.entries(words).flatMap(([name, word]) =>
    formsOf(word).some((form) => text.includes(form)) ? [name] : [],
  );
}

const patterns = (words: Words) => `${Object.values(words).flatMap(formsOf).join('\n')}\n`;

/** Looks at the processes of this machine, again and again, until it is disposed. */
export class ProcessWatch implements AsyncDisposable {
  readonly #words: Words;
  readonly #found = new Set<string>();
  readonly #ended: Promise<void>;
  #looks = 0;
  #ending = false;

  constructor(words: Words) {
    this.#words = words;
    this.#ended = this.#look();
  }

  /** `NAME in cmdline of COMMAND`, in order. */
  get found(): string[] {
    return [...this.#found].sort();
  }

  /** How often every process was looked at. */
  get looks(): number {
    return this.#looks;
  }

  async #look(): Promise<void> {
    for (; !this.#ending; this.#looks += 1) {
      // This one knows the words by right.
      const others = (await readdir('/proc')).filter((each) => /^\d+$/.test(each) && Number(each) !== process.pid);
      for (const pid of others) {
        for (const where of ['cmdline', 'environ']) {
          const text = await readFile(`/proc/${pid}/${where}`, 'latin1').catch(() => '');
          for (const name of wordsIn(this.#words, text)) {
            const program = (await readFile(`/proc/${pid}/comm`, 'utf8').catch(() => 'ended\n')).trim();
            this.#found.add(`${name} in ${where} of ${program}`);
          }
        }
      }
      await sleep(20);
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#ending = true;
    await this.#ended;
  }
}

/** Regular files below `folders` that changed since `stamp` did and hold a word, but for those below `except`. */
export async function filesWith(
  words: Words,
  folders: readonly string[],
  { stamp, except, scratch }: { readonly stamp: string; readonly except: readonly string[]; readonly scratch: string },
): Promise<string[]> {
  const list = join(scratch, 'patterns');
  await writeFile(list, patterns(words), { mode: 0o600 });
  const leaveOut = [scratch, ...except].flatMap((path) => ['-path', path, '-prune', '-o']);
  const newer = ['(', '-newer', stamp, '-o', '-cnewer', stamp, ')'];
  const grep = ['-exec', 'grep', '-laF', '-f', list, '{}', '+'];
  const args = [...folders, ...leaveOut, '-type', 'f', ...newer, ...grep];
  // grep that finds nothing, or a file that is gone meanwhile, is no fault of the search.
  const text = await new Promise<string>((resolve) => {
    execFile('find', args, { maxBuffer: 1 << 24 }, (_, stdout) => resolve(stdout));
  });
  return text.split('\n').filter(Boolean).sort();
}

/** On the board, below a folder that only root can look into. */
const boardFolder = '/run/word-search';

/** Has the board look at its processes until {@link foundOnBoard}. */
export async function watchBoard(shell: Shell, words: Words): Promise<void> {
  await shell(`umask 077; mkdir ${boardFolder}; cat >${boardFolder}/words`, patterns(words));
  // busybox's grep ends a line at a zero. All at once first, since a process a file is slow there.
  const script = `renice -n 19 $$
cd ${boardFolder}; : >found
while [ ! -e end ]; do
  if cat /proc/[0-9]*/cmdline /proc/[0-9]*/environ 2>/dev/null | tr '\\0' '\\n' | grep -qFf words; then
    for file in /proc/[0-9]*/cmdline /proc/[0-9]*/environ; do
      tr '\\0' '\\n' <$file | grep -qFf words && echo $file >>found
    done 2>/dev/null
  fi
  echo >>looks
  sleep 1
done
touch ended
`;
  await shell(`cat >${boardFolder}/look; setsid sh ${boardFolder}/look >/dev/null 2>&1 </dev/null &`, script);
}

/** What was found on the board: `processes` in whose arguments or environment, `files` written since {@link watchBoard}, `log` of the kernel. */
export async function foundOnBoard(shell: Shell) {
  const looks = `cd ${boardFolder}; touch end; while [ ! -e ended ]; do sleep 0.2; done; wc -l <looks; sort -u found`;
  const [count = '', ...processes] = (await shell(looks)).split('\n').filter(Boolean);
  const each = `tr '\\0' '\\n' <"$file" | grep -qFf ${boardFolder}/words && echo "$file"`;
  const search = `${writableRoots}; find $roots -xdev -path ${boardFolder} -prune -o -type f -newer ${boardFolder}/words -print | sort -u | while read -r file; do ${each}; done; :`;
  const files = (await shell(search)).split('\n').filter(Boolean);
  const log = await shell(`dmesg | grep -aFf ${boardFolder}/words; :`);
  return { looks: Number(count), processes, files, log };
}
