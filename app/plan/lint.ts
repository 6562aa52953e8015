/** Everything that is wrong with a plan, before the board is touched. A rule is a file in lint/, found by the list below. */
import type { PlanDocument } from './document.ts';
import type { Facts } from './facts.ts';
import type { Finding } from './finding.ts';
import { addressWidth } from './lint/address-width.ts';
import { alignment } from './lint/alignment.ts';
import { cacheLines } from './lint/cache-lines.ts';
import { claimed } from './lint/claimed.ts';
import { coherence } from './lint/coherence.ts';
import { deviceNames } from './lint/device-names.ts';
import { moduleSource } from './lint/module-source.ts';
import { names } from './lint/names.ts';
import { overlap } from './lint/overlap.ts';
import { withOverrides } from './lint/overrides.ts';
import { persist } from './lint/persist.ts';
import { persistedFiles } from './lint/persisted-files.ts';
import { profileMap } from './lint/profile-map.ts';
import { range } from './lint/range.ts';
import { registers } from './lint/registers.ts';
import { reservation } from './lint/reservation.ts';
import type { Rule } from './lint/rule.ts';
import { syncMode } from './lint/sync-mode.ts';
import { syncRange } from './lint/sync-range.ts';
import { systemRam } from './lint/system-ram.ts';
import { treeNodes } from './lint/tree-nodes.ts';

export const rules: readonly Rule[] = [
  names,
  range,
  alignment,
  overlap,
  registers,
  syncRange,
  syncMode,
  moduleSource,
  systemRam,
  claimed,
  reservation,
  treeNodes,
  addressWidth,
  deviceNames,
  profileMap,
  coherence,
  cacheLines,
  persist,
  persistedFiles,
];

export interface Lint {
  /** In the order of the text; of the whole plan first. */
  readonly findings: readonly Finding[];
  /** What could not be judged, and what it would have needed, as sentences. */
  readonly notRun: readonly string[];
}

/** Without facts only what the plan itself says is judged. */
export function lint(document: PlanDocument, facts?: Facts): Lint {
  const notRun: string[] = [];
  const { plan } = document;
  if (plan === undefined)
    return {
      findings: [...document.findings],
      notRun: ['Nothing but the text was judged: it does not say a whole plan.'],
    };
  const found: Finding[] = [];
  for (const rule of rules) {
    const lacks = facts === undefined ? rule.needs : rule.lacks?.(facts);
    if (lacks !== undefined) notRun.push(`${rule.about}: ${lacks}`);
    found.push(...rule.check({ plan, facts }));
  }
  const placed = withOverrides(plan, found).map((each) => ({ ...each, place: document.placeOf(each.path) }));
  return { findings: [...document.findings, ...placed].sort(byPlace), notRun };
}

function byPlace({ place: a }: Finding, { place: b }: Finding): number {
  return (a?.line ?? 0) - (b?.line ?? 0) || (a?.column ?? 0) - (b?.column ?? 0);
}

export function hasErrors(findings: readonly Finding[]): boolean {
  return findings.some(({ severity }) => severity === 'error');
}
