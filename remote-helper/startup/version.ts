/** The helper's own version: the digest of everything it was bundled from, put in by bundle.ts. */

/** Replaced in the bundle. */
declare const HELPER_VERSION: string | undefined;

/** `source` when run from its source. */
export const helperVersion: string = typeof HELPER_VERSION === 'undefined' ? 'source' : HELPER_VERSION;
