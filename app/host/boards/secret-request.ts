/** Which secret is wanted. */
import type { z } from 'zod';
import type { secretKind } from '../../contract/board.ts';

export interface SecretRequest {
  readonly board: string;
  readonly kind: z.output<typeof secretKind>;
  /** The jump host that wants it; absent: the board. */
  readonly hop?: string;
}
