/** Elements of an XML file, one after the other. */
import { SaxesParser } from 'saxes';
import { problem } from '../../../remote-helper/rpc/problem.ts';

export interface Element {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  /** From 1; of the end of its tag. */
  readonly line: number;
}

/** `isOpen`: false at the end of the element. Throws `address-map.bad-xml` with line and column, from 1. */
export function eachElement(file: string, text: string, visit: (element: Element, isOpen: boolean) => void): void {
  const parser = new SaxesParser();
  parser.on('error', ({ message }) => {
    const { line } = parser;
    // Of the character behind the last one that was read, from 0.
    const column = Math.max(1, parser.columnIndex);
    const why = message.replace(/^\d+:\d+: /, '').replace(/\.$/, '');
    throw problem('address-map.bad-xml', `${file}, line ${line}, column ${column}: ${why}.`, {
      hint: 'The file is no whole XML: export the hardware again, and copy the file whole.',
      data: { file, line, column },
    });
  });
  const told = (isOpen: boolean) => (tag: { name: string; attributes: Record<string, string> }) =>
    visit({ name: tag.name, attributes: tag.attributes, line: parser.line }, isOpen);
  parser.on('opentag', told(true));
  parser.on('closetag', told(false));
  parser.write(text).close();
}
