/** What an edit of a long device-tree source costs, and what reading it costs where nothing was read before. */
import { lintTree } from '../app/devicetree/lint/lint-tree.ts';
import { printTree } from '../app/devicetree/print/print-tree.ts';
import { PrintedNodes } from '../app/devicetree/print/printed-nodes.ts';
import { OpenSource } from '../app/devicetree/source/open-source.ts';
import { readSource } from '../app/devicetree/source/read-source.ts';
import type { SourceTree } from '../app/devicetree/source-tree.ts';
import { indexTree } from '../app/devicetree/tree-index.ts';
import { treeSitter } from '../e2e/devicetree/tree-sitter.ts';
import { longSource } from './long-source.ts';
import { inTurn, type Row, row, seconds } from './row.ts';

const runs = 9;
const nodes = 5000;
const file = 'board.dts';

/** By each of them a text is edited at its start, in its middle and at its end. */
const edits: readonly ((edit: number) => string)[] = [
  (edit) => ` edit-${edit} = <${edit}>;`,
  (edit) => `\n\t\tstatus-${edit} = "a value";`,
  (edit) => `\n\t};\n\n\tedit${edit} {`,
];

export async function editedSourceRows(): Promise<Row[]> {
  const text = longSource(nodes);
  const size = `${(text.length / 2 ** 20).toFixed(1)} MiB`;
  const { incremental, whole } = editTimes(text);
  const parser = await treeSitter();
  const parse = await inTurn(
    runs,
    () => seconds(async () => readSource(file, text, nothing)),
    () => seconds(async () => parser.refuses(text)),
  );
  const about = `parse, lint and print of ${nodes} nodes (${size}) after an edit`;
  return [
    row(`${about}, against 100 ms`, 'ms', 'less', incremental, [100], 1),
    row(`${about}, against reading all of it`, 'ms', 'less', incremental, whole, 1.5),
    row(
      `parse of ${nodes} nodes (${size}) against tree-sitter-devicetree`,
      'ms',
      'less',
      milliseconds(parse.ours),
      milliseconds(parse.other),
      1,
    ),
  ];
}

/** A window reads, judges and prints the text after an edit; it may take as long as an answer that seems immediate. */
function editTimes(text: string): { readonly incremental: readonly number[]; readonly whole: readonly number[] } {
  const times = { incremental: [] as number[], whole: [] as number[] };
  const open = new OpenSource(file, text, nothing);
  const printed = new PrintedNodes();
  for (let edit = 0; edit < runs * edits.length; edit += 1) {
    const put = edits[edit % edits.length]?.(edit) ?? '';
    for (const name of ['dev1:', `dev${nodes / 2}:`, `dev${nodes - 1}:`]) {
      const now = open.source.files.get(file) ?? '';
      const at = now.indexOf('{', now.indexOf(name)) + 1;
      const start = performance.now();
      answer(open.edit([{ file, start: at, end: at, text: put }]), printed);
      const middle = performance.now();
      answer(readSource(file, open.source.files.get(file) ?? '', nothing));
      times.incremental.push(middle - start);
      times.whole.push(performance.now() - middle);
    }
  }
  return times;
}

function answer(source: SourceTree, printed?: PrintedNodes): void {
  const index = indexTree(source.tree);
  lintTree({ tree: source.tree, index, source });
  printTree(source.tree, { index, printed });
}

const nothing = () => undefined;
const milliseconds = (times: readonly number[]): number[] => times.map((time) => time * 1000);
