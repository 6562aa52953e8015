/** A second connection to a board whose server allows fewer sessions on one than are wanted (MaxSessions of sshd_config(5)). */
import { problem, problemOf } from '../../../remote-helper/rpc/problem.ts';
import type { SshChannel } from './channel.ts';

interface Connection {
  readonly closed: Promise<unknown>;
  open(command: string, signal?: AbortSignal): Promise<SshChannel>;
  close(): Promise<void>;
}

export class SpareConnection {
  readonly #connect: () => Promise<Connection>;
  readonly #name: string;
  #connection: Promise<Connection> | undefined;

  /** `name`: of the machine, for sentences. */
  constructor(name: string, connect: () => Promise<Connection>) {
    this.#name = name;
    this.#connect = connect;
  }

  /** Connects when it is first wanted, and again after it was lost. Throws `ssh.channel-refused` when there is no second one. */
  async open(command: string, signal?: AbortSignal): Promise<SshChannel> {
    this.#connection ??= this.#begin();
    const connection = await this.#connection.catch((thrown: unknown) => {
      const why = problemOf(thrown);
      throw problem(
        'ssh.channel-refused',
        `${this.#name} allows no further session on the connection (MaxSessions), and a second connection failed: ${why.message}`,
        { hint: 'Raise MaxSessions in its sshd_config.', data: { because: { ...why } }, cause: thrown },
      );
    });
    return await connection.open(command, signal);
  }

  async close(): Promise<void> {
    const connection = await this.#connection?.catch(() => undefined);
    await connection?.close();
  }

  #begin(): Promise<Connection> {
    const connecting = this.#connect();
    const forget = () => {
      if (this.#connection === connecting) this.#connection = undefined;
    };
    connecting.then(
      (connection) => void connection.closed.then(forget),
      () => forget(),
    );
    return connecting;
  }
}
