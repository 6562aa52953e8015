/**
 * What this workstation knows of the newest apply of each boot of a board: a roll back empties the journal on the board, and somebody
 * may want to report it all the same. One file a boot in the folder of what is left of use.
 */
import { mkdir, readdir, readFile, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import writeFileAtomic from 'write-file-atomic';
import { type Account, account } from '../../plan/report/account.ts';
import { stateFolder } from '../window/state-folder.ts';

/** Boots; the oldest are forgotten. */
const most = 40;

/** As /proc/sys/kernel/random/boot_id has it: it comes from a board and becomes the name of a file. */
const bootIdForm = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

export class KeptAccounts {
  readonly #folder: () => string;

  constructor(folder = () => join(stateFolder(), 'applied')) {
    this.#folder = folder;
  }

  /** Undefined where nothing is known, also when the file cannot be understood: another version may have written it. */
  async read(bootId: string): Promise<Account | undefined> {
    const file = this.#fileOf(bootId);
    if (file === undefined) return undefined;
    try {
      return account.parse(JSON.parse(await readFile(file, 'utf8')));
    } catch {
      return undefined;
    }
  }

  /** Never rejects: the work that it is about is done, whatever becomes of the file. */
  async keep(kept: Account): Promise<void> {
    const file = this.#fileOf(kept.bootId);
    if (file === undefined || addsNothing(kept, await this.read(kept.bootId))) return;
    try {
      await mkdir(this.#folder(), { recursive: true, mode: 0o700 });
      await writeFileAtomic(file, `${JSON.stringify(kept)}\n`, { mode: 0o600 });
      await this.#tidy();
    } catch {
      // Its report then knows what the journal does.
    }
  }

  #fileOf(bootId: string): string | undefined {
    return bootIdForm.test(bootId) ? join(this.#folder(), `${bootId}.json`) : undefined;
  }

  async #tidy(): Promise<void> {
    const names = (await readdir(this.#folder())).filter((name) => bootIdForm.test(name.replace(/\.json$/, '')));
    if (names.length <= most) return;
    const files = names.map((name) => join(this.#folder(), name));
    const aged = await Promise.all(files.map(async (file) => ({ file, at: (await stat(file)).mtimeMs })));
    for (const { file } of aged.sort((a, b) => b.at - a.at).slice(most)) await rm(file, { force: true });
  }
}

/** Pure. An apply that found the board as planned already does not hide the one that made it so. */
function addsNothing(kept: Account, before: Account | undefined): boolean {
  return (
    before !== undefined &&
    kept.outcome === 'applied' &&
    kept.rollBack === undefined &&
    kept.steps.every(({ where }) => where === 'workstation') &&
    before.outcome === 'applied' &&
    before.rollBack === undefined &&
    before.plan.sha256 === kept.plan.sha256
  );
}
