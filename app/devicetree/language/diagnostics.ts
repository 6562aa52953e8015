/** What is wrong with a document: as a text, as a tree, and on the board. */
import type { TreeFinding } from '../finding.ts';
import { lintTree } from '../lint/lint-tree.ts';
import { isPart, type LanguageDocument } from './document.ts';
import { type LineAt, linesOf } from './lines.ts';

export interface PlacedFinding extends TreeFinding {
  /** Where its place starts: the file may be one that nobody has opened. */
  readonly at?: LineAt | undefined;
}

export interface Diagnostics {
  /** In the order of the text; at most as many as a list has room for, errors first where not all are there. */
  readonly findings: readonly PlacedFinding[];
  /** How many more there are. */
  readonly more: number;
  /** What could not be judged, and what it would have needed, as sentences. */
  readonly notRun: readonly string[];
}

/** A page that is given thousands shows none of them in time. */
const mostFindings = 500;

/** Findings of a text that others include: what is missing in it stands around the place where it is included. */
const ofTheWhole = new Set([
  'device-tree.no-version',
  'device-tree.no-root',
  'device-tree.unknown-label',
  'device-tree.unknown-path',
  'device-tree.unknown-macro',
  'device-tree.plugin-missing',
]);

const kept = new WeakMap<LanguageDocument, Diagnostics>();

/** Made once for a document. */
export function diagnosticsOf(document: LanguageDocument): Diagnostics {
  let made = kept.get(document);
  if (made === undefined) {
    const { findings, notRun } = findingsOf(document);
    const rank = { error: 0, warning: 1, info: 2 } as const;
    const told =
      findings.length <= mostFindings
        ? findings
        : findings.toSorted((a, b) => rank[a.severity] - rank[b.severity]).slice(0, mostFindings);
    made = { findings: placed(document, told), more: findings.length - told.length, notRun };
    kept.set(document, made);
  }
  return made;
}

/** All of them. */
export function findingsOf(document: LanguageDocument): {
  readonly findings: readonly TreeFinding[];
  readonly notRun: readonly string[];
} {
  const { source, board } = document;
  const { base, facts, runTime } = board;
  const lint = lintTree({ tree: source.tree, index: document.index(), source, base, board: facts, runTime });
  const findings = [...source.findings, ...lint.findings].filter(({ id }) => !isPart(document) || !ofTheWhole.has(id));
  return { findings, notRun: lint.notRun };
}

function placed(document: LanguageDocument, findings: readonly TreeFinding[]): PlacedFinding[] {
  const byFile = new Map<string, (offset: number) => LineAt>();
  return findings.map((finding) => {
    if (finding.place === undefined) return finding;
    const { file, start } = finding.place;
    const lines = byFile.get(file) ?? linesOf(document.textOf(file));
    byFile.set(file, lines);
    return { ...finding, at: lines(start) };
  });
}
