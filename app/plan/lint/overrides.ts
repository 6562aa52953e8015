/** What a plan overrides, with its reasons: errors of judgement become warnings. Facts that the kernel refuses by stay errors. */
import type { Finding } from '../finding.ts';
import type { Plan } from '../schema.ts';

/** Ids of errors that a plan can override, with a reason: about what the driver would load all the same. */
export const overridable: readonly string[] = [
  'region.shared-differently',
  'region.registers-cached',
  'region.beyond-address-width',
];

/** The findings after the plan's overrides: `plan.override-not-possible`, `plan.override-unused` are among them. */
export function withOverrides(plan: Plan, findings: readonly Finding[]): Finding[] {
  const overrides = plan.overrides ?? [];
  const used = new Set<number>();
  const judged = findings.map((found): Finding => {
    if (found.severity !== 'error' || !overridable.includes(found.id)) return found;
    const [list, index] = found.path;
    const device = list === 'regions' && typeof index === 'number' ? plan.regions[index]?.device : undefined;
    const by = overrides.findIndex(
      ({ finding, region }) => finding === found.id && (region === undefined || region === device),
    );
    const reason = overrides[by]?.reason;
    if (reason === undefined) return found;
    used.add(by);
    return { ...found, severity: 'warning', overridden: reason };
  });
  const own = overrides.flatMap(({ finding, region }, index): Finding[] => {
    const path = ['overrides', index];
    if (!overridable.includes(finding)) {
      return [
        {
          id: 'plan.override-not-possible',
          severity: 'error',
          path: [...path, 'finding'],
          message: `${finding} cannot be overridden.`,
          why: 'Only what the kernel would take all the same is for a person to decide; the rest it refuses, or it harms the board.',
          hint: `These can: ${overridable.join(', ')}.`,
        },
      ];
    }
    if (used.has(index)) return [];
    return [
      {
        id: 'plan.override-unused',
        severity: 'info',
        path: [...path, 'finding'],
        message: `There is no ${finding}${region === undefined ? '' : ` of ${region}`} to override.`,
        why: 'It may not have been judged here, or the plan was mended since; the override would hide the next one.',
        fix: { title: 'Take the override away', edits: [{ op: 'remove', path }] },
      },
    ];
  });
  return [...judged, ...own];
}
