/** What becomes of a boot file's text: another text, or why the tool does not write it. */
export type Edited = { readonly text: string } | { readonly notUnderstood: string };
