/** modules-load.d(5): the module's name for whatever loads modules at boot. */
import type { Plan } from '../schema.ts';
import { header } from './header.ts';

export function modulesLoadText(plan: Plan): string {
  return `${header(plan, 'the module that every boot loads')}uiomem\n`;
}

/** Whether a file of modules-load.d, or /etc/modules, has it loaded. Comments start with # or ;. */
export function loadsUiomem(text: string): boolean {
  return text.split('\n').some((line) => /^\s*uiomem(\s|$)/.test(line));
}
