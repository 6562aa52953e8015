import type { Facts } from '../facts.ts';
import type { Finding, PlanPath } from '../finding.ts';
import { freeInsmodName, renamed } from '../free-name.ts';
import { type Plan, slotOf } from '../schema.ts';
import { nodeRegions } from '../tree-nodes.ts';
import { eachRegion, type Rule } from './rule.ts';

/** uiomem0_addr to uiomem7_addr (uiomem-interface: Module parameters). */
const mostInsmodRegions = 8;

/** `regions.too-many`, `region.not-an-insmod-name`, `region.minor-of-insmod`, `region.duplicate-device`, `region.duplicate-minor`. */
export const names: Rule = {
  about: 'minors that nodes of the board’s device tree ask for',
  needs: 'the board’s device tree is not known',
  check({ plan, facts }) {
    return [
      ...counted(plan),
      ...namedForInsmod(plan, facts),
      ...duplicateDevices(plan),
      ...duplicateMinors(plan, facts),
    ];
  },
};

function counted(plan: Plan): Finding[] {
  const insmod = eachRegion(plan).filter(({ region }) => region.load === 'insmod');
  const ninth = insmod[mostInsmodRegions];
  if (ninth === undefined) return [];
  return [
    {
      id: 'regions.too-many',
      severity: 'error',
      path: [...ninth.at, 'device'],
      message: `The plan has ${insmod.length} regions for insmod; the driver has parameters for ${mostInsmodRegions}.`,
      why: 'The module knows uiomem0_addr to uiomem7_addr and no more.',
      hint: 'Join regions that lie side by side, or make some by device-tree nodes.',
    },
  ];
}

function namedForInsmod(plan: Plan, facts: Facts | undefined): Finding[] {
  const free = freeInsmodName(plan, facts?.board);
  return eachRegion(plan).flatMap(({ region, at }): Finding[] => {
    if (region.load !== 'insmod') return [];
    const findings: Finding[] = [];
    if (slotOf(region.device) === undefined) {
      findings.push({
        id: 'region.not-an-insmod-name',
        severity: 'error',
        path: [...at, 'device'],
        message: `insmod cannot make a device called ${region.device}.`,
        why: 'Region N of the insmod line becomes uiomemN, N from 0 to 7; other names come from device-tree nodes.',
        hint: free === undefined ? 'All eight are taken: use a device-tree node.' : `Free is ${free}.`,
        ...(free !== undefined && {
          fix: { title: `Call it ${free}`, edits: renamed(region, at, free) },
        }),
      });
    }
    if (region.minor !== undefined && region.minor !== slotOf(region.device)) {
      findings.push({
        id: 'region.minor-of-insmod',
        severity: 'error',
        path: [...at, 'minor'],
        message: `${region.device} cannot have minor ${region.minor} when insmod makes it.`,
        why: 'Region N of the insmod line takes minor N.',
        fix: { title: 'Leave the minor out', edits: [{ op: 'remove', path: [...at, 'minor'] }] },
      });
    }
    return findings;
  });
}

function duplicateDevices(plan: Plan): Finding[] {
  const first = new Map<string, number>();
  return eachRegion(plan).flatMap(({ region, at }): Finding[] => {
    const before = first.get(region.device);
    if (before === undefined) first.set(region.device, at[1]);
    return before === undefined
      ? []
      : [
          {
            id: 'region.duplicate-device',
            severity: 'error',
            path: [...at, 'device'],
            message: `Two regions are called ${region.device}.`,
            why:
              slotOf(region.device) === undefined
                ? 'A device name exists once; the second node’s probe fails.'
                : 'It is one set of module parameters; the second would replace the first.',
            hint: 'Give one of them another name.',
          },
        ];
  });
}

/** Minors of the plan and, where the plan does not name them, of the board's nodes. */
function duplicateMinors(plan: Plan, facts: Facts | undefined): Finding[] {
  const asked: { device: string; minor: number; path: PlanPath | undefined }[] = [];
  for (const { region, at } of eachRegion(plan)) {
    const minor = region.load === 'insmod' ? slotOf(region.device) : region.minor;
    if (minor !== undefined)
      asked.push({
        device: region.device,
        minor,
        path: [...at, region.load === 'insmod' || region.minor === undefined ? 'device' : 'minor'],
      });
  }
  const planned = new Set(plan.regions.filter(({ load }) => load === 'device-tree').map(({ device }) => device));
  for (const { device, minor } of facts === undefined ? [] : nodeRegions(facts.board)) {
    if (minor !== undefined && !planned.has(device)) asked.push({ device, minor, path: undefined });
  }
  return asked.flatMap((each, index): Finding[] => {
    const before = asked.slice(0, index).find(({ minor, device, path }) => {
      // The same device twice in the plan is told by duplicateDevices.
      const samePlanned = device === each.device && path !== undefined && each.path !== undefined;
      return minor === each.minor && !samePlanned;
    });
    const path = each.path ?? before?.path;
    if (before === undefined || path === undefined) return [];
    return [
      {
        id: 'region.duplicate-minor',
        severity: 'error',
        path: [...path],
        message: `${before.device} and ${each.path === undefined ? 'a node of the board’s device tree that becomes ' : ''}${each.device} both want minor ${each.minor}.`,
        why: 'The first to come has it, insmod regions before device-tree nodes; the other’s probe fails with EINVAL.',
        hint: 'Use another region number, or another minor-number in the node.',
      },
    ];
  });
}
