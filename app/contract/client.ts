/** Programs that use a plan's regions, rendered from the plan. */
import { z } from 'zod';
import { contract } from '../../remote-helper/rpc/contract.ts';

export const clientLanguage = z.enum(['c', 'python', 'rust']);
export type ClientLanguage = z.output<typeof clientLanguage>;

export const clientContract = contract({
  /** Fails with `plan.lint` (data: findings) when the plan has errors by itself. Needs no board. */
  'plan.client': {
    input: z.object({ text: z.string(), folder: z.string(), language: clientLanguage }),
    /** `path`: relative, such as `uiomem_regions.h`. */
    output: z.object({ files: z.array(z.object({ path: z.string(), text: z.string() })) }),
    deadlineMs: 0,
  },
});
