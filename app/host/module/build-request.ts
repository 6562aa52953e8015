/** What a build is asked for, and what its caller keeps hold of. */
import type { BoardFacts } from '../../../remote-helper/contract/facts.ts';
import type { BuildMessage } from '../../contract/module.ts';
import type { BoardToBuildOn } from './board-toolchain.ts';
import type { WorkstationPlaces } from './workstation.ts';

export interface BuildRequest {
  readonly kernel: BoardFacts['kernel'];
  /** Folder with the driver's source; it is read, never written to. */
  readonly source: string;
  /** Kernel headers that the user named: a folder here, or on the board that is built on. */
  readonly headers: string | undefined;
  /** The board, when it is built there; absent: here. */
  readonly on?: BoardToBuildOn | undefined;
  readonly places: WorkstationPlaces;
}

export interface BuildControl {
  readonly signal: AbortSignal;
  /** A line of make's output, and what it says of a source; the build waits for the promise. */
  onLine?(line: string, message: BuildMessage | undefined): Promise<void> | void;
}
