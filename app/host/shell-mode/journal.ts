/** The journal of applied plans (remote-helper/journal) by plain commands: the same files in the same format. */
import { type Entry, fileName, journalFolders, parseJournal } from '../../../remote-helper/journal/journal.ts';
import { problem } from '../../../remote-helper/rpc/problem.ts';
import { errnoIn } from './errno-words.ts';
import type { Shell } from './root-shell.ts';
import { ShellFiles } from './shell-files.ts';

export class ShellJournal {
  readonly #shell: Shell;

  constructor(shell: Shell) {
    this.#shell = shell;
  }

  /** Entries in order; those of the kept place first. Throws `journal.damaged`. */
  async read(): Promise<Entry[]> {
    return (await this.#texts()).flatMap((text) => parseJournal(text).entries);
  }

  /** Resolves once the entry is on the disk. Throws `journal.not-writable`, `journal.damaged`. */
  async append(entry: Entry): Promise<void> {
    const texts = await this.#texts();
    const line = Buffer.from(`${JSON.stringify(entry)}\n`);
    const reasons: Record<string, string> = {};
    for (const [index, folder] of journalFolders.entries()) {
      const text = texts[index] ?? Buffer.alloc(0);
      const { whole } = parseJournal(text);
      const path = `${folder}/${fileName}`;
      // dd without conv=notrunc cuts the file where it would begin to write.
      const cut = `dd if=/dev/null of=${path} bs=1 seek=${whole} count=0 2>/dev/null`;
      const { status, output } = await this.#shell.run(
        `exec 2>&1
mkdir -p ${folder} || exit 1
${whole < text.length ? cut : ':'}
cat >>${path} || { ${cut}; exit 1; }
sync ${path} ${folder} 2>/dev/null || sync`,
        { input: line },
      );
      if (status === 0) return;
      const said = output.toString('utf8').trim();
      reasons[folder] = errnoIn(said) ?? said;
    }
    const told = Object.entries(reasons).map(([folder, reason]) => `${folder}: ${reason}`);
    throw problem('journal.not-writable', `No place on the board takes the journal (${told.join('; ')}).`, {
      hint: 'EROFS: remount the root file system read-write. ENOSPC: make room. EACCES: it needs root.',
      data: { reasons },
    });
  }

  /** Replaces the journal by nothing. */
  async clear(): Promise<void> {
    const paths = journalFolders.map((folder) => `${folder}/${fileName}`).join(' ');
    await this.#shell.run(`rm -f ${paths}; sync`);
  }

  /** Of each place; empty where there is none. */
  async #texts(): Promise<Buffer[]> {
    const files = new ShellFiles(this.#shell);
    const found = await Promise.all(journalFolders.map((folder) => files.bytes(`${folder}/${fileName}`)));
    return found.map((text) => text ?? Buffer.alloc(0));
  }
}
