/** Whether the host behind a helper is still there: a link that died without a word looks like a host that says nothing. */
import * as z from 'zod';
import { contract } from '../rpc/contract.ts';

/** Milliseconds between two beats of a host that has nothing else to say. */
export const beatEveryMs = 3_000;
/**
 * A helper that has heard nothing for this long ends by itself: between this and the same again of one more look
 * (`remote-helper/link/silence.ts`). Longer than an outage that TCP gets over before the host gives the link up.
 */
export const silenceMs = 17_500;

export const linkContract = contract({
  /** Does nothing. Any byte from the host counts as a sign of life; this is for a host that has no other call to make. */
  'link.beat': { input: z.object({}), output: z.object({}) },
});
