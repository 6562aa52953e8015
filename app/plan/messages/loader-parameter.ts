/** kernel/params.c: parse_args(), and kernel/module/main.c: unknown_module_param_cb(); Linux 6.1 and 6.12. */
import { narrow } from '../lint/range.ts';
import { line } from './format.ts';
import type { Context, Message } from './message.ts';
import { type PlannedRegion, regionNamed } from './region-of.ts';

/** The region of the plan whose parameter it is. */
function regionOfParameter(parameter: string, { plan }: Context): PlannedRegion | undefined {
  const slot = /^uiomem([0-7])_/.exec(parameter)?.[1];
  return slot === undefined ? undefined : regionNamed(plan, `uiomem${slot}`);
}

export const loaderUnknownParameter: Message = {
  id: 'loader.unknown-parameter',
  weight: 'note',
  lines: [line("%s: unknown parameter '%s' ignored", 'module', 'parameter')],
  explain: ({ module = '', parameter = '' }) => ({
    meaning: `${module} has no parameter ${parameter}; it was loaded without it, so what the parameter should have made is not there.`,
    hint: /^uiomem\d+_/.test(parameter)
      ? 'The driver has uiomem0 to uiomem7 with _addr, _size and _option; a name that reads right means another version of the driver (modinfo tells its parameters).'
      : 'Check its spelling; modinfo tells the parameters of the file.',
  }),
};

export const loaderBadParameter: Message = {
  id: 'loader.bad-parameter',
  weight: 'cause',
  lines: [
    line("%s: `%s' invalid for parameter `%s'", 'module', 'value', 'parameter'),
    line("%s: `%s' too large for parameter `%s'", 'module', 'value', 'parameter'),
  ],
  explain({ module = '', value = '', parameter = '' }, context) {
    const planned = regionOfParameter(parameter, context);
    const is32Bit = narrow.test(context.facts?.board.kernel.machine ?? '');
    return {
      meaning: `${JSON.stringify(value)} is no value for the parameter ${parameter} of ${module}${planned === undefined ? '' : ` (${planned.region.device} of the plan)`}, so it was not loaded.`,
      hint: `A number is written in decimal or as 0x…, without a unit${
        is32Bit ? '; on a 32-bit board it has 32 bits, and a region beyond 4 GiB needs a device-tree node' : ''
      }.`,
    };
  },
};
