/** Which procedures need the lease: every one of the contract is either known to change nothing, or refused while another has it. */
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { BoardFiles } from './board-files.ts';
import { helperContract } from './contract.ts';
import { type HelperParts, handlers } from './handlers.ts';
import type { Journal } from './journal/journal.ts';
import { BoardLease } from './lease/board-lease.ts';
import { LeaseFiles } from './lease/lease-files.ts';
import { identify } from './lease/process-identity.ts';
import { tenureText } from './lease/tenure.ts';
import type { Handlers, ServerCall } from './rpc/contract.ts';
import { problem, problemOf } from './rpc/problem.ts';

const looking = [
  'facts.read',
  'device.list',
  'device.holders',
  'kernelLog.read',
  'kernelLog.next',
  'link.beat',
  'lease.introduce',
  'lease.take',
  'lease.release',
  'lease.watch',
  'memory.unmap',
  'memory.read',
  'memory.watch',
  'memory.dump',
  'sync.get',
  'journal.read',
  'persist.read',
  'tree.read',
  'overlay.list',
  'boot.read',
];

let scratch: string;
let parts: HelperParts;
/** What was reached for besides the lease. */
let touched: string[];
beforeEach(() => {
  scratch = mkdtempSync(join(tmpdir(), 'uiomem-studio-handlers-'));
  touched = [];
  const untouchable = (name: string) =>
    new Proxy(
      {},
      {
        get: (_, property) =>
          touched.push(`${name}.${String(property)}`) && (() => Promise.reject(problem('test.touched', name))),
      },
    );
  parts = {
    files: untouchable('files') as BoardFiles,
    journal: untouchable('journal') as Journal,
    probe: untouchable('probe') as HelperParts['probe'],
    mappings: untouchable('mappings') as HelperParts['mappings'],
    persistence: untouchable('persistence') as HelperParts['persistence'],
    bootFiles: untouchable('bootFiles') as HelperParts['bootFiles'],
    restart: untouchable('restart') as HelperParts['restart'],
    lease: new BoardLease(join(scratch, 'lease')),
  };
});
afterEach(() => rmSync(scratch, { recursive: true }));

/** Another lease than the helper's own, of a process that lives. */
function heldByAnother(): void {
  const self = identify(process.pid);
  if (self === undefined) throw new Error('no /proc');
  const holder = { who: 'ada@bench7', program: 'window' };
  new LeaseFiles(join(scratch, 'lease')).follow(
    0,
    tenureText({ holder, since: '2026-01-02T03:04:05Z', process: self }),
  );
}

const inputs: Record<string, object> = {
  'memory.map': { device: 'uiomem0', eye: 'cpu', content: 'memory', writable: true },
  'module.load': { path: '/x', sha256: '0'.repeat(64), parameters: [] },
};
async function failure(
  name: string,
  input: object = inputs[name] ?? { mapping: 1, offset: 0n, size: 4n, width: 32, device: 'uiomem0' },
) {
  const all = handlers(parts) as unknown as Record<string, (input: object, call: object) => Promise<unknown>>;
  const call: Partial<ServerCall<never>> = { bytes: new Uint8Array(4), signal: AbortSignal.timeout(10_000) };
  return await (all[name]?.(input, call) ?? Promise.resolve()).then(
    () => undefined,
    (thrown: unknown) => problemOf(thrown),
  );
}

test.each(Object.keys(helperContract).filter((name) => !looking.includes(name)))(
  '%s is refused before it touches anything',
  async (name) => {
    heldByAnother();
    expect(await failure(name)).toMatchObject({
      id: 'board.held',
      data: { by: { who: 'ada@bench7', program: 'window' } },
    });
    expect(touched).toEqual([]);
    expect(readdirSync(join(scratch, 'lease'))).toEqual(['1']);
    // Once it is free the same call goes on, and has taken it.
    rmSync(join(scratch, 'lease'), { recursive: true });
    const freed = await failure(name);
    expect(freed?.id).not.toBe('board.held');
    expect(parts.lease.look()).toEqual({ held: 'ours' });
  },
);

test.each([
  'memory.read',
  'memory.dump',
  'memory.unmap',
  'sync.get',
  'journal.read',
  'persist.read',
  'tree.read',
  'overlay.list',
  'boot.read',
  'facts.read',
  'device.list',
  'device.holders',
])('%s neither asks for the lease nor takes it', async (name) => {
  heldByAnother();
  expect((await failure(name))?.id).not.toBe('board.held');
  rmSync(join(scratch, 'lease'), { recursive: true });
  await failure(name);
  expect(touched).not.toEqual([]);
  expect(parts.lease.look()).toEqual({ held: 'nobody' });
});

test('a mapping that cannot be written needs none', async () => {
  heldByAnother();
  expect((await failure('memory.map', { ...inputs['memory.map'], writable: false }))?.id).not.toBe('board.held');
  expect(touched).not.toEqual([]);
});

test('a load stops at the next piece after a take-over', async () => {
  const copied: number[] = [];
  const mapping = { copyIn: (_offset: bigint, bytes: Uint8Array) => copied.push(bytes.length) };
  const all: Handlers<typeof helperContract> = handlers({
    ...parts,
    mappings: { bulk: async () => mapping } as unknown as HelperParts['mappings'],
  });
  const upload = (async function* () {
    yield new Uint8Array(8);
    new BoardLease(join(scratch, 'lease')).take(true);
    yield new Uint8Array(8);
  })();
  const call = { upload, signal: AbortSignal.timeout(10_000) } as unknown as ServerCall<
    (typeof helperContract)['memory.load']
  >;
  const load = all['memory.load']({ mapping: 1, offset: 0n, size: 16n }, call);
  expect(await load.then(() => undefined, problemOf)).toMatchObject({ id: 'board.held' });
  expect(copied).toEqual([8]);
});
