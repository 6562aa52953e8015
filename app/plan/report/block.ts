/** The parts of a document that every form of a report has: text and tables, and no markup. */

type Tone = 'good' | 'bad' | 'warn' | 'plain';

export type Block =
  | { readonly kind: 'heading'; readonly level: 2 | 3; readonly text: string }
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'list'; readonly items: readonly string[] }
  /** Each row is a name and what it is. */
  | { readonly kind: 'pairs'; readonly caption: string; readonly rows: readonly (readonly [string, string])[] }
  /** The first cell of a row names it. */
  | {
      readonly kind: 'table';
      readonly caption: string;
      readonly head: readonly string[];
      readonly rows: readonly (readonly string[])[];
    }
  | { readonly kind: 'code'; readonly caption: string; readonly language: string; readonly text: string };

export interface Outline {
  readonly title: string;
  readonly tone: Tone;
  /** How it came out, as a sentence. */
  readonly summary: string;
  readonly blocks: readonly Block[];
}
