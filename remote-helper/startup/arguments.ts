/** `helper.cjs VERSION [--marker HEX]`. */
import { problem } from '../rpc/problem.ts';

export interface HelperArguments {
  /** What ends the part of the input that is to be discarded, without its newline; undefined: nothing is discarded. */
  readonly marker: string | undefined;
}

/** Throws `helper.version-differs` and `helper.usage`. */
export function parseArguments(args: readonly string[], version: string): HelperArguments {
  const [wanted, flag, marker, ...rest] = args;
  if (wanted !== version) {
    throw problem('helper.version-differs', `The helper is ${version}, but ${wanted ?? 'no version'} was asked for.`);
  }
  if (flag === undefined) return { marker: undefined };
  if (flag !== '--marker' || marker === undefined || !/^[0-9a-f]{16,}$/.test(marker) || rest.length > 0) {
    throw problem('helper.usage', 'Usage: node helper.cjs VERSION [--marker HEX], HEX of 16 digits or more.');
  }
  return { marker };
}
