/** Loaded before the entry of a utility process: `process.parentPort`, and no `electron` but what such a process has. */
import { registerHooks } from 'node:module';
import { endOf, PortLink, portOf } from './ports.ts';
import { Emitter, strict } from './strict.ts';
import type { UtilityMessage } from './utility-process.ts';

const send = process.send?.bind(process);
if (send === undefined) throw new Error('A utility process is started by utilityProcess.fork.');
// Such a process has no channel of node's.
Object.defineProperty(process, 'send', { value: undefined });
process.on('disconnect', () => process.exit());

const say = (message: UtilityMessage) => {
  send(message, () => {});
};
const ports = new PortLink('u', say);

class ParentPort extends Emitter {
  constructor() {
    super('ParentPort', ['message', 'newListener']);
  }

  postMessage(message: unknown, transfer: readonly object[] = []): void {
    say({ kind: 'message', data: structuredClone(message), ports: transfer.map((port) => ports.give(endOf(port))) });
  }
}

const parentPort = new ParentPort();
/** What comes before the entry listens is kept for it. */
const early: object[] = [];
parentPort.on('newListener', () => {
  setImmediate(() => {
    for (const event of early.splice(0)) parentPort.emit('message', event);
  });
});
Object.defineProperty(process, 'parentPort', { value: strict('ParentPort', parentPort) });
process.on('message', (message) => {
  const got = message as UtilityMessage;
  if (got.kind === 'message') {
    const event = { data: got.data, ports: got.ports.map((id) => portOf(ports.receive(id))) };
    if (early.length > 0 || !parentPort.emit('message', event)) early.push(event);
  } else {
    ports.onMessage(got);
  }
});

registerHooks({
  resolve(specifier, context, next) {
    if (specifier === 'electron')
      throw new Error('The stand-in for electron offers a utility process none of its members.');
    return next(specifier, context);
  },
});
