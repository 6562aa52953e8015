/** What the helper and its probe child say to each other over node's IPC channel (structured clone). */
import type { Width } from '../contract/memory.ts';
import type { Problem } from '../rpc/problem.ts';
import type { MappingPlace } from './mapping.ts';

export type ProbeWork =
  | { readonly kind: 'map'; readonly mapping: number; readonly place: MappingPlace }
  | { readonly kind: 'unmap'; readonly mapping: number }
  | { readonly kind: 'touch'; readonly mapping: number; readonly first: number; readonly last: number }
  | {
      readonly kind: 'read';
      readonly mapping: number;
      readonly offset: bigint;
      readonly size: number;
      readonly width: Width;
    }
  | {
      readonly kind: 'write';
      readonly mapping: number;
      readonly offset: bigint;
      readonly bytes: Uint8Array;
      readonly width: Width;
    };

/** The child's first message: from then on it answers. */
export interface ProbeReady {
  readonly ready: true;
}

export type ProbeAnswer = { readonly bytes?: Uint8Array } | { readonly problem: Problem };

/** Descriptor of the child on which the file with the number of the access under way is open. */
export const progressDescriptor = 4;
/** Bytes of that file: a page, whatever its size. */
export const progressSize = 65_536;
