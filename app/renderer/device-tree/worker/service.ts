/** The worker's side: keeps the documents, tells what is wrong with each behind its last edit, and answers questions. */
import { ProblemError, problem } from '../../../../remote-helper/rpc/problem.ts';
import { readFdt } from '../../../devicetree/fdt/read-fdt.ts';
import type { LanguageBoard } from '../../../devicetree/language/document.ts';
import { answer } from '../../../devicetree/language/questions.ts';
import { indexTree } from '../../../devicetree/tree-index.ts';
import { OpenTexts } from './open-texts.ts';
import type { BoardInput, FoundFile, FromWorker, ToWorker } from './protocol.ts';
import { answerTrees } from './tree-answers.ts';

/**
 * How long nothing is typed before a text is judged: between two keys a question matters more. A text that takes long waits for
 * more than the time between two keys: on a machine with few processors its page would wait for one.
 */
const quietMs = { least: 60, most: 400, timesTook: 5 };

type Question = Extract<ToWorker, { kind: 'ask' | 'ask-trees' }>;

export class DeviceTreeService {
  private readonly send: (message: FromWorker) => void;
  private readonly boards = new Map<string, LanguageBoard>();
  private readonly texts: OpenTexts;
  private readonly wanted = new Map<number, (found: FoundFile | undefined) => void>();
  private wants = 0;
  /** Not answered yet, in their order: what is cancelled meanwhile is never begun. */
  private readonly questions = new Map<number, Question>();
  /** Those that were begun and miss files which are on their way, with the documents that bring these in. */
  private readonly held = new Map<number, { readonly question: Question; readonly documents: ReadonlySet<number> }>();
  private turn: ReturnType<typeof setTimeout> | undefined;
  private readonly judging = new Map<number, ReturnType<typeof setTimeout>>();
  /** How long the last judging took, in milliseconds. */
  private readonly took = new Map<number, number>();

  constructor(send: (message: FromWorker) => void) {
    this.send = send;
    this.texts = new OpenTexts({
      want: (wanted, found) => {
        this.wants += 1;
        this.wanted.set(this.wants, found);
        send({ kind: 'want', id: this.wants, ...wanted });
      },
      boardOf: (name) => (name === undefined ? undefined : this.boards.get(name)) ?? {},
      changed: (document) => this.judgeSoon(document),
    });
  }

  hear(message: ToWorker): void {
    switch (message.kind) {
      case 'open':
        this.texts.open(message.document, message.version, message);
        break;
      case 'edit':
        this.texts.edit(message.document, message.version, message.changes);
        break;
      case 'use':
        this.texts.use(message.document, message.board, message.runTime);
        break;
      case 'close':
        this.texts.close(message.document);
        clearTimeout(this.judging.get(message.document));
        this.judging.delete(message.document);
        this.took.delete(message.document);
        break;
      case 'board':
        if (message.board === undefined) this.boards.delete(message.name);
        else this.boards.set(message.name, languageBoard(message.board));
        this.texts.boardChanged(message.name);
        break;
      case 'found':
        this.wanted.get(message.id)?.(message.found);
        this.wanted.delete(message.id);
        this.goOn();
        break;
      case 'file-changed':
        this.texts.fileChanged(message.file);
        break;
      case 'ask':
      case 'ask-trees':
        this.questions.set(message.id, message);
        this.answerSoon();
        break;
      case 'cancel':
        this.questions.delete(message.id);
        this.held.delete(message.id);
        break;
    }
  }

  /** Behind the messages that are there already: edits and cancellations among them come first. */
  private answerSoon(): void {
    this.turn ??= setTimeout(() => {
      this.turn = undefined;
      const [next] = this.questions;
      if (next === undefined) return;
      this.questions.delete(next[0]);
      if (this.questions.size > 0) this.answerSoon();
      this.answer(next[1]);
    }, 0);
  }

  /** With what files have come for. */
  private goOn(): void {
    for (const [id, { question, documents }] of this.held) {
      if (this.isWaiting(documents)) continue;
      this.held.delete(id);
      this.questions.set(id, question);
      this.answerSoon();
    }
  }

  private isWaiting(documents: ReadonlySet<number>): boolean {
    return [...documents].some((each) => this.texts.isWaiting(each));
  }

  private answer(question: Question): void {
    const documents = new Set<number>();
    const told = this.answerOf(question, documents);
    // Without those files it is an answer about another text.
    if (this.isWaiting(documents)) this.held.set(question.id, { question, documents });
    else this.send(told);
  }

  /** `documents` gets those that it is about. */
  private answerOf(question: Question, documents: Set<number>): FromWorker {
    const { id } = question;
    try {
      if (question.kind === 'ask-trees') {
        const known = {
          boardOf: (name: string) => this.boards.get(name),
          documentOf: (document: number) => {
            documents.add(document);
            return this.texts.documentOf(document);
          },
          filesOf: (file: string) => {
            const document = this.texts.openAs(file);
            if (document !== undefined) documents.add(document);
            return this.texts.filesOf(document);
          },
        };
        return { kind: 'answer', id, answer: answerTrees(known, question.question) };
      }
      const { document, version } = question;
      const read = this.texts.versionOf(document) === version ? this.texts.documentOf(document) : undefined;
      if (read === undefined) return { kind: 'stale', id };
      documents.add(document);
      const { name, input } = question.question;
      return { kind: 'answer', id, answer: answer(read, name, input) };
    } catch (thrown) {
      return { kind: 'refused', id, problem: problemOf(thrown) };
    }
  }

  private judgeSoon(document: number): void {
    const { least, most, timesTook } = quietMs;
    const quiet = Math.min(most, Math.max(least, timesTook * (this.took.get(document) ?? 0)));
    clearTimeout(this.judging.get(document));
    this.judging.set(
      document,
      setTimeout(() => {
        this.judging.delete(document);
        const began = performance.now();
        this.judge(document);
        this.took.set(document, performance.now() - began);
      }, quiet),
    );
  }

  private judge(document: number): void {
    const version = this.texts.versionOf(document);
    if (version === undefined) return;
    try {
      const read = this.texts.documentOf(document);
      // Reading it may have asked for files; it is judged when they are there.
      if (read === undefined || this.texts.isWaiting(document)) return;
      this.send({ kind: 'diagnostics', document, version, diagnostics: answer(read, 'diagnostics', undefined) });
    } catch (thrown) {
      const { message, id } = problemOf(thrown);
      const findings = [{ id, severity: 'error', message, why: 'That is a fault of this program.' }] as const;
      this.send({ kind: 'diagnostics', document, version, diagnostics: { findings, more: 0, notRun: [] } });
    }
  }
}

function languageBoard({ facts, base }: BoardInput): LanguageBoard {
  const bytes = base ?? (facts?.fdt === undefined ? undefined : bytesOf(facts.fdt));
  const tree = bytes === undefined ? undefined : readFdt(bytes).tree;
  return { facts, base: tree && indexTree(tree) };
}

function bytesOf(base64: string): Uint8Array {
  return Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
}

/** Of what is no Problem: what a maintainer needs to find it. */
function problemOf(thrown: unknown) {
  if (thrown instanceof ProblemError) return thrown.problem;
  const said = thrown instanceof Error ? (thrown.stack ?? thrown.message) : String(thrown);
  return problem('device-tree.internal', `Reading the device tree failed: ${said}`).problem;
}
