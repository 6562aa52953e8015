/** What the files of a text share while they are put together, and one of them. */
import type { SourcePlace, TreeFinding } from '../../finding.ts';
import type { ReadInclude } from '../../source-tree.ts';
import type { Related } from '../text-map.ts';
import type { Macros, UsePlace } from './macro.ts';
import type { Output } from './output.ts';

/** What all files of a text share while they are put together. */
export interface Assembly {
  readonly include: ReadInclude;
  readonly output: Output;
  readonly macros: Macros;
  readonly files: Map<string, string>;
  readonly findings: TreeFinding[];
  readonly read: (assembly: Assembly, input: FileInput) => void;
  /** Places of findings that were told, as one file may be read many times. */
  readonly told: Set<string>;
  incomplete: boolean;
  /** Files that were read in. */
  included: number;
}

export interface FileInput {
  readonly file: string;
  readonly text: string;
  /** From dtc's own `/include/`, which comes behind the preprocessor: no directives, no macros. */
  readonly raw: boolean;
  /** The files from the first one to this one. */
  readonly chain: readonly string[];
  /** Where it was included. */
  readonly related: readonly Related[] | undefined;
}

/** One file on its way through. */
export interface InputReader {
  readonly assembly: Assembly;
  readonly input: FileInput;
  readonly open: Condition[];
  position: number;
  /** What `#line` says of the file: its name, and how far its lines are off. */
  presumed: { readonly file: string; readonly shift: number };
  place(start: number, end: number): SourcePlace;
  /** Of an offset, from 1, and as `#line` says. */
  lineOf(at: number): number;
}

/** An `#if` that is open in a file. */
export interface Condition {
  /** Of the directive that opened it. */
  readonly start: number;
  readonly end: number;
  /** Whether what stands around it is read at all. */
  readonly outer: boolean;
  /** Whether the part that is being read holds. */
  holds: boolean;
  /** Whether one of its parts has held. */
  held: boolean;
  elseSeen: boolean;
}

export function placeOfUse(reader: InputReader, at: number, inCondition = false): UsePlace {
  return {
    file: reader.presumed.file,
    chain: reader.input.chain,
    inCondition,
    line: () => reader.lineOf(at),
  };
}

export function isReading(open: readonly Condition[]): boolean {
  const top = open.at(-1);
  return top === undefined || (top.outer && top.holds);
}

/** Tells something once for each place. */
export function tell(
  { findings, told }: Assembly,
  place: SourcePlace,
  finding: Omit<TreeFinding, 'place' | 'severity'> & { severity?: TreeFinding['severity'] },
): void {
  const key = `${finding.id} ${place.file} ${place.start}`;
  if (told.has(key)) return;
  told.add(key);
  findings.push({ severity: 'error', ...finding, place });
}
