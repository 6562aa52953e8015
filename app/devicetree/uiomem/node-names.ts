/** Names and labels of the nodes that regions become. */

const nodeName = /^[A-Za-z][A-Za-z0-9,._+-]{0,30}$/;
export const nodeNameWords = 'up to 31 letters, digits and , . _ + -, a letter first';

/** What stands in front of a node's address (Devicetree Specification 0.4, 2.2.1). */
export const isNodeName = (name: string) => nodeName.test(name);

/** A name that is one of a node. */
export function nodeBase(device: string): string {
  return device
    .replace(/^[^A-Za-z]/, 'u$&')
    .replaceAll(/[^A-Za-z0-9,._+-]/g, '-')
    .slice(0, 31);
}

/** Letters, digits and underscores, no digit first. */
export function labelOf(name: string): string {
  return name.replaceAll(/[^A-Za-z0-9_]/g, '_').replace(/^(?=\d)/, '_');
}

/** As it is where nobody has it yet, else with a number: two nodes of one name would be one. */
export function freeName(wanted: string, taken: Set<string>, end = ''): string {
  let name = `${wanted}${end}`;
  for (let number = 2; taken.has(name); number += 1)
    name = `${wanted.slice(0, 31 - `-${number}`.length)}-${number}${end}`;
  taken.add(name);
  return name;
}
