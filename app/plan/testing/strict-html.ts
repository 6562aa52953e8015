/** HTML read without mercy: every element is opened and closed by name, in order, and whatever else begins with `<` or `&` throws. */

export interface Node {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: (Node | string)[];
}

/** Elements that have no end (HTML, "Void elements"). */
const empty = new Set(['meta']);
const raw = new Set(['style']);
const entities: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', '#39': "'" };

export function parseStrictly(html: string): Node {
  const start = '<!DOCTYPE html>\n';
  if (!html.startsWith(start)) throw new Error('no doctype');
  const top: Node = { name: '', attributes: {}, children: [] };
  const open: Node[] = [top];
  let at = start.length;
  const take = (pattern: RegExp): RegExpExecArray | undefined => {
    pattern.lastIndex = at;
    const found = pattern.exec(html) ?? undefined;
    if (found !== undefined) at += found[0].length;
    return found;
  };
  while (at < html.length) {
    const parent = open.at(-1) ?? top;
    const end = take(/<\/([a-z][a-z0-9]*)>/y);
    if (end !== undefined) {
      if (end[1] !== parent.name) throw new Error(`</${end[1]}> where <${parent.name}> is open`);
      open.pop();
      continue;
    }
    const begin = take(/<([a-z][a-z0-9]*)((?: [a-z-]+="[^"<>&]*")*)>/y);
    if (begin !== undefined) {
      const [, name = '', said = ''] = begin;
      const pairs = [...said.matchAll(/ ([a-z-]+)="([^"]*)"/g)].map(([, key, value]) => [key, value]);
      const node: Node = { name, attributes: Object.fromEntries(pairs), children: [] };
      parent.children.push(node);
      if (raw.has(name)) {
        const close = html.indexOf(`</${name}>`, at);
        node.children.push(html.slice(at, close));
        at = close + name.length + 3;
      } else if (!empty.has(name)) open.push(node);
      continue;
    }
    const text = take(/(?:[^<>&"']|&(?:amp|lt|gt|quot|#39);)+/y);
    if (text === undefined) throw new Error(`not understood: ${html.slice(at, at + 40)}`);
    parent.children.push(text[0].replace(/&([^;]+);/g, (_, name: string) => entities[name] ?? ''));
  }
  if (open.length !== 1) throw new Error(`<${open.at(-1)?.name}> is not closed`);
  return top;
}

export function allNodes(node: Node): Node[] {
  return node.children.flatMap((child) => (typeof child === 'string' ? [] : [child, ...allNodes(child)]));
}

export function textOf(node: Node): string {
  return node.children.map((child) => (typeof child === 'string' ? child : textOf(child))).join('');
}
