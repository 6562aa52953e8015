/** The hosts that a command can work through, as the commands see them. */
import type { Client } from '../../remote-helper/rpc/contract.ts';
import type { Question } from '../contract/board.ts';
import type { HostContract } from '../contract.ts';

export interface ConnectedHost extends AsyncDisposable {
  readonly client: Client<HostContract>;
  /** The process of the host that runs already; undefined: it is one of this process. */
  readonly attachedTo: number | undefined;
}

/** What a running host says of itself, whatever its version. */
export interface HostFound {
  readonly pid: number;
  readonly version: string;
  /** Of its build. */
  readonly stamp: string;
  readonly shell: 'electron' | 'browser' | 'command';
}

export interface ServingOptions {
  /** 0: any free one. */
  readonly port: number;
  /** A client wants it to end. */
  onStop(): void;
  /** Each change in how many windows and commands are connected. */
  onConnections(count: number): void;
}

export interface Serving extends AsyncDisposable {
  readonly address: string;
}

export interface Hosts {
  /** The running host of this user, of whatever version; undefined: none runs. */
  find(): Promise<HostFound | undefined>;
  /** Ends a running host that is of another build than this command, by a signal. */
  end(host: HostFound): void;
  /**
   * Connects to it. Undefined: none runs, or one with other settings than this command's; `strictly`: that throws
   * `host.other-settings`. Throws `host.other-version`.
   */
  attach(strictly?: boolean): Promise<ConnectedHost | undefined>;
  /** One of this process, for this command alone. `onQuestion`: a server asks something while a board is being connected. */
  start(onQuestion?: (question: Question) => void): Promise<ConnectedHost>;
  /** One that serves windows in browsers and other commands. Throws `host.runs-already`, `web.*`. */
  serve(options: ServingOptions): Promise<Serving>;
}
