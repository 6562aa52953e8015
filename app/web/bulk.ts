/** One call over HTTP: its frames are the body, the host's frames the answer. TCP holds a slow reader's writer back. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import type { Duplex } from '../../remote-helper/rpc/duplex.ts';
import { decodeFrame, encodeFrame, frameKinds, joined, largestFrame } from '../../remote-helper/rpc/frame.ts';
import { byteStreamDuplex } from '../../remote-helper/rpc/node/byte-stream.ts';
import { bodyOf, commonHeaders, refuse } from './answers.ts';

/** Bytes: a hello, and one call with its bytes. */
const largestBody = largestFrame + 1024;
const prefix = 4;

/** The request was checked already. `onConnection` resolves at the connection's end. */
export async function answerBulk(
  request: IncomingMessage,
  response: ServerResponse,
  onConnection: (duplex: Duplex) => Promise<unknown>,
): Promise<void> {
  const body = await bodyOf(request, largestBody);
  if (body === undefined) {
    return refuse(request, response, {
      status: 413,
      title: 'That is too long',
      text: `A call has at most ${largestBody} bytes.`,
    });
  }
  if (!isOneCall(body)) {
    return refuse(request, response, {
      status: 400,
      title: 'That is no call',
      text: 'A hello and one call are wanted.',
    });
  }
  response.writeHead(200, {
    ...commonHeaders,
    'Content-Type': 'application/octet-stream',
    'Cache-Control': 'no-store',
  });
  await onConnection(oneCall(body, response));
}

/** A hello and a call, each after its length, and nothing else: less would never be answered. */
function isOneCall(body: Buffer): boolean {
  const kinds: number[] = [];
  for (let at = 0; at < body.length; ) {
    // The length, and the kind that a frame begins with.
    if (body.length - at < prefix + 1) return false;
    kinds.push(body.readUInt8(at + prefix));
    at += prefix + body.readUInt32LE(at);
    if (at > body.length || kinds.length > 2) return false;
  }
  return kinds.length === 2 && kinds[0] === frameKinds.hello && kinds[1] === frameKinds.call;
}

/** Ends after the call's result or error, and when the client goes away. */
function oneCall(body: Buffer, response: ServerResponse): Duplex {
  // What comes after the body is what the engine is told of what was taken; it never ends by itself.
  const input = new Readable({ read() {} });
  const duplex = byteStreamDuplex(input, response);
  const send = duplex.send.bind(duplex);
  duplex.send = async (parts) => {
    const [kind, call] = kindAndCall(parts);
    await send(parts);
    // The client grants nothing: what the connection took is as good as taken.
    if (kind === frameKinds.data)
      grant(
        call,
        'bytes',
        parts.slice(1).reduce((sum, part) => sum + part.length, 0),
      );
    if (kind === frameKinds.item) grant(call, 'items', 1);
    if (kind === frameKinds.result || kind === frameKinds.error) input.push(null);
  };
  const grant = (call: number, of: 'bytes' | 'items', amount: number) => {
    if (amount === 0 || response.destroyed) return;
    duplex.onMessage(joined(encodeFrame({ kind: 'credit', call, head: { of, amount }, payload: new Uint8Array(0) })));
  };
  response.on('close', () => input.destroy());
  input.push(body);
  return duplex;
}

function kindAndCall(parts: readonly Uint8Array[]): [kind: number, call: number] {
  const { kind, call } = decodeFrame(parts[0] ?? new Uint8Array(0));
  return [frameKinds[kind], call];
}
