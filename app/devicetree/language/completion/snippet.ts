/** A piece of a device tree for one use (resources/snippets). */

export type SnippetPlace = 'a text' | 'root' | 'bus' | 'uiomem';

export interface Snippet {
  readonly name: string;
  readonly title: string;
  readonly about: string;
  /** Where it can stand. */
  readonly places: readonly SnippetPlace[];
  /** A whole overlay, with places to fill in as `${1:usual}`. */
  readonly text: string;
  /** What goes into a node; empty where nothing does. */
  readonly piece: string;
}

/** With the usual text in each place that is to be filled in. */
export function filled(text: string): string {
  return text.replaceAll(/\$\{\d+:([^}]*)\}/g, '$1');
}
