/** A range of a device into a file on this computer: straight to disk where the browser lets a page, otherwise as a download. */
import { problem } from '../../../remote-helper/rpc/problem.ts';

/** Bytes that a window keeps in its memory for a download, which it can only give away when it is whole. */
export const largestDownload = 256n << 20n;

/** Where bytes go. Until `finish` there is no file that looks whole. */
export interface SaveTarget {
  readonly name: string;
  write(bytes: Uint8Array): Promise<void>;
  finish(): Promise<void>;
  /** Leaves nothing. */
  abandon(): Promise<void>;
}

interface SavePicker {
  showSaveFilePicker(options: { suggestedName: string }): Promise<FileSystemFileHandle>;
}

/** Whether a file of any size can be written while it comes. */
export function canStream(): boolean {
  // Electron's shell gives its page no files: there a download asks where to.
  return window.uiomemShell === undefined && 'showSaveFilePicker' in globalThis;
}

/** Pure: `zynq-uiomem1-0x70000000.bin`, of characters that every system takes in a name. */
export function saveName(board: string, device: string, address: bigint): string {
  return `${board}-${device}-0x${address.toString(16)}.bin`.replaceAll(/[^A-Za-z0-9._-]/g, '_');
}

/** Asks where to, when it can stream: call it while a click is handled. Undefined: the user wants no file. */
export async function openTarget(name: string): Promise<SaveTarget | undefined> {
  if (!canStream()) return downloadTarget(name);
  let handle: FileSystemFileHandle;
  try {
    handle = await (globalThis as unknown as SavePicker).showSaveFilePicker({ suggestedName: name });
  } catch (thrown) {
    if (thrown instanceof DOMException && thrown.name === 'AbortError') return undefined;
    throw problem('save.refused', 'The system did not let this window write the file.', {
      hint: 'Choose another place, or use the command.',
    });
  }
  return await streamTarget(handle, name);
}

async function streamTarget(handle: FileSystemFileHandle, name: string): Promise<SaveTarget> {
  // The dialog has made the file where there was none.
  const fresh = (await handle.getFile()).size === 0;
  const stream = await handle.createWritable();
  return {
    // It may have been given another name.
    name: handle.name || name,
    // The browser writes beside the file, and puts it in place when it is closed.
    write: (bytes) => stream.write(bytes as Uint8Array<ArrayBuffer>),
    finish: () => stream.close(),
    async abandon() {
      await stream.abort().catch(() => undefined);
      if (fresh && 'remove' in handle) {
        await (handle as unknown as { remove(): Promise<void> }).remove().catch(() => undefined);
      }
    },
  };
}

function downloadTarget(name: string): SaveTarget {
  let parts: Uint8Array<ArrayBuffer>[] = [];
  return {
    name,
    async write(bytes) {
      parts.push(new Uint8Array(bytes));
    },
    async finish() {
      const address = URL.createObjectURL(new Blob(parts, { type: 'application/octet-stream' }));
      parts = [];
      const link = document.createElement('a');
      Object.assign(link, { href: address, download: name });
      link.click();
      // The download has its own hold of the bytes once it has begun.
      setTimeout(() => URL.revokeObjectURL(address), 10_000);
    },
    async abandon() {
      parts = [];
    },
  };
}
