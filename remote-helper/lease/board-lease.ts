/**
 * Who may change this board, as one helper sees it. Everything that changes the board asks {@link BoardLease.beforeChange}
 * first: it takes the lease when nobody has it, and refuses while another helper that lives has it.
 */
import type { Lease, LeaseHolder } from '../contract/lease.ts';
import { problem } from '../rpc/problem.ts';
import { held } from './held.ts';
import { LeaseFiles } from './lease-files.ts';
import { identify, isAlive, type ProcessIdentity } from './process-identity.ts';
import { parseTenure, type Tenure, tenureText } from './tenure.ts';

/** On every Linux board a tmpfs, gone with the boot. */
export const leaseFolder = '/run/uiomem-studio/lease';

export class BoardLease {
  readonly #files: LeaseFiles;
  #holder: LeaseHolder = { who: 'somebody', program: 'a helper' };
  #host: string | undefined;
  #self: ProcessIdentity | undefined;
  /** The number that is ours; 0: we never had it, or gave it back. */
  #ours = 0;
  #since = '';

  constructor(folder = leaseFolder) {
    this.#files = new LeaseFiles(folder);
  }

  get folder(): string {
    return this.#files.folder;
  }

  /** Says for whom this helper works; a lease that it holds already names them from then on. */
  introduce({ host, who, program }: LeaseHolder & { readonly host?: string | undefined }): Lease {
    this.#holder = { who, program };
    this.#host = host;
    const now = this.look();
    if (now.held === 'ours') this.#files.rewrite(this.#ours, tenureText(this.#tenure(this.#since)));
    return now;
  }

  look(): Lease {
    return this.#state(this.#files.highest());
  }

  /** Takes the lease when nobody has it, and with `over` also from another. Throws `lease.not-writable`. */
  take(over: boolean): Lease {
    for (let from = over; ; from = false) {
      const last = this.#files.highest();
      const now = this.#state(last);
      // Who comes between two tries is not whom the caller meant to take it from.
      if (now.held === 'ours' || (now.held === 'other' && !from)) return now;
      const since = new Date().toISOString();
      if (!this.#follow(last, this.#tenure(since))) continue;
      this.#ours = last + 1;
      this.#since = since;
      return { held: 'ours' };
    }
  }

  /** Gives the lease back, if it is ours. */
  release(): Lease {
    if (this.#ours !== 0 && this.#files.highest() === this.#ours) this.#follow(this.#ours, undefined);
    this.#ours = 0;
    return this.look();
  }

  /** At the helper's end, when nobody is left to be told of a failure; its death frees the lease in any case. */
  end(): void {
    try {
      this.release();
    } catch {}
  }

  /** To be called before anything of the board is changed. Throws `board.held`, `lease.not-writable`. */
  beforeChange(): void {
    if (this.#ours !== 0 && this.#files.highest() === this.#ours) return;
    const now = this.take(false);
    if (now.held === 'other') throw held(now.by, now.since);
  }

  #state(number: number): Lease {
    if (number === 0) return { held: 'nobody' };
    if (number === this.#ours) return { held: 'ours' };
    const tenure = parseTenure(this.#files.text(number));
    if (tenure === undefined || !isAlive(tenure.process)) return { held: 'nobody' };
    // The helper of a lost link, which the host that is behind it cannot reach any more. It will not take it back.
    if (tenure.host !== undefined && tenure.host === this.#host && this.#ours === 0) return { held: 'nobody' };
    return { held: 'other', by: tenure.holder, since: tenure.since };
  }

  #tenure(since: string): Tenure {
    this.#self ??= identify(process.pid);
    if (this.#self === undefined)
      throw problem('lease.not-writable', 'The board shows no /proc, which the lease needs.');
    return { holder: this.#holder, host: this.#host, since, process: this.#self };
  }

  #follow(last: number, tenure: Tenure | undefined): boolean {
    try {
      return this.#files.follow(last, tenureText(tenure));
    } catch (cause) {
      const code = (cause as NodeJS.ErrnoException).code ?? String(cause);
      throw problem(
        'lease.not-writable',
        `${this.folder} on the board, which says who changes it, cannot be written: ${code}.`,
        {
          hint: 'ENOSPC: make room in /run. EACCES: the helper needs root.',
          data: { folder: this.folder, errno: code },
          cause,
        },
      );
    }
  }
}
