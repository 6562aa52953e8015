/** One life of the helper: the bootstrap as root, the ready line, then frames; ended with its channel. */
import { randomBytes } from 'node:crypto';
import { type Readable, Writable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import type { HelperContract } from '../../../remote-helper/contract.ts';
import type { Client } from '../../../remote-helper/rpc/contract.ts';
import { type Problem, ProblemError, problem } from '../../../remote-helper/rpc/problem.ts';
import { type Exit, type SshChannel, unlistedSignal } from '../ssh/channel.ts';
import type { SshConnection } from '../ssh/connection.ts';
import { noProcess, noProcessHint, saysNoProcess } from '../ssh/no-process.ts';
import { shellQuote } from '../ssh/shell-quote.ts';
import type { Delivery } from './deliver.ts';
import type { HelperFiles } from './helper-files.ts';
import type { Reach } from './privilege.ts';

/** A started helper, just after its ready line. */
export interface HelperProcess extends AsyncDisposable {
  /** Frames from the helper, and to it. */
  readonly output: Readable;
  readonly input: Writable;
  /** How it ended, with the last of what it said on stderr. */
  readonly ended: Promise<HelperEnd>;
}

/** Speaks the contract with a helper that is ready. */
export type TalkToHelper = (helper: HelperProcess) => Client<HelperContract>;

export interface HelperEnd extends Exit {
  readonly said: string;
}

const stage = 'helper';
/** A first start copies node within the board and reads it for its digest: half a minute on slow storage. */
const startTimeoutMs = 120_000;
const keptWords = 4_000;

/** The command that becomes the helper, for `exec` over SSH. */
export function helperCommand(reach: Reach, files: HelperFiles, delivery: Delivery, marker: string): string {
  const args = [
    'uiomem-studio-bootstrap',
    delivery.folder,
    files.manifest.version,
    marker,
    delivery.node,
    '',
    ...delivery.files.flatMap(({ name, sha256 }) => [name, sha256]),
  ];
  const quoted = args.map((word) => (word === '' ? "''" : shellQuote(word)));
  return `exec ${reach.prefix}sh -c ${shellQuote(files.bootstrap)} ${quoted.join(' ')}`;
}

/**
 * Reads up to and including the ready line; what a login shell printed before it is dropped. False: the output ended, or
 * `over` resolved, before it.
 */
export async function readyLine(output: Readable, line: string, over: Promise<unknown>): Promise<boolean> {
  const wanted = Buffer.from(`${line}\n`);
  let ended = false;
  let seen = Buffer.alloc(0);
  for (;;) {
    const piece: unknown = output.read();
    if (piece instanceof Uint8Array) {
      seen = Buffer.concat([seen, piece]);
      const at = seen.indexOf(wanted);
      if (at === 0 || (at > 0 && seen[at - 1] === 10)) {
        const rest = seen.subarray(at + wanted.length);
        if (rest.length > 0) output.unshift(rest);
        return true;
      }
      continue;
    }
    if (ended || output.readableEnded || output.destroyed) return false;
    await new Promise<void>((resolve) => {
      const wake = () => {
        output.off('readable', wake).off('end', wake).off('close', wake);
        resolve();
      };
      output.on('readable', wake).on('end', wake).on('close', wake);
      void over.then(() => {
        ended = true;
        wake();
      });
    });
  }
}

/** Milliseconds between the end of a channel and that of its connection, when one is the other's cause. */
const sameEndMs = 1_000;

/** The connection's own end, when a channel ended with it: without a status or a signal. */
async function endedWith(connection: SshConnection, { code, signal }: Exit): Promise<ProblemError | undefined> {
  if (code !== undefined || signal !== undefined) return undefined;
  const why = await Promise.race([connection.closed, sleep(sameEndMs, undefined, { ref: false })]);
  return why === undefined ? undefined : new ProblemError(why);
}

/** An exit of the bootstrap or the helper before the ready line, in their own words (`PROGRAM: ID: SENTENCE`). */
function startProblem(end: HelperEnd, host: string): ProblemError {
  if (saysNoProcess(end.said)) {
    return noProcess(host, end.said, { stage, exit: end.code, signal: end.signal });
  }
  const own = /^uiomem-studio-(?:bootstrap|helper): ([a-z][a-z0-9.-]+): (.*)$/m.exec(end.said);
  const data = { stage, exit: end.code, signal: end.signal, said: end.said };
  if (own !== null) {
    const [, id = '', sentence = ''] = own;
    return problem(id, `The helper could not be started on ${host}: ${sentence}`, {
      ...(hints[id] === undefined ? {} : { hint: hints[id] }),
      data,
    });
  }
  const how = end.signal === undefined ? `exit ${end.code ?? 'unknown'}` : `signal ${end.signal}`;
  return problem(
    'helper.not-started',
    `The helper did not start on ${host} (${how}): ${end.said.trim() || 'no word'}`,
    {
      hint: 'What the board said may tell; a node for another C library or processor ends like this.',
      data,
    },
  );
}

const hints: Readonly<Record<string, string>> = {
  'board.no-process': noProcessHint,
  'bootstrap.no-place':
    'Make room in one of these folders, mount one of them without noexec, or drive the board by plain commands: board runtime NAME shell.',
  'bootstrap.digest-differs': 'The uploaded file was changed or damaged: remove the upload folder and try again.',
  'bootstrap.node-not-roots': 'Install node for the whole system (owned by root), or let the tool bring its own.',
};

/** Throws what the bootstrap or the helper said, `helper.not-started`, `link.lost`, `ssh.timeout`, or the signal's reason. */
export async function startHelper(
  connection: SshConnection,
  reach: Reach,
  files: HelperFiles,
  delivery: Delivery,
  signal?: AbortSignal,
): Promise<HelperProcess> {
  const marker = randomBytes(16).toString('hex');
  const channel = await connection.open(helperCommand(reach, files, delivery, marker), signal);
  const ended = watchEnd(channel);
  const late = AbortSignal.timeout(startTimeoutMs);
  const stop = () => void channel.close();
  signal?.addEventListener('abort', stop, { once: true });
  late.addEventListener('abort', stop, { once: true });
  try {
    if (signal?.aborted) stop();
    await channel.write(Buffer.from(`${reach.input}${marker}\n`));
    const ready = await readyLine(
      channel.stdout,
      `uiomem-studio-helper ready ${files.manifest.version} ${marker}`,
      ended,
    );
    signal?.throwIfAborted();
    if (late.aborted) {
      throw problem('helper.not-started', `The helper did not start within ${startTimeoutMs / 1000} s.`, {
        hint: 'Is the board very busy, or its storage very slow?',
        data: { stage },
      });
    }
    if (!ready) {
      channel.stdout.resume();
      const end = await ended;
      throw (await endedWith(connection, end)) ?? startProblem(end, connection.board.host);
    }
    return {
      output: channel.stdout,
      input: inputOf(channel),
      ended,
      [Symbol.asyncDispose]: () => channel.close(),
    };
  } catch (thrown) {
    await channel.close();
    signal?.throwIfAborted();
    throw thrown;
  } finally {
    signal?.removeEventListener('abort', stop);
    late.removeEventListener('abort', stop);
  }
}

function watchEnd(channel: SshChannel): Promise<HelperEnd> {
  let said = '';
  channel.stderr.setEncoding('utf8').on('data', (text: string) => {
    said = (said + text).slice(-keptWords);
  });
  return channel.exit.then((exit) => ({ ...exit, said }));
}

/** The channel's input as a stream whose writes fail, rather than wait for ever, once the helper is gone. */
function inputOf(channel: SshChannel): Writable {
  return new Writable({
    highWaterMark: 1024 * 1024,
    write(bytes: Buffer, _encoding, done) {
      channel.write(bytes).then((open) => done(open ? null : new Error('the helper ended')), done);
    },
    final(done) {
      channel.end();
      done();
    },
  });
}

/** Whether this end is that of a process that touched memory which is not there (or not any more). */
function byBusError(end: HelperEnd): boolean {
  const signals = ['SIGBUS', 'SIGSEGV', unlistedSignal];
  // A shell or sudo in between reports a signal as 128 + its number; SIGBUS is 7 on arm, arm64 and x86, SIGSEGV 11.
  return (end.signal !== undefined && signals.includes(end.signal)) || end.code === 135 || end.code === 139;
}

/** What a call in flight is told when the helper has ended. */
export function mappingLost(end: HelperEnd): Problem {
  const bus = byBusError(end);
  return {
    id: 'mapping.lost',
    message: bus
      ? 'The helper on the board died of a bus error while memory was being accessed; all mappings are gone.'
      : `The helper on the board ended (${end.signal ?? `exit ${end.code ?? 'unknown'}`}); all mappings are gone.`,
    hint: bus
      ? 'Nothing answers at that address, or not to that width: check that the logic is programmed and clocked. The helper was started again.'
      : 'The helper was started again; map anew.',
    data: { exit: end.code, signal: end.signal, said: end.said, ...(bus && { busError: true }) },
  };
}
