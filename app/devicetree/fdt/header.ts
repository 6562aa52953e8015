/** The header of a flattened tree, checked, and the blocks that it names, cut to what is there. */
import type { TreeFinding } from '../finding.ts';
import { field, headerSize, headerSize16, magic } from './format.ts';

/** Bytes from the start of the tree; `end` is behind the last. */
interface Block {
  readonly start: number;
  readonly end: number;
}

export interface Header {
  readonly version: number;
  readonly bootCpu: number;
  /** Up to where it may go on: its own end stands in it. */
  readonly reservations: Block;
  readonly structure: Block;
  readonly strings: Block;
}

/** `0x3c`, as a hex viewer counts. */
export const atByte = (offset: number): string => `byte 0x${offset.toString(16)}`;

/** The header is undefined where nothing behind it can be read. */
export function readHeader(bytes: Uint8Array): {
  readonly header: Header | undefined;
  readonly findings: readonly TreeFinding[];
} {
  const findings: TreeFinding[] = [];
  const error = (message: string, why: string, hint?: string) => {
    findings.push({ id: 'device-tree.header', severity: 'error', message, why, hint });
  };
  const broken = () => ({ header: undefined, findings });

  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const first = bytes.length >= 4 ? view.getUint32(field.magic) : undefined;
  if (first !== magic) {
    error(
      `The file does not begin as a flattened device tree: it ${beginning(bytes)}, not with 0xd00dfeed.`,
      'Kernel, boot loader and tools know a flattened tree by these four bytes (Devicetree Specification 0.4, 5.2).',
      hintOf(bytes),
    );
    return broken();
  }
  if (bytes.length < headerSize16) {
    error(
      `The file ends at ${atByte(bytes.length)}, inside the header.`,
      `A header has ${headerSize} bytes (Devicetree Specification 0.4, 5.2).`,
      'Copy the file again; it was cut off.',
    );
    return broken();
  }
  const version = view.getUint32(field.version);
  const lastCompatible = view.getUint32(field.lastCompatible);
  if (version < 16 || lastCompatible > 17) {
    error(
      version < 16
        ? `The tree is of version ${version}; versions 16 and 17 can be read.`
        : `The tree is of version ${version} and asks for a reader of version ${lastCompatible}; version 17 is the newest known.`,
      version < 16
        ? `A tree of version ${version} ${lacking(version)} and holds paths where names are now; no tool writes it by itself any more.`
        : 'A reader may go on only where last_comp_version is no newer than what it knows (Devicetree Specification 0.4, 5.2).',
      'Convert it: dtc -I dtb -O dtb -V 17.',
    );
    return broken();
  }
  if (version >= 17 && bytes.length < headerSize) {
    error(
      `The file ends at ${atByte(bytes.length)}, inside the header.`,
      `A header has ${headerSize} bytes (Devicetree Specification 0.4, 5.2).`,
      'Copy the file again; it was cut off.',
    );
    return broken();
  }

  const total = view.getUint32(field.totalSize);
  if (total > bytes.length) {
    error(
      `The tree is cut off: its header says ${total} bytes, and the file has ${bytes.length}.`,
      'What lies behind is missing; the kernel refuses such a tree or reads beyond it.',
      'Copy the file again, in binary mode where the way asks for a mode.',
    );
  }
  const limit = Math.min(total, bytes.length);

  const block = (name: string, start: number, size: number | undefined, align: number): Block => {
    if (start > limit) {
      error(
        `The header says that the ${name} block begins at ${atByte(start)}, and the tree ends at ${atByte(limit)}.`,
        'Nothing of that block can be read.',
      );
      return { start: limit, end: limit };
    }
    if (size !== undefined && start + size > limit) {
      error(
        `The ${name} block, ${size} bytes from ${atByte(start)}, does not end before the tree does at ${atByte(limit)}.`,
        'What lies behind the end is not there.',
      );
    }
    if (start % align !== 0) {
      error(
        `The ${name} block begins at ${atByte(start)}, which is no multiple of ${align}.`,
        'The kernel reads it in aligned words (Devicetree Specification 0.4, 5.6).',
      );
    }
    return { start, end: size === undefined ? limit : Math.min(start + size, limit) };
  };
  const size = version >= 17 ? view.getUint32(field.structureSize) : undefined;
  return {
    header: {
      version,
      bootCpu: view.getUint32(field.bootCpu),
      reservations: block('memory reservation', view.getUint32(field.reservations), undefined, 8),
      structure: block('structure', view.getUint32(field.structure), size, 4),
      strings: block('strings', view.getUint32(field.strings), view.getUint32(field.stringsSize), 1),
    },
    findings,
  };
}

/** What came with later versions (Documentation/devicetree/booting-without-of.rst of Linux 5.9, II.2). */
function lacking(version: number): string {
  if (version < 2) return 'says neither its boot CPU nor the size of its strings';
  if (version < 3) return 'does not say the size of its strings';
  return 'aligns long values to 8 bytes';
}

function beginning(bytes: Uint8Array): string {
  if (bytes.length === 0) return 'is empty';
  return `begins with ${Array.from(bytes.subarray(0, 4), (byte) => byte.toString(16).padStart(2, '0')).join(' ')}`;
}

/** What such a file often is instead. */
function hintOf(bytes: Uint8Array): string {
  const text = String.fromCharCode(...bytes.subarray(0, 16));
  if (bytes[0] === 0x1f && bytes[1] === 0x8b) return 'It is compressed with gzip: unpack it first.';
  if (text.startsWith('/dts-v1/') || text.startsWith('//') || text.startsWith('/*'))
    return 'It looks like a device tree’s source (.dts): compile it first, or name it .dts.';
  if (text.startsWith('\xd7\xb7\xab\x1e'))
    return 'It is a container of several trees (DTBO image of Android): take one out of it.';
  if (text.startsWith('\xed\xfe\x0d\xd0')) return 'Its words are swapped: it was copied as little-endian words.';
  return 'Check that it is the .dtb or .dtbo that was meant.';
}
