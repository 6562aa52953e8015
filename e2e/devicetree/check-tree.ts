/** What becomes of one flattened tree when it is read, written, printed and compiled again. */
import { execFileSync } from 'node:child_process';
import { readFdt } from '../../app/devicetree/fdt/read-fdt.ts';
import { writeFdt } from '../../app/devicetree/fdt/write-fdt.ts';
import { lintTree } from '../../app/devicetree/lint/lint-tree.ts';
import { printTree } from '../../app/devicetree/print/print-tree.ts';
import { readSource } from '../../app/devicetree/source/read-source.ts';
import type { DeviceTree } from '../../app/devicetree/tree.ts';

/** What is done with it, each compared with the original. */
export const ways = [
  'read and written',
  'printed, compiled by dtc',
  'printed, compiled here',
  'overlay printed as source, compiled by dtc',
  'overlay printed as source, compiled here',
  'judged',
] as const;
export type Way = (typeof ways)[number];

export interface Outcome {
  readonly way: Way;
  /**
   * `equal`: not byte by byte, and the same when both are normalised, that is when dtc has read and written the original,
   * or when what dtc makes of labels is left out. Of a judgement: without a word, without an error, with one: kernels boot
   * with all of them.
   */
  readonly result: 'identical' | 'equal' | 'different';
  /** Why it is not identical. */
  readonly reason?: string;
}

/** `bytes`: of a .dtb or .dtbo. */
export function checkTree(bytes: Uint8Array): readonly Outcome[] {
  const { tree, findings } = readFdt(bytes);
  const [finding] = findings;
  if (tree === undefined || finding !== undefined)
    return [{ way: 'read and written', result: 'different', reason: finding?.message ?? 'nothing could be read' }];
  const plain = writeFdt(tree);
  const outcomes: Outcome[] = [writtenAgain(bytes, plain), judged(tree)];
  const text = printTree(tree);
  outcomes.push(
    compared('printed, compiled by dtc', tree, () => byDtc(text, '-b', String(tree.bootCpu))),
    compared('printed, compiled here', tree, () => here(text, tree.bootCpu)),
  );
  const source = printTree(tree, { asSource: true });
  if (source.includes('\n/plugin/;\n')) {
    const symbols = tree.root.children.some(({ name }) => name === '__symbols__') ? ['-@'] : [];
    outcomes.push(
      compared('overlay printed as source, compiled by dtc', tree, () => byDtc(source, ...symbols)),
      compared('overlay printed as source, compiled here', tree, () => here(source, tree.bootCpu)),
    );
  } else if (tree.root.children.some(({ name }) => name === '__fixups__')) {
    const reason = 'no text was found that says the same';
    outcomes.push({ way: 'overlay printed as source, compiled by dtc', result: 'different', reason });
  }
  return outcomes;
}

function judged(tree: DeviceTree): Outcome {
  const { findings } = lintTree({ tree });
  const errors = findings.filter(({ severity }) => severity === 'error');
  const ids = [...new Set((errors.length > 0 ? errors : findings).map(({ id }) => id))].sort().join(', ');
  if (errors.length > 0) return { way: 'judged', result: 'different', reason: ids };
  return findings.length === 0
    ? { way: 'judged', result: 'identical' }
    : { way: 'judged', result: 'equal', reason: 'warnings' };
}

function writtenAgain(original: Uint8Array, written: Uint8Array): Outcome {
  const way = 'read and written';
  if (Buffer.compare(original, written) === 0) return { way, result: 'identical' };
  if (Buffer.compare(dtc(original, '-I', 'dtb'), written) === 0)
    return { way, result: 'equal', reason: reasonOf(original) };
  return { way, result: 'different', reason: 'dtc writes another tree' };
}

/** Programs other than dtc order names by time, and leave bytes of what was there before between values. */
function reasonOf(original: Uint8Array): string {
  const { tree } = readFdt(original);
  const written = tree && writeFdt(tree);
  const view = new DataView(original.buffer, original.byteOffset);
  const strings = original.subarray(view.getUint32(12), view.getUint32(12) + view.getUint32(32));
  const ours = written?.subarray(new DataView(written.buffer).getUint32(12));
  return ours !== undefined && Buffer.compare(strings, ours) === 0
    ? 'bytes between values are not zero, as fdtoverlay leaves them'
    : 'names are in another order, as fdtoverlay adds them';
}

function compared(way: Way, tree: DeviceTree, compile: () => Uint8Array): Outcome {
  const original = writeFdt(tree);
  let compiled: Uint8Array;
  try {
    compiled = compile();
  } catch (error) {
    return { way, result: 'different', reason: error instanceof Error ? error.message.slice(0, 300) : String(error) };
  }
  if (Buffer.compare(original, compiled) === 0) return { way, result: 'identical' };
  const { tree: back } = readFdt(compiled);
  const withoutLabels = back && writeFdt(leftOut(back));
  if (withoutLabels !== undefined && Buffer.compare(writeFdt(leftOut(tree)), withoutLabels) === 0)
    return { way, result: 'equal', reason: 'symbols for labels that the original’s source had without keeping them' };
  return { way, result: 'different', reason: 'another tree' };
}

/** Without what is made of labels in a tree that is to be overlaid. */
function leftOut(tree: DeviceTree): DeviceTree {
  return {
    ...tree,
    root: { ...tree.root, children: tree.root.children.filter(({ name }) => name !== '__symbols__') },
  };
}

function here(text: string, bootCpu: number): Uint8Array {
  const { tree, findings } = readSource('printed.dts', text, () => undefined);
  const error = findings.find(({ severity }) => severity === 'error');
  if (error !== undefined) throw new Error(error.message);
  // A text does not say it.
  return writeFdt({ ...tree, bootCpu });
}

function byDtc(text: string, ...options: string[]): Uint8Array {
  return dtc(text, '-I', 'dts', ...options);
}

function dtc(input: string | Uint8Array, ...options: string[]): Uint8Array {
  return execFileSync('dtc', ['-q', '-q', '-f', '-O', 'dtb', ...options, '-'], {
    input,
    maxBuffer: 2 ** 28,
    stdio: ['pipe', 'pipe', 'pipe'],
  });
}
