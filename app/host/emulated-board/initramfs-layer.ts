/**
 * A board's own layer of the initramfs: its keys, passwords and name, over the user space that all boards share. Linux
 * unpacks cpio archives that stand one after the other (Documentation/driver-api/early-userspace/buffer-format.rst).
 */

export interface LayerFile {
  /** Absolute on the board. Folders above it must exist there or stand earlier in the list. */
  readonly path: string;
  /** Permission bits, such as 0o600. */
  readonly mode: number;
  /** Absent: a folder. */
  readonly content?: string | Uint8Array;
  /** User and group number; default 0, root. */
  readonly owner?: number;
}

const folderType = 0o040000;
const fileType = 0o100000;

function hex(number: number): string {
  return number.toString(16).toUpperCase().padStart(8, '0');
}

function padded(bytes: Buffer): Buffer {
  return Buffer.concat([bytes, Buffer.alloc(-bytes.length & 3)]);
}

/** One entry in the "newc" form: magic, thirteen numbers of eight hex digits, the name, the content, each padded to 4 bytes. */
function entry(name: string, inode: number, mode: number, owner: number, content: Buffer): Buffer {
  const nameBytes = Buffer.from(`${name}\0`);
  // inode, mode, uid, gid, links, mtime, size, device major and minor, special's major and minor, name's length, checksum
  const numbers = [inode, mode, owner, owner, 1, 0, content.length, 0, 0, 0, 0, nameBytes.length, 0];
  return Buffer.concat([
    padded(Buffer.concat([Buffer.from(`070701${numbers.map(hex).join('')}`), nameBytes])),
    padded(content),
  ]);
}

/** The layer, ready to stand behind another one. */
export function initramfsLayer(files: readonly LayerFile[]): Buffer {
  const entries = files.map((file, index) =>
    entry(
      file.path.replace(/^\/+/, ''),
      index + 1,
      file.mode | (file.content === undefined ? folderType : fileType),
      file.owner ?? 0,
      Buffer.from(file.content ?? ''),
    ),
  );
  return Buffer.concat([...entries, entry('TRAILER!!!', 0, 0, 0, Buffer.alloc(0))]);
}
