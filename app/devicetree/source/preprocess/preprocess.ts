/** Included files, macros and conditions: the text that dtc gets to see behind the C preprocessor. */
import type { TreeFinding } from '../../finding.ts';
import type { ReadInclude } from '../../source-tree.ts';
import { TextMap } from '../text-map.ts';

export interface Preprocessed {
  readonly text: string;
  readonly map: TextMap;
  readonly files: ReadonlyMap<string, string>;
  readonly findings: readonly TreeFinding[];
  /** An included file was not there. */
  readonly incomplete: boolean;
}

export function preprocess(file: string, text: string, _include: ReadInclude): Preprocessed {
  return {
    text,
    map: TextMap.of(file, text.length),
    files: new Map([[file, text]]),
    findings: [],
    incomplete: false,
  };
}
