/** Trees compared, rehearsed and printed: of all that comes out of it what is shown. */
import { type Problem, problem } from '../../../../remote-helper/rpc/problem.ts';
import { readFdt } from '../../../devicetree/fdt/read-fdt.ts';
import { writeFdt } from '../../../devicetree/fdt/write-fdt.ts';
import { hasErrors, type TextEdit, type TreeFinding } from '../../../devicetree/finding.ts';
import type { LanguageBoard, LanguageDocument } from '../../../devicetree/language/document.ts';
import { differenceText } from '../../../devicetree/print/difference-text.ts';
import { labelsOf } from '../../../devicetree/print/labels.ts';
import { nodeText } from '../../../devicetree/print/node-text.ts';
import { printTree } from '../../../devicetree/print/print-tree.ts';
import { treeDifference } from '../../../devicetree/print/tree-difference.ts';
import { rehearsalFindings } from '../../../devicetree/rehearse/rehearsal-findings.ts';
import { isGood, rehearse } from '../../../devicetree/rehearse/rehearse.ts';
import { readSource } from '../../../devicetree/source/read-source.ts';
import type { SourceTree } from '../../../devicetree/source-tree.ts';
import type { DeviceTree } from '../../../devicetree/tree.ts';
import { indexTree } from '../../../devicetree/tree-index.ts';
import { addNode } from '../../../devicetree/uiomem/form/add-node.ts';
import type { FilesOfText } from './open-texts.ts';
import type {
  Comparison,
  RehearsedMoment,
  TreeAnswerOf,
  TreeOf,
  TreeQuestion,
  TreeQuestionName,
  TreeQuestions,
} from './protocol.ts';

/** Letters of a difference: more is not read by anybody, and a page has to hold it. */
const longestDifference = 400_000;

interface NamedTree {
  readonly name: string;
  readonly tree: DeviceTree;
  readonly source?: SourceTree | undefined;
  readonly findings: readonly TreeFinding[];
  /** Of a text: as dtc makes it with -@. */
  withSymbols?(): DeviceTree;
}

export interface Known {
  boardOf(name: string): LanguageBoard | undefined;
  documentOf(id: number): LanguageDocument | undefined;
  filesOf(file: string): FilesOfText;
}

/** Throws what a question is refused with. */
export function answerTrees(known: Known, question: TreeQuestion): TreeAnswerOf<TreeQuestionName> {
  switch (question.name) {
    case 'compare': {
      const before = treeOf(known, question.input.before);
      const after = treeOf(known, question.input.after);
      return compared(before, after);
    }
    case 'rehearse':
      return rehearsed(known, question.input);
    case 'merged':
      return { text: merged(known, question.input) };
    case 'compile':
      return { bytes: compiled(treeOf(known, question.input.tree)) };
    case 'add':
      return { edits: added(known, question.input) };
    case 'print': {
      const { tree, findings } = treeOf(known, question.input.tree);
      return { text: printed(tree, question.input.node), findings };
    }
  }
}

function treeOf(known: Known, of: TreeOf): NamedTree {
  if ('board' in of) {
    const tree = known.boardOf(of.board)?.base?.tree;
    if (tree !== undefined) return { name: of.board, tree, findings: [] };
    throw problem('device-tree.no-base', `The tree of ${of.board} is not known.`, {
      hint: '/sys/firmware/fdt is for root alone; boards with ACPI have none.',
      data: { board: of.board },
    });
  }
  if ('document' in of) {
    const document = known.documentOf(of.document);
    if (document === undefined) throw problem('device-tree.no-document', 'That text is not open any more.');
    const { file, source } = document;
    return ofText(file, document.textOf(file), known.filesOf(file), source);
  }
  if ('text' in of) return ofText(of.name, of.text, known.filesOf(of.name));
  const { tree, findings } = readFdt(of.bytes);
  if (tree === undefined) throw unreadable(of.name, findings);
  return { name: of.name, tree, findings };
}

function ofText(
  name: string,
  text: string,
  { include, readBytes }: FilesOfText,
  source: SourceTree = readSource(name, text, include, { readBytes }),
): NamedTree {
  const withSymbols = () => readSource(name, text, include, { readBytes, symbols: true }).tree;
  return { name, tree: source.tree, source, findings: source.findings, withSymbols };
}

