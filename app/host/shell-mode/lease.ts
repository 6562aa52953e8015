/**
 * The lease on the board (remote-helper/lease), held by the session's root shell: the same files in the same format, so that
 * helpers and shells of several hosts respect one another.
 */
import { setTimeout as delay } from 'node:timers/promises';
import type { Lease, LeaseHolder } from '../../../remote-helper/contract/lease.ts';
import { held } from '../../../remote-helper/lease/held.ts';
import { identityIn, type ProcessIdentity } from '../../../remote-helper/lease/process-identity.ts';
import { parseTenure, type Tenure, tenureText } from '../../../remote-helper/lease/tenure.ts';
import { problem } from '../../../remote-helper/rpc/problem.ts';
import { errnoIn } from './errno-words.ts';
import type { Shell } from './root-shell.ts';

const folder = '/run/uiomem-studio/lease';
/** Milliseconds between two looks of one who follows it; each is a command on the board. */
const lookEvery = 3_000;

/** Prints the highest number, the boot and the shell's own entry of /proc; then the file's text; all by builtins. */
const look = `n=0
for p in ${folder}/*; do b=\${p##*/}; case $b in *[!0-9]* | '') ;; *) [ "$b" -gt "$n" ] && n=$b ;; esac; done
IFS= read -r boot </proc/sys/kernel/random/boot_id
IFS= read -r self </proc/$$/stat
printf '%s\\n' "$n" "$boot" "$self" "$$"
[ "$n" = 0 ] || while IFS= read -r l; do printf '%s\\n' "$l"; done <${folder}/$n`;

interface Seen {
  readonly number: number;
  readonly bootId: string;
  readonly self: ProcessIdentity | undefined;
  readonly tenure: Tenure | undefined;
}

export class ShellLease {
  readonly #shell: Shell;
  #holder: LeaseHolder = { who: 'somebody', program: 'a shell' };
  #host: string | undefined;
  /** The number that is ours; 0: we never had it, or gave it back. */
  #ours = 0;
  #since = '';

  constructor(shell: Shell) {
    this.#shell = shell;
  }

  async introduce({ host, who, program }: LeaseHolder & { readonly host?: string | undefined }): Promise<Lease> {
    this.#holder = { who, program };
    this.#host = host;
    const seen = await this.#see();
    const now = await this.#state(seen);
    if (now.held === 'ours') {
      const text = tenureText(this.#tenure(seen, this.#since));
      await this.#write(`cat >"$d" && mv -f "$d" ${folder}/${this.#ours}`, text);
    }
    return now;
  }

  async look(): Promise<Lease> {
    return await this.#state(await this.#see());
  }

  /** Takes it when nobody has it, and with `over` also from another. Throws `lease.not-writable`. */
  async take(over: boolean): Promise<Lease> {
    for (let from = over; ; from = false) {
      const seen = await this.#see();
      const now = await this.#state(seen);
      if (now.held === 'ours' || (now.held === 'other' && !from)) return now;
      const since = new Date().toISOString();
      if (!(await this.#follow(seen.number, tenureText(this.#tenure(seen, since))))) continue;
      this.#ours = seen.number + 1;
      this.#since = since;
      return { held: 'ours' };
    }
  }

  async release(): Promise<Lease> {
    const seen = await this.#see();
    if (this.#ours !== 0 && seen.number === this.#ours) await this.#follow(this.#ours, tenureText(undefined));
    this.#ours = 0;
    return await this.look();
  }

  /** To be called before anything of the board is changed. Throws `board.held`, `lease.not-writable`. */
  async beforeChange(): Promise<void> {
    const now = await this.take(false);
    if (now.held === 'other') throw held(now.by, now.since);
  }

  /** Tells each state that differs from the one before, until the signal; rejects with its reason. */
  async watch(tell: (lease: Lease) => Promise<void>, signal: AbortSignal): Promise<void> {
    for (let last = ''; ; ) {
      signal.throwIfAborted();
      const now = await this.look();
      const text = JSON.stringify(now);
      if (text !== last) await tell(now);
      last = text;
      await delay(lookEvery, undefined, { signal });
    }
  }

  async #see(): Promise<Seen> {
    const { output } = await this.#shell.run(look);
    const [number = '0', bootId = '', self = '', pid = '', ...text] = output.toString('utf8').split('\n');
    return {
      number: Number(number),
      bootId,
      self: identityIn(self, Number(pid), bootId),
      tenure: parseTenure(text.join('\n')),
    };
  }

  async #state({ number, bootId, tenure }: Seen): Promise<Lease> {
    if (number === 0) return { held: 'nobody' };
    if (number === this.#ours) return { held: 'ours' };
    if (tenure === undefined || !(await this.#isAlive(tenure.process, bootId))) return { held: 'nobody' };
    // The helper or shell of a lost link of this host, which it cannot reach any more.
    if (tenure.host !== undefined && tenure.host === this.#host && this.#ours === 0) return { held: 'nobody' };
    return { held: 'other', by: tenure.holder, since: tenure.since };
  }

  async #isAlive({ pid, startTime, bootId }: ProcessIdentity, now: string): Promise<boolean> {
    if (bootId !== now || !Number.isSafeInteger(pid)) return false;
    const { output } = await this.#shell.run(`IFS= read -r l </proc/${pid}/stat && printf '%s' "$l"`);
    return identityIn(output.toString('utf8'), pid, now)?.startTime === startTime;
  }

  #tenure({ self }: Seen, since: string): Tenure {
    if (self === undefined) throw problem('lease.not-writable', 'The board shows no /proc, which the lease needs.');
    return { holder: this.#holder, host: this.#host, since, process: self };
  }

  /** Follows on `last`, which was the highest; false when somebody else did so first (link(2) of a whole file tells). */
  async #follow(last: number, text: string): Promise<boolean> {
    const number = last + 1;
    const said = await this.#write(
      `cat >"$d" || { rm -f "$d"; exit 1; }
if ln "$d" ${folder}/${number} 2>/dev/null; then echo won; elif [ -e ${folder}/${number} ]; then echo late; else ln "$d" ${folder}/${number}; rm -f "$d"; exit 1; fi
rm -f "$d"
for p in ${folder}/*; do b=\${p##*/}; case $b in *[!0-9]* | '') ;; *) [ "$b" -lt ${number} ] && rm -f "$p" ;; esac; done
:`,
      text,
    );
    return said.includes('won') && (await this.#see()).number === number;
  }

  /** `script` finds the text on its input and a name of its own for a draft in `$d`. */
  async #write(script: string, text: string): Promise<string> {
    const { status, output } = await this.#shell.run(
      `exec 2>&1
mkdir -p ${folder} || exit 1
d=${folder}/draft.$$
rm -f "$d"
${script}`,
      { input: Buffer.from(text) },
    );
    const said = output.toString('utf8');
    if (status === 0) return said;
    const code = errnoIn(said) ?? said.trim();
    throw problem(
      'lease.not-writable',
      `${folder} on the board, which says who changes it, cannot be written: ${code}.`,
      {
        hint: 'ENOSPC: make room in /run. EACCES: it needs root.',
        data: { folder, errno: code },
      },
    );
  }
}
