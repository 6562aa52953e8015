/** What the page asks of the shell around it: a way to the host, and the dialogs of the system. */
import type { Duplex } from '../../../remote-helper/rpc/duplex.ts';
import type { HttpPlace } from '../../../remote-helper/rpc/http-call.ts';
import type { MenuCommand } from '../../contract/shell.ts';

export interface OpenedPlan {
  readonly name: string;
  /** Where relative paths of the plan start; absent where the system does not tell (a browser). */
  readonly folder?: string;
  readonly text: string;
}

export interface Shell {
  readonly kind: 'electron' | 'browser';
  /** macOS has its Cmd key. */
  readonly mac: boolean;
  /** A fresh connection to the host. Throws `host.unreachable` and `host.no-session-key`. */
  connect(signal: AbortSignal): Promise<Duplex>;
  /** Where calls with downloads go, when not over the connection. */
  bulk?(): HttpPlace;
  /** Asks for a file; undefined when it was cancelled. */
  openPlan(): Promise<OpenedPlan | undefined>;
  /** A command of the shell's menu. Returns what ends listening. */
  onCommand(listener: (command: MenuCommand) => void): () => void;
}
