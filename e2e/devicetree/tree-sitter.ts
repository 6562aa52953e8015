/** tree-sitter-devicetree as WebAssembly, to be compared with: it is no part of what is installed. */
import { readFile } from 'node:fs/promises';
import { Language, Parser } from 'web-tree-sitter';

export interface TreeSitter {
  /** Reads a whole text. Answers whether anything of it was not understood. */
  refuses(text: string): boolean;
}

export async function treeSitter(): Promise<TreeSitter> {
  await Parser.init();
  const grammar = new URL(import.meta.resolve('tree-sitter-devicetree/tree-sitter-devicetree.wasm'));
  const parser = new Parser();
  parser.setLanguage(await Language.load(await readFile(grammar)));
  return {
    refuses(text) {
      const tree = parser.parse(text);
      const hasError = tree?.rootNode.hasError !== false;
      tree?.delete();
      return hasError;
    },
  };
}
