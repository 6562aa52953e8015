/** What a plan is judged by: the board, and what this workstation has for it. Plain data; what is unknown is absent. */
import type { BoardFacts } from '../../remote-helper/contract/facts.ts';
import type { SourceFacts } from './persist/dkms.ts';
import type { BoardProfile } from './profile.ts';

/** The module that the plan means, as a file of this workstation. */
export interface ModuleFacts {
  readonly path: string;
  readonly sha256: string;
  /** modpost's digest of the sources; absent in modules without one. */
  readonly srcversion?: string | undefined;
  /** What the file says of itself; absent: not looked into. */
  readonly vermagic?: string | undefined;
  readonly compilers?: readonly string[] | undefined;
  /** What it is built of, where the plan has it built: what DKMS would be given. */
  readonly source?: SourceFacts | undefined;
}

export interface Facts {
  readonly board: BoardFacts;
  /** Of the board's kind, by its facts. Absent: not looked for. */
  readonly profile?: BoardProfile | undefined;
  /** Absent: not looked at (facts from a file). `module` absent: not built yet. */
  readonly workstation?: { readonly module?: ModuleFacts | undefined } | undefined;
}