function unreadable(name: string, findings: readonly TreeFinding[]) {
  const first = findings.find(({ severity }) => severity === 'error');
  const hint: Pick<Problem, 'hint'> = first?.hint === undefined ? {} : { hint: first.hint };
  return problem('device-tree.unreadable', `${name} is not whole: ${first?.message ?? 'it holds no tree.'}`, {
    ...hint,
    data: { file: name },
  });
}

function compared(before: NamedTree, after: NamedTree): Comparison {
  // Of a tree that was compiled with symbols, a text that can be is compared with its own.
  const [was, is] = [alike(before, after), alike(after, before)];
  const text = differenceText(was, is, { before: before.name, after: after.name });
  const changes = treeDifference(was, is).length;
  if (text.length <= longestDifference) return { text, changes, cut: 0 };
  const end = text.lastIndexOf('\n', longestDifference) + 1;
  return { text: text.slice(0, end), changes, cut: text.slice(end).split('\n').length - 1 };
}

function alike({ tree, withSymbols }: NamedTree, other: NamedTree): DeviceTree {
  const hasSymbols = (each: DeviceTree) => each.root.children.some(({ name }) => name === '__symbols__');
  return withSymbols !== undefined && hasSymbols(other.tree) && !hasSymbols(tree) ? withSymbols() : tree;
}

function rehearsed(
  known: Known,
  { board: name, overlays: named, moments }: Extract<TreeQuestion, { name: 'rehearse' }>['input'],
): RehearsedMoment[] {
  const base = treeOf(known, { board: name });
  const overlays = named.map((each) => treeOf(known, each));
  for (const each of overlays) if (hasErrors(each.findings)) throw unreadable(each.name, each.findings);
  const board = known.boardOf(name)?.facts;
  return moments.map((when) => {
    const rehearsal = rehearse({ base: base.tree, overlays, board, runTime: when === 'now' });
    const findings = rehearsalFindings(rehearsal, overlays);
    const { tree, predictions, notRun } = rehearsal;
    return {
      when,
      good: isGood(rehearsal, when) && !hasErrors(findings),
      findings,
      difference:
        tree &&
        compared(base, { name: `${name} with ${overlays.map((each) => each.name).join(', ')}`, tree, findings: [] }),
      predictions: predictions.map((each) => ({ path: each.path, from: each.from, outcome: each[when] })),
      notRun,
    };
  });
}

function merged(known: Known, { board: name, overlays, when }: TreeQuestions['merged']['input']): string {
  const base = treeOf(known, { board: name }).tree;
  const named = overlays.map((each) => treeOf(known, each));
  const { tree } = rehearse({ base, overlays: named, board: known.boardOf(name)?.facts, runTime: when === 'now' });
  if (tree !== undefined) return printTree(tree, { asSource: true });
  throw problem('device-tree.refused', 'An overlay is refused, so that there is no merged tree.', {
    hint: 'The rehearsal tells why.',
  });
}

function compiled({ name, tree, source, findings }: NamedTree): Uint8Array {
  if (hasErrors(findings)) throw unreadable(name, findings);
  if (source?.plugin === true) return writeFdt(tree);
  throw problem('device-tree.not-overlay', `${name} is a tree of its own, and no overlay.`, {
    hint: 'Write /plugin/; behind /dts-v1/; and the nodes as &{/path} { … } or &label { … }.',
    data: { file: name },
  });
}

function added(known: Known, { name, text, node, board }: TreeQuestions['add']['input']): readonly TextEdit[] {
  const { include, readBytes } = known.filesOf(name);
  const source = readSource(name, text, include, { readBytes });
  const { edits, refusal } = addNode(source, node, known.boardOf(board)?.base);
  if (refusal === undefined) return edits;
  const { id, message, hint } = refusal;
  throw problem(id, message, { ...(hint !== undefined && { hint }), data: { file: name } });
}

function printed(tree: DeviceTree, path: string | undefined): string {
  if (path === undefined) return printTree(tree, { asSource: true });
  const index = indexTree(tree);
  const node = index.byPath.get(path);
  if (node === undefined) {
    throw problem('device-tree.no-node', `There is no node ${path}.`, { data: { path } });
  }
  return nodeText(node, { index, labels: labelsOf(index) });
}
