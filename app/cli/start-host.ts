/** The hosts that a command can work through: the running one of this user, one of this process, or one that serves browsers. */
import { join } from 'node:path';
import { connectClient } from '../../remote-helper/rpc/client.ts';
import type { Duplex } from '../../remote-helper/rpc/duplex.ts';
import { pair } from '../../remote-helper/rpc/pair.ts';
import { type Problem, problemOf } from '../../remote-helper/rpc/problem.ts';
import { serve } from '../../remote-helper/rpc/server.ts';
import type { Question } from '../contract/board.ts';
import { hostContract } from '../contract.ts';
import { createHost } from '../host/host.ts';
import { findHost, otherSettings, sameBuild, sameSettings } from '../host/one-host/find.ts';
import { type OwnHost, ownHost } from '../host/one-host/obtain-host.ts';
import type { Shell } from '../host/procedures/window.ts';
import { startWebServer, type WebServer } from '../web/web-server.ts';
import type { ConnectedHost, Hosts, Serving, ServingOptions } from './hosts.ts';

/** `onDamage` is told of a settings file that was put aside. */
export function hosts(onDamage: (damage: Problem) => void): Hosts {
  return {
    find: async () => {
      const found = await findHost();
      found?.socket.destroy();
      return found?.greeting;
    },
    end: ({ pid }) => void process.kill(pid, 'SIGTERM'),
    async attach(strictly = false) {
      const found = await findHost().catch((thrown: unknown) => {
        // Nothing in a folder that others can reach into is taken for a host; a command works without one.
        if (strictly || problemOf(thrown).id !== 'host.runtime-folder') throw thrown;
        return undefined;
      });
      if (found === undefined) return undefined;
      if (!sameSettings(found.greeting)) {
        found.socket.destroy();
        if (strictly) throw otherSettings(found.greeting);
        return undefined;
      }
      const client = connectClient(hostContract, sameBuild(found));
      return { client, attachedTo: found.greeting.pid, [Symbol.asyncDispose]: () => client.close() };
    },
    start: (onQuestion) => startHost(onDamage, onQuestion),
    serve: (options) => serveBrowsers(options, onDamage),
  };
}

/** A host of this process, for whoever called. */
export async function startHost(
  onDamage: (damage: Problem) => void,
  onQuestion?: (question: Question) => void,
): Promise<ConnectedHost> {
  const host = createHost({ onDamage, ...(onQuestion && { onQuestion }) });
  const [near, far] = pair();
  const server = serve(hostContract, host.handlers, far);
  const client = connectClient(hostContract, near);
  return {
    client,
    attachedTo: undefined,
    async [Symbol.asyncDispose]() {
      await client.close();
      await server.closed;
      await host[Symbol.asyncDispose]();
    },
  };
}

async function serveBrowsers(options: ServingOptions, onDamage: (damage: Problem) => void): Promise<Serving> {
  await using undo = new AsyncDisposableStack();
  let web: WebServer | undefined;
  const address = () => web?.address ?? '';
  const onConnection = (duplex: Duplex): Promise<unknown> => host.accept(duplex);
  const shell: Shell = {
    kind: 'browser',
    get address() {
      return address();
    },
    stop: options.onStop,
    admit: () => ({ address: address(), token: web?.token() ?? '' }),
    entered: async (token) => (await web?.entered(token)) ?? false,
  };
  const host: OwnHost = await ownHost({
    shell,
    onDamage,
    onConnections: options.onConnections,
    async prepare() {
      web = undo.use(await startWebServer({ port: options.port, pageFolder: pageFolder(), onConnection }));
    },
  });
  const stack = undo.move();
  return {
    address: address(),
    async [Symbol.asyncDispose]() {
      // The windows go first: the host waits for what its connections began.
      await stack.disposeAsync();
      await host[Symbol.asyncDispose]();
    },
  };
}

/** The built page: beside the bundle's folder, or in dist/ of the checkout that this file is run from. */
function pageFolder(): string {
  const bundled = process.env.UIOMEM_STUDIO_STAMP !== undefined;
  return join(import.meta.dirname, bundled ? '../renderer' : '../../dist/renderer');
}
