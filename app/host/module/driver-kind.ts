/** Which driver a module file is: ours, another that has the parameters of uiomem (the reference), or none of them. */
import type { ModuleFile } from './module-file.ts';

/** Of kernel/module.c. */
const ownDescription = 'Physical memory outside the kernel for user space, with caches kept by hand';
const slots = [0, 1, 2, 3, 4, 5, 6, 7];

/** uiomem-interface: Module parameters. A module of that name without the parameters is some other. */
export function driverOf(
  module: Pick<ModuleFile, 'name' | 'description' | 'parameters'>,
): 'ours' | 'reference' | 'other' {
  const names = ['info_enable', ...slots.flatMap((n) => [`uiomem${n}_addr`, `uiomem${n}_size`, `uiomem${n}_option`])];
  if (module.name !== 'uiomem' || !names.every((name) => module.parameters.has(name))) return 'other';
  return module.description === ownDescription ? 'ours' : 'reference';
}
