/** Included files, macros and conditions: the text that dtc gets to see behind the C preprocessor (as `cpp -x assembler-with-cpp`). */
import type { TreeFinding } from '../../finding.ts';
import type { ReadInclude } from '../../source-tree.ts';
import { TextMap } from '../text-map.ts';
import type { Assembly } from './assembly.ts';
import { readFileInto } from './file-reader.ts';
import { Macros } from './macro.ts';
import { Output } from './output.ts';
import { predefine, usesPredefined } from './predefined.ts';

export interface Preprocessed {
  readonly text: string;
  readonly map: TextMap;
  /** By the names that places have. */
  readonly files: ReadonlyMap<string, string>;
  readonly findings: readonly TreeFinding[];
  /** An included file was not there. */
  readonly incomplete: boolean;
}

export function preprocess(file: string, text: string, include: ReadInclude): Preprocessed {
  const files = new Map([[file, text]]);
  if (!hasWork(text)) {
    return { text, map: TextMap.of(file, text.length), files, findings: [], incomplete: false };
  }
  const assembly: Assembly = {
    include,
    read: readFileInto,
    output: new Output(file),
    macros: new Macros(),
    files,
    findings: [],
    told: new Set(),
    incomplete: false,
    included: 0,
  };
  predefine(assembly.macros);
  readFileInto(assembly, { file, text, raw: false, chain: [file], related: undefined });
  const { output, findings, incomplete } = assembly;
  return { text: output.text, map: output.map, files, findings, incomplete };
}

/** Most texts without includes have nothing for a preprocessor to do. */
function hasWork(text: string): boolean {
  return (
    text.includes('/include/') ||
    text.includes('\\\n') ||
    text.includes('\\\r\n') ||
    usesPredefined(text) ||
    /#[ \t]*(?:include|define|undef|if|ifdef|ifndef|elif|else|endif|error|warning|line)\b/.test(text)
  );
}
