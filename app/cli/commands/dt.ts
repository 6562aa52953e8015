/** `dt show|diff|compile|format`: device trees as text and as .dtb, in files and on a board. */
import { problem } from '../../../remote-helper/rpc/problem.ts';
import { writeFdt } from '../../devicetree/fdt/write-fdt.ts';
import { differenceText } from '../../devicetree/print/difference-text.ts';
import { labelsOf } from '../../devicetree/print/labels.ts';
import { nodeText } from '../../devicetree/print/node-text.ts';
import { printTree } from '../../devicetree/print/print-tree.ts';
import { treeDifference } from '../../devicetree/print/tree-difference.ts';
import { formatSource } from '../../devicetree/source/format/format-source.ts';
import { indexTree, type TreeIndex } from '../../devicetree/tree-index.ts';
import { visible } from '../../plan/visible.ts';
import type { Command } from '../command.ts';
import { notedFindings } from '../device-tree/finding-text.ts';
import { namedNode } from '../device-tree/named-node.ts';
import { plainChange } from '../device-tree/plain-change.ts';
import {
  boardOptions,
  boardTree,
  includeOption,
  readFacts,
  readSourceText,
  readTreeFile,
  wholeTree,
} from '../device-tree/tree-input.ts';
import { openOutput, rewriteFile } from '../output-file.ts';

export const dtCommands: readonly Command[] = [
  {
    words: 'dt show',
    about: 'Print a device tree as text: of a file, or that the board was booted with.',
    example: 'uiomem-studio dt show --board zynq --node /reserved-memory',
    positionals: ['[FILE]'],
    options: {
      node: { value: 'NODE', about: 'only this node: its path, an alias, or &label' },
      ...boardOptions,
      ...includeOption,
    },
    async run(context, args) {
      const [file] = args.positionals;
      const input = file === undefined ? boardTree(await readFacts(context, args)) : await readTreeFile(file, args);
      notedFindings(context, input);
      // What could be read of a broken one is shown, too.
      const tree = input.tree ?? wholeTree(input);
      const name = args.option('node');
      const text = name === undefined ? printTree(tree) : nodeTextOf(indexTree(tree), name, input.shown);
      return { result: { text, findings: input.findings }, text: visible(text.trimEnd(), '\n\t') };
    },
  },
  {
    words: 'dt diff',
    about: 'Tell how one device tree differs from another, by node and property; with one file, from the board’s.',
    example: 'uiomem-studio dt diff before.dtb after.dtb',
    positionals: ['FILE', '[FILE]'],
    options: { ...boardOptions, ...includeOption },
    async run(context, args) {
      const [first = '', second] = args.positionals;
      const before = second === undefined ? boardTree(await readFacts(context, args)) : await readTreeFile(first, args);
      const after = await readTreeFile(second ?? first, args);
      for (const input of [before, after]) notedFindings(context, input);
      const [was, is] = [wholeTree(before), wholeTree(after)];
      const text = differenceText(was, is, { before: before.shown, after: after.shown });
      return {
        result: { changes: treeDifference(was, is).map(plainChange) },
        text: text === '' ? `${after.shown} says the same as ${before.shown}` : visible(text.trimEnd(), '\n\t'),
      };
    },
  },
  {
    words: 'dt compile',
    about: 'Make a .dtb of a source, or a .dtbo of one with /plugin/, as dtc does.',
    example: 'uiomem-studio dt compile overlay.dtso --out overlay.dtbo',
    positionals: ['FILE'],
    options: {
      out: { value: 'FILE', about: 'where it goes; otherwise FILE with the ending .dtb or .dtbo' },
      symbols: { about: 'with __symbols__, as dtc -@: overlays can be put on it' },
      force: { about: 'replace a file that is there' },
      ...includeOption,
    },
    async run(context, args) {
      const [file = ''] = args.positionals;
      const input = await readTreeFile(file, args, { symbols: args.has('symbols') });
      const out = args.option('out') ?? file.replace(/(\.[^./]*)?$/, input.source?.plugin === true ? '.dtbo' : '.dtb');
      notedFindings(context, input);
      const bytes = writeFdt(wholeTree(input));
      await using output = await openOutput(out, { replace: args.has('force') });
      await output.write(bytes);
      await output.finish();
      const result = { file: out, bytes: bytes.length, findings: input.findings };
      return { result, text: `wrote ${out}, ${bytes.length} bytes` };
    },
  },
  {
    words: 'dt format',
    about: 'Write a source in the kernel’s style: tabs, spaces, blank lines. What it says stays the same.',
    example: 'uiomem-studio dt format overlay.dtso --write',
    positionals: ['FILE'],
    options: {
      write: { about: 'change the file; otherwise the text is printed' },
      check: { about: 'print nothing; 1 when the file would change' },
    },
    async run(_, args) {
      const [file = ''] = args.positionals;
      const text = await readSourceText(file);
      const formatted = formatSource(text);
      if (formatted === undefined) {
        throw problem(
          'device-tree.not-closed',
          `A brace, text or comment of ${file} does not close: it is left as it is.`,
          {
            hint: 'dt lint tells where.',
            data: { file },
          },
        );
      }
      const changed = formatted !== text;
      if (args.has('check') && changed) {
        throw problem('device-tree.not-formatted', `${file} is not in the kernel’s style.`, {
          hint: 'dt format --write changes it.',
          data: { file },
        });
      }
      if (args.has('write') && changed) await rewriteFile(file, formatted);
      const result = { file, changed, text: formatted };
      if (!args.has('write') && !args.has('check')) return { result, text: formatted.trimEnd() };
      return { result, text: changed ? `changed ${file}` : `${file} is in the kernel’s style already` };
    },
  },
];

function nodeTextOf(index: TreeIndex, name: string, shown: string): string {
  return nodeText(namedNode(index, name, shown), { index, labels: labelsOf(index) });
}
