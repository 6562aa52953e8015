/** What the page and its device-tree worker say to each other. All of it is data that `postMessage` copies. */
import type { BoardFacts } from '../../../../remote-helper/contract/facts.ts';
import type { Problem } from '../../../../remote-helper/rpc/problem.ts';
import type { TextEdit, TreeFinding } from '../../../devicetree/finding.ts';
import type { Diagnostics } from '../../../devicetree/language/diagnostics.ts';
import type { QuestionName, Questions } from '../../../devicetree/language/questions.ts';
import type { Outcome } from '../../../devicetree/rehearse/predict.ts';
import type { NodePath } from '../../../devicetree/tree.ts';
import type { NewNode } from '../../../devicetree/uiomem/form/add-node.ts';

/** Takes the place of what is from `start` to `end`. Changes told together are all of the text before any of them. */
export interface Change {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/** What is known of a board. `base`: a flattened tree in place of the one that the facts have. */
export interface BoardInput {
  readonly facts?: BoardFacts | undefined;
  readonly base?: Uint8Array | undefined;
}

/** A tree that a question is about: a board's, an open document's, or one that comes along. */
export type TreeOf =
  | { readonly board: string }
  | { readonly document: number }
  | { readonly name: string; readonly bytes: Uint8Array }
  /** What it includes is found as by the open document of that name. */
  | { readonly name: string; readonly text: string };

export interface Comparison {
  /** As `dt diff` prints it; empty where nothing differs, cut where it is too long to be shown. */
  readonly text: string;
  readonly changes: number;
  /** What is left out of the text, in lines. */
  readonly cut: number;
}

export interface RehearsedMoment {
  readonly when: 'now' | 'atBoot';
  readonly good: boolean;
  readonly findings: readonly TreeFinding[];
  /** From the board's tree to the merged one. Undefined: the overlay is refused. */
  readonly difference: Comparison | undefined;
  readonly predictions: readonly {
    readonly path: NodePath;
    readonly from: string | undefined;
    readonly outcome: Outcome;
  }[];
  readonly notRun: readonly string[];
}

/** Questions about trees rather than about a place in a text. Ids of refusals: `device-tree.no-base`, `.no-document`, `.unreadable`, `.no-node`. */
export interface TreeQuestions {
  compare: { readonly input: { readonly before: TreeOf; readonly after: TreeOf }; readonly answer: Comparison };
  /** Overlays put onto a board's tree in their order. */
  rehearse: {
    readonly input: {
      readonly board: string;
      readonly overlays: readonly TreeOf[];
      readonly moments: readonly RehearsedMoment['when'][];
    };
    readonly answer: readonly RehearsedMoment[];
  };
  /** The merged tree of a rehearsal, as text. `device-tree.refused` where an overlay is. */
  merged: {
    readonly input: {
      readonly board: string;
      readonly overlays: readonly TreeOf[];
      readonly when: RehearsedMoment['when'];
    };
    readonly answer: { readonly text: string };
  };
  /** The .dtbo of an overlay's source. `device-tree.unreadable` where it has errors, `device-tree.not-overlay` where it is a tree of its own. */
  compile: { readonly input: { readonly tree: TreeOf }; readonly answer: { readonly bytes: Uint8Array } };
  /** A node put into a source; refused as app/devicetree/uiomem/form/ does, with the text left as it is. */
  add: {
    readonly input: { readonly name: string; readonly text: string; readonly node: NewNode; readonly board: string };
    readonly answer: { readonly edits: readonly TextEdit[] };
  };
  /** As text: the whole tree, or one node of it. */
  print: {
    readonly input: { readonly tree: TreeOf; readonly node?: NodePath | undefined };
    readonly answer: { readonly text: string; readonly findings: readonly TreeFinding[] };
  };
}

export type TreeQuestionName = keyof TreeQuestions;

/** A question with what goes with it, for each name. */
type Asked<All extends Record<keyof All, { readonly input: unknown }>> = {
  [Name in keyof All]: { readonly name: Name; readonly input: All[Name]['input'] };
}[keyof All];

export type DocumentQuestion = Asked<Questions>;
export type TreeQuestion = Asked<TreeQuestions>;

export interface OpenInput {
  /** Where its file is, so that included ones are found beside it. */
  readonly file: string;
  readonly text: string;
  /** By the name that `setBoard` has it. */
  readonly board?: string | undefined;
  readonly runTime?: boolean | undefined;
}

export type ToWorker =
  | ({ readonly kind: 'open'; readonly document: number; readonly version: number } & OpenInput)
  | { readonly kind: 'edit'; readonly document: number; readonly version: number; readonly changes: readonly Change[] }
  | {
      readonly kind: 'use';
      readonly document: number;
      readonly board: string | undefined;
      readonly runTime: boolean | undefined;
    }
  | { readonly kind: 'close'; readonly document: number }
  | { readonly kind: 'board'; readonly name: string; readonly board: BoardInput | undefined }
  /** What was asked for by `want`. */
  | { readonly kind: 'found'; readonly id: number; readonly found: FoundFile | undefined }
  /** A file that some text may bring in is another one now, or is there now: what was found before does not count. */
  | { readonly kind: 'file-changed'; readonly file: string }
  | {
      readonly kind: 'ask';
      readonly id: number;
      readonly document: number;
      readonly version: number;
      readonly question: DocumentQuestion;
    }
  | { readonly kind: 'ask-trees'; readonly id: number; readonly question: TreeQuestion }
  | { readonly kind: 'cancel'; readonly id: number };

export interface IncludedFile {
  readonly file: string;
  readonly text: string;
}

export type FoundFile = IncludedFile | { readonly file: string; readonly bytes: Uint8Array };

/** A file that a text brings in. */
export interface FileWanted {
  readonly name: string;
  /** The file that names it. */
  readonly from: string;
  /** By `#include "…"`, `#include <…>` or `/incbin/("…")`: of the last its bytes are wanted, else its text. */
  readonly by: 'quotes' | 'angles' | 'incbin';
}

export type FromWorker =
  | {
      readonly kind: 'diagnostics';
      readonly document: number;
      readonly version: number;
      readonly diagnostics: Diagnostics;
    }
  | ({ readonly kind: 'want'; readonly id: number } & FileWanted)
  | { readonly kind: 'answer'; readonly id: number; readonly answer: unknown }
  /** The text is another one by now, or was closed. */
  | { readonly kind: 'stale'; readonly id: number }
  | { readonly kind: 'refused'; readonly id: number; readonly problem: Problem };

export type AnswerOf<Name extends QuestionName> = Questions[Name]['answer'];
export type TreeAnswerOf<Name extends TreeQuestionName> = TreeQuestions[Name]['answer'];
