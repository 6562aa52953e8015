/** The process that touches what is not known to be memory, so that a bus error kills it and not the helper. */
import { problem, problemOf } from '../rpc/problem.ts';
import { libc } from './libc.ts';
import { Mapping } from './mapping.ts';
import {
  type ProbeAnswer,
  type ProbeReady,
  type ProbeWork,
  progressDescriptor,
  progressSize,
} from './probe-message.ts';

/** Serves the parent until its channel closes. */
export function serveProbe(): void {
  const mappings = new Map<number, Mapping>();
  const address = libc().map(progressDescriptor, 0n, BigInt(progressSize), true);
  const progress = new Int32Array(libc().view(address, progressSize));
  process.on('message', (work: ProbeWork) => {
    let answer: ProbeAnswer;
    try {
      answer = perform(mappings, work, progress);
    } catch (thrown) {
      answer = { problem: problemOf(thrown) };
    }
    process.send?.(answer);
  });
  process.on('disconnect', () => process.exit(0));
  process.send?.({ ready: true } satisfies ProbeReady);
}

function perform(mappings: Map<number, Mapping>, work: ProbeWork, progress: Int32Array<ArrayBuffer>): ProbeAnswer {
  if (work.kind === 'map') {
    mappings.set(work.mapping, new Mapping(work.place));
    return {};
  }
  const mapping = mappings.get(work.mapping);
  if (mapping === undefined) throw problem('mapping.closed', 'The mapping was closed.');
  switch (work.kind) {
    case 'unmap':
      mapping.close();
      mappings.delete(work.mapping);
      return {};
    case 'touch':
      mapping.touch(work.first, work.last, progress);
      return {};
    case 'read':
      return { bytes: mapping.read(work.offset, work.size, work.width, progress) };
    case 'write':
      mapping.write(work.offset, work.bytes, work.width, progress);
      return {};
  }
}
