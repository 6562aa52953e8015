/** A text as it was read before an edit: the nodes of it that the edit did not touch, by where they stand now. */
import type { FinishedNode, PlacedNode } from './parsed-node.ts';

/** Where two texts differ: from `start` on up to `oldEnd` in the one, and up to `newEnd` in the other. */
export interface TextChange {
  readonly start: number;
  readonly oldEnd: number;
  readonly newEnd: number;
}

export class TextBefore {
  /** By where they stood. */
  private readonly nodes = new Map<number, PlacedNode>();
  private readonly change: TextChange;

  constructor(definitions: readonly PlacedNode[], change: TextChange) {
    this.change = change;
    const waiting = [...definitions];
    for (let each = waiting.pop(); each !== undefined; each = waiting.pop()) {
      const { node, shift } = each;
      this.nodes.set(node.head.start + shift, each);
      if (this.isUntouched(each)) continue;
      for (const item of node.items) {
        if (item.kind === 'node') waiting.push(shift === 0 ? item : { ...item, shift: item.shift + shift });
      }
    }
  }

  /** A node outside of all others that starts here. */
  outermostAt(position: number): PlacedNode | undefined {
    const found = this.at(position);
    return found?.node.isOutermost === true ? found : undefined;
  }

  /** A node that starts here between the braces of another. */
  innerAt(position: number): PlacedNode | undefined {
    const found = this.at(position);
    return found?.node.isOutermost === false ? found : undefined;
  }

  /** What became of the node that started here, whatever it says now: it may be the same. */
  becameAt(position: number): FinishedNode | undefined {
    return this.nodes.get(position - this.movedAt(position))?.node.became;
  }

  private at(position: number): PlacedNode | undefined {
    const { start, newEnd } = this.change;
    if (position >= start && position < newEnd) return undefined;
    const moved = this.movedAt(position);
    const found = this.nodes.get(position - moved);
    if (found === undefined || !this.isUntouched(found)) return undefined;
    return moved === 0 ? found : { ...found, shift: found.shift + moved };
  }

  private movedAt(position: number): number {
    const { start, oldEnd, newEnd } = this.change;
    return position < start ? 0 : newEnd - oldEnd;
  }

  /** Of the same letters as before and nothing wrong in them: what it says hangs on nothing else. */
  private isUntouched({ node, shift }: PlacedNode): boolean {
    const { start, oldEnd } = this.change;
    if (!node.isSound) return false;
    return node.end + shift <= start || node.head.start + shift >= oldEnd;
  }
}

/** Letters that are compared at once. */
const block = 4_096;

/** One change for all: from the first difference to the last. */
export function textChange(old: string, text: string): TextChange {
  const most = Math.min(old.length, text.length);
  let start = 0;
  while (start + block <= most && old.slice(start, start + block) === text.slice(start, start + block)) start += block;
  while (start < most && old.charCodeAt(start) === text.charCodeAt(start)) start += 1;
  const rest = most - start;
  const last = (from: string, at: number) => from.slice(from.length - at - block, from.length - at);
  let same = 0;
  while (same + block <= rest && last(old, same) === last(text, same)) same += block;
  while (same < rest && old.charCodeAt(old.length - 1 - same) === text.charCodeAt(text.length - 1 - same)) same += 1;
  return { start, oldEnd: old.length - same, newEnd: text.length - same };
}
