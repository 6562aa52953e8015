/** The host for a program with windows: its own, which then is the user's, or the way to the one that runs already. */
import type { Duplex } from '../../../remote-helper/rpc/duplex.ts';
import { type Problem, problem, problemOf } from '../../../remote-helper/rpc/problem.ts';
import { serve } from '../../../remote-helper/rpc/server.ts';
import { hostContract } from '../../contract.ts';
import type { SecretStore } from '../boards/kept-secrets.ts';
import { createHost } from '../host.ts';
import type { Shell } from '../procedures/window.ts';
import { findHost, otherSettings, otherVersion, sameBuild, sameSettings } from './find.ts';
import { buildStamp, type Greeting, ownGreeting } from './greeting.ts';
import { listen } from './listen.ts';

export interface OwnHost extends AsyncDisposable {
  readonly kind: 'own';
  /** Serves the host's contract on a connection; resolves at its end, when nothing of it is under way any more. */
  accept(duplex: Duplex): Promise<unknown>;
}

/** To it each window is a connection of its own: pipe its messages, both ways, with `relay`. */
export interface RunningHost {
  readonly kind: 'running';
  readonly greeting: Greeting;
  /** A new connection. Throws `host.gone` when it has ended meanwhile. */
  connect(): Promise<Duplex>;
}

export interface HostOptions {
  readonly shell: Shell;
  /** Told of a settings file that was put aside. */
  onDamage(damage: Problem): void;
  /** The system's store of secrets; absent: secrets stay in this process's memory. */
  readonly secretStore?: SecretStore;
  /** Told of each change in how many connections there are. */
  onConnections?(count: number): void;
  /** Called once it is certain that no other host runs, and before anybody can connect. */
  prepare?(): Promise<void>;
}

/** Runs a host and makes it the user's. Throws `host.runs-already`, `host.runtime-folder`. */
export async function ownHost({ shell, onDamage, secretStore, onConnections, prepare }: HostOptions): Promise<OwnHost> {
  await using undo = new AsyncDisposableStack();
  const host = undo.use(createHost({ onDamage, shell, ...(secretStore !== undefined && { secretStore }) }));
  const open = new Set<Promise<unknown>>();
  const accept = async (duplex: Duplex): Promise<unknown> => {
    const closed = serve(hostContract, host.handlers, duplex).closed;
    open.add(closed);
    onConnections?.(open.size);
    const reason = await closed;
    open.delete(closed);
    onConnections?.(open.size);
    return reason;
  };
  // What clients began is brought to its end before the sessions are closed.
  undo.defer(async () => void (await Promise.all(open)));
  const greeting = ownGreeting(shell.kind);
  undo.use(await listen({ greeting, onClient: accept, ...(prepare !== undefined && { prepare }) }));
  const stack = undo.move();
  return { kind: 'own', accept, [Symbol.asyncDispose]: () => stack.disposeAsync() };
}

/**
 * The running host of this user, or a new one of this process. Throws `host.other-version`, `host.other-settings`,
 * `host.runtime-folder`, `host.no-answer`.
 */
export async function obtainHost(options: HostOptions): Promise<OwnHost | RunningHost> {
  for (;;) {
    const found = await findHost();
    if (found !== undefined) {
      found.socket.destroy();
      if (found.greeting.stamp !== buildStamp) throw otherVersion(found.greeting);
      if (!sameSettings(found.greeting)) throw otherSettings(found.greeting);
      return { kind: 'running', greeting: found.greeting, connect: connectAgain };
    }
    try {
      return await ownHost(options);
    } catch (thrown) {
      // Another one began between the look and the start.
      if (problemOf(thrown).id !== 'host.runs-already') throw thrown;
    }
  }
}

async function connectAgain(): Promise<Duplex> {
  const found = await findHost();
  if (found !== undefined) return sameBuild(found);
  throw problem('host.gone', 'The host that these windows were connected to has ended.', {
    hint: 'Start the application again; it then runs a host of its own.',
  });
}

/** Passes messages on between two connections until either ends; then ends the other. */
export function relay(a: Duplex, b: Duplex): void {
  pass(a, b);
  pass(b, a);
  a.start();
  b.start();
}

function pass(from: Duplex, to: Duplex): void {
  from.onMessage = (message) => void to.send([message]);
  from.onClose = () => void to.close();
}
