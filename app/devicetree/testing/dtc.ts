/** The device-tree compiler of the workstation, as a judge. */
import { execFileSync } from 'node:child_process';

/** A text as a flattened tree. `-@` among the options keeps labels as symbols. */
export function compiledByDtc(text: string, ...options: string[]): Uint8Array {
  return new Uint8Array(
    execFileSync('dtc', ['-q', '-q', '-I', 'dts', '-O', 'dtb', ...options, '-'], {
      input: text,
      maxBuffer: 2 ** 28,
      stdio: 'pipe',
    }),
  );
}

/** A flattened tree, read and written again. */
export function rewrittenByDtc(bytes: Uint8Array): Uint8Array {
  return new Uint8Array(
    execFileSync('dtc', ['-q', '-q', '-I', 'dtb', '-O', 'dtb', '-'], {
      input: bytes,
      maxBuffer: 2 ** 28,
      stdio: 'pipe',
    }),
  );
}
