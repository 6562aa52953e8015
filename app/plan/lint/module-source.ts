import type { BoardFacts } from '../../../remote-helper/contract/facts.ts';
import type { Finding } from '../finding.ts';
import { driverName, ofAnother } from '../loaded-driver.ts';
import { lockedDown, signatureForcedBy, waysToSign, withoutLockdown } from '../module-guards.ts';
import { moduleParameters, sameParameters } from '../parameters.ts';
import type { Plan } from '../schema.ts';
import type { Rule } from './rule.ts';

/**
 * `module.path-missing`, `module.path-unused`, `module.not-loaded`, `module.loaded-differs`, `module.loading-disabled`,
 * `module.signature-required`, `module.lockdown-parameters`, `module.other-driver`.
 */
export const moduleSource: Rule = {
  about: 'whether the loaded module is as the plan says',
  needs: 'it is not known what the board has loaded',
  check({ plan, facts }) {
    const { from, path, headers, on } = plan.module;
    const findings: Finding[] = [];
    const wantsPath = from === 'folder' || from === 'file';
    if (wantsPath && path === undefined) {
      findings.push({
        id: 'module.path-missing',
        severity: 'error',
        path: ['module', 'from'],
        message: `module.path is missing: which ${from === 'folder' ? 'source folder' : '.ko file'}?`,
        why: 'It has no default.',
        hint: 'Add path: relative to the plan’s own folder.',
      });
    }
    for (const [key, unused] of [
      ['path', !wantsPath && path !== undefined],
      ['headers', (from === 'file' || from === 'loaded') && headers !== undefined],
      ['on', (from === 'file' || from === 'loaded') && on !== undefined],
    ] as const) {
      if (!unused) continue;
      findings.push({
        id: 'module.path-unused',
        severity: 'warning',
        path: ['module', key],
        message: `module.${key} says nothing when the module is ${from}.`,
        why: 'A reader of the plan would think that it is used.',
        fix: { title: `Leave ${key} out`, edits: [{ op: 'remove', path: ['module', key] }] },
      });
    }
    if (facts !== undefined && from !== 'loaded') findings.push(...againstLoading(plan, facts.board));
    const there = facts?.board.uiomem;
    if (there !== undefined && from === 'built-in' && ofAnother(there)) {
      findings.push({
        id: 'module.other-driver',
        severity: 'warning',
        path: ['module', 'from'],
        message: `The ${driverName(there)} is loaded; the plan has the tool’s own take its place.`,
        why: 'Whoever loaded it may rely on it: its devices go away, and the next boot may load it again.',
        hint: 'To keep it say from: loaded (plan new --from-board makes such a plan).',
      });
    }
    if (from !== 'loaded' || facts === undefined) return findings;
    const { uiomem } = facts.board;
    if (uiomem === undefined) {
      findings.push({
        id: 'module.not-loaded',
        severity: 'error',
        path: ['module', 'from'],
        message: 'The plan leaves the loaded module alone, but none is loaded.',
        why: 'Without the module there is no device.',
        hint: 'Load it, or let the plan do it: from: built-in.',
      });
    } else if (!sameParameters(moduleParameters(plan), thatMadeDevices(uiomem.parameters, facts.board.devices))) {
      findings.push({
        id: 'module.loaded-differs',
        severity: 'error',
        path: ['module', 'from'],
        message: 'The loaded module has other parameters than the plan’s regions ask for.',
        why: 'Parameters are given when the module is loaded, and the plan leaves it loaded.',
        hint: 'Let the plan load it (from: built-in), or make its regions those that are loaded: plan new --from-board.',
      });
    }
    return findings;
  },
};

/** Without those of regions that were asked for and did not come to be: a driver may load all the same. */
function thatMadeDevices(
  parameters: Readonly<Record<string, string>>,
  devices: BoardFacts['devices'],
): Record<string, string> {
  const made = devices.flatMap(({ origin }) => (origin.kind === 'insmod' ? [origin.slot] : []));
  const kept = Object.entries(parameters).filter(([name]) => {
    const slot = /^uiomem([0-7])_/.exec(name)?.[1];
    return slot === undefined || made.includes(Number(slot));
  });
  return Object.fromEntries(kept);
}

/** What this kernel has against loading the module that the plan means; nothing when it is loaded as planned already. */
function againstLoading(plan: Plan, { kernel, uiomem }: Pick<BoardFacts, 'kernel' | 'uiomem'>): Finding[] {
  if (uiomem !== undefined && sameParameters(moduleParameters(plan), uiomem.parameters)) return [];
  const findings: Finding[] = [];
  const at: Pick<Finding, 'severity' | 'path'> = { severity: 'error', path: ['module', 'from'] };
  if (kernel.modulesDisabled) {
    findings.push({
      ...at,
      id: 'module.loading-disabled',
      message: 'The board loads no module until its next boot: kernel.modules_disabled is 1.',
      why: 'Once it is 1 the kernel lets nobody set it back.',
      hint: 'Boot the board, and load the driver before what switches it off: look in /etc/sysctl.conf and /etc/sysctl.d.',
    });
  }
  const forced = signatureForcedBy(kernel);
  // A file may be signed, and is looked into before anything is sent.
  if (forced !== undefined && plan.module.from !== 'file') {
    findings.push({
      ...at,
      id: 'module.signature-required',
      message: `The board takes signed modules only (${forced}), and what the tool builds is not signed.`,
      why: 'The tool has no key that the kernel knows.',
      hint: `Build it with module build, then name the signed file: from: file. ${waysToSign(kernel, undefined, 'uiomem.ko')}`,
    });
  }
  if (lockedDown(kernel)) {
    for (const [index, { load, device }] of plan.regions.entries()) {
      if (load !== 'insmod') continue;
      findings.push({
        ...at,
        id: 'module.lockdown-parameters',
        path: ['regions', index, 'load'],
        message: `${device} would be named on the insmod line, from which a kernel that is locked down (${kernel.lockdown}) takes no physical addresses.`,
        why: 'Parameters that name hardware could be used to change the kernel.',
        hint: `Describe the region in the device tree (load: device-tree), or ${withoutLockdown}.`,
      });
    }
  }
  return findings;
}
