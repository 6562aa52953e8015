import type { Finding } from '../finding.ts';
import { moduleParameters, sameParameters } from '../parameters.ts';
import type { Rule } from './rule.ts';

/** `module.path-missing`, `module.path-unused`, `module.not-loaded`, `module.loaded-differs`. */
export const moduleSource: Rule = {
  about: 'whether the loaded module is as the plan says',
  needs: 'it is not known what the board has loaded',
  check({ plan, facts }) {
    const { from, path, headers } = plan.module;
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
    } else if (!sameParameters(moduleParameters(plan), uiomem.parameters)) {
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
