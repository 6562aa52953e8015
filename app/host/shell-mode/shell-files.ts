/**
 * A board's files, in the shape of remote-helper/board-files.ts, over a root shell. Questions that are asked in one turn of the
 * event loop share a round trip.
 */
import { randomBytes } from 'node:crypto';
import type { BoardFiles, CharacterDevice } from '../../../remote-helper/board-files.ts';
import { problem } from '../../../remote-helper/rpc/problem.ts';
import { shellQuote } from '../ssh/shell-quote.ts';
import { errnoIn } from './errno-words.ts';
import { type Answers, keyOf, lookFunctions, parseAnswers, type Question, questionScript } from './look-script.ts';
import type { Shell } from './root-shell.ts';

interface Asked {
  readonly question: Question;
  readonly answer: PromiseWithResolvers<Buffer | undefined>;
}

export class ShellFiles implements BoardFiles {
  readonly root = '';
  readonly #shell: Shell;
  readonly #known: Answers;
  /** What was asked and is not known, while nothing is to be asked of the board. */
  readonly #missing: Map<string, Question> | undefined;
  #asked: Asked[] = [];

  constructor(shell: Shell, known: Answers = new Map(), missing?: Map<string, Question>) {
    this.#shell = shell;
    this.#known = known;
    this.#missing = missing;
  }

  /**
   * What `read`, which changes nothing, makes of the board, in a few round trips whatever it asks for: `script` (of the functions
   * of look-script.ts) fetches what is foreseen; then `read` runs, told that all else is not there, and again with that fetched,
   * until it asks for nothing new. Throws what `read` throws in the end.
   */
  static async settle<T>(
    shell: Shell,
    script: string,
    read: (files: ShellFiles) => Promise<T>,
    signal?: AbortSignal,
  ): Promise<T> {
    const known: Answers = new Map();
    for (let next = script; ; ) {
      const marker = randomBytes(16).toString('hex');
      const { output } = await shell.run(`${lookFunctions(marker)}${next}`, { signal });
      for (const [key, answer] of parseAnswers(output, marker)) known.set(key, answer);
      const missing = new Map<string, Question>();
      const done = await read(new ShellFiles(shell, known, missing)).then(
        (value) => ({ value }),
        (thrown: unknown) => ({ thrown }),
      );
      if (missing.size === 0) {
        if ('thrown' in done) throw done.thrown;
        return done.value;
      }
      next = [...missing.values()].map(questionScript).join('');
      // Whatever the board leaves unanswered is not there: it must not be asked for again and again.
      for (const key of missing.keys()) known.set(key, undefined);
    }
  }

  /** There is no path of a board's file for this process. */
  at(path: string): string {
    return path;
  }

  async bytes(path: string): Promise<Buffer | undefined> {
    return await this.#ask({ kind: 'file', path });
  }

  async text(path: string): Promise<string | undefined> {
    return (await this.bytes(path))?.toString('utf8').replace(/\n$/, '');
  }

  async list(path: string): Promise<string[]> {
    const { folders, files } = await this.entries(path);
    return [...folders, ...files].sort();
  }

  async entries(path: string): Promise<{ folders: string[]; files: string[] }> {
    const lines = linesOf(await this.#ask({ kind: 'folder', path }));
    const of = (letter: string) => lines.filter((line) => line.startsWith(letter)).map((line) => line.slice(1));
    return { folders: of('d').sort(), files: of('f').sort() };
  }

  async link(path: string): Promise<string | undefined> {
    return linesOf(await this.#ask({ kind: 'link', path }))[0];
  }

  async real(path: string): Promise<string | undefined> {
    return linesOf(await this.#ask({ kind: 'real', path }))[0];
  }

  async characterDevice(path: string): Promise<CharacterDevice | undefined> {
    return parseDevice(linesOf(await this.#ask({ kind: 'device', path }))[0] ?? '');
  }

  async mayRun(path: string): Promise<boolean> {
    const slash = path.lastIndexOf('/');
    const names = linesOf(await this.#ask({ kind: 'programs', path: path.slice(0, slash) || '/' }));
    return names.includes(path.slice(slash + 1));
  }

  async freeBytes(path: string): Promise<bigint | undefined> {
    const lines = linesOf(await this.#ask({ kind: 'room', path }));
    // POSIX df -P: blocks, used, available, capacity.
    const available = /\s\d+\s+\d+\s+(\d+)\s+(?:\d+%|-)\s/.exec(lines.at(-1) ?? '')?.[1];
    return available === undefined ? undefined : BigInt(available) * 1024n;
  }

  async output(program: string, args: readonly string[]): Promise<string | undefined> {
    return (await this.#ask({ kind: 'output', words: [program, ...args] }))?.toString('utf8');
  }

  async writeValue(path: string, text: string): Promise<void> {
    const p = shellQuote(path);
    const script = `[ -e ${p} ] || { echo 'No such file or directory'; exit 1; }
printf '%s\\n' ${shellQuote(text)} | { cat >${p}; } 2>&1`;
    const { status, output } = await this.#shell.run(script);
    if (status === 0) return;
    const said = output.toString('utf8').trim();
    throw Object.assign(new Error(said), { code: errnoIn(said) ?? 'EIO' });
  }

  async #ask(question: Question): Promise<Buffer | undefined> {
    const key = keyOf(question);
    if (this.#known.has(key)) return this.#known.get(key);
    if (this.#missing !== undefined) {
      this.#missing.set(key, question);
      return undefined;
    }
    const asked: Asked = { question, answer: Promise.withResolvers() };
    if (this.#asked.length === 0) setImmediate(() => this.#flush());
    this.#asked.push(asked);
    return await asked.answer.promise;
  }

  #flush(): void {
    const asked = this.#asked;
    this.#asked = [];
    const marker = randomBytes(16).toString('hex');
    const script = asked.map(({ question }) => questionScript(question)).join('');
    this.#shell.run(`${lookFunctions(marker)}${script}`).then(
      ({ output }) => {
        const answers = parseAnswers(output, marker);
        for (const { question, answer } of asked) {
          const key = keyOf(question);
          if (answers.has(key)) answer.resolve(answers.get(key));
          else
            answer.reject(problem('shell.no-answer', `The board's shell did not answer what it was asked (${key}).`));
        }
      },
      (thrown) => {
        for (const { answer } of asked) answer.reject(thrown);
      },
    );
  }
}

function linesOf(bytes: Buffer | undefined): string[] {
  return bytes === undefined ? [] : bytes.toString('utf8').split('\n').filter(Boolean);
}

/** A line of `ls -ln`: `crw-rw---- 1 0 998 243, 0 Jan 1 00:00 /dev/uiomem0`. */
export function parseDevice(line: string): CharacterDevice | undefined {
  const match = /^(c\S{9})\S*\s+\d+\s+(\d+)\s+(\d+)\s+(\d+),\s*(\d+)\s/.exec(line);
  if (match === null) return undefined;
  const [, mode = '', uid, gid, major, minor] = match;
  return { mode, uid: Number(uid), gid: Number(gid), major: Number(major), minor: Number(minor) };
}
