/** Files that a source brings in, looked for on the host's machine as a kernel's build looks for them. */
import type { Client } from '../../../remote-helper/rpc/contract.ts';
import { ProblemError } from '../../../remote-helper/rpc/problem.ts';
import { textKinds } from '../../contract/text-file.ts';
import type { HostContract } from '../../contract.ts';
import type { ReadFile } from './worker/file-source.ts';
import type { FoundFile } from './worker/protocol.ts';

/** Folders above a text that are looked into; a kernel's own lie six below its root. */
const mostFolders = 8;

/** Pure. Where a file may be, the likeliest first: beside the one that names it, then in the include folders of those above. */
export function pathsOf(name: string, from: string, angled: boolean): string[] {
  if (name.startsWith('/')) return [name];
  const folders: string[] = [];
  for (let at = folderOf(from); folders.length < mostFolders; at = folderOf(at)) {
    folders.push(at);
    if (at === '' || at === '/') break;
  }
  const [beside = ''] = folders;
  const within = folders.map((folder) => normal(`${folder}/include/${name}`));
  return angled ? within : [normal(`${beside}/${name}`), ...within];
}

export function fileReader(host: Client<HostContract>): ReadFile {
  const readAt = async (path: string, isBytes: boolean): Promise<FoundFile> => {
    if (isBytes) {
      const { output, bytes } = await host.call('text.bytes', { path });
      return { file: output.path, bytes };
    }
    const kind = textKinds['device-tree'].names.test(path) ? 'device-tree' : 'c-source';
    const { path: file, text } = await host.call('text.open', { kind, path });
    return { file, text };
  };
  return async ({ name, from, by }) => {
    // A text that was dropped into the page lies nowhere.
    if (!from.startsWith('/')) return undefined;
    for (const path of pathsOf(name, from, by === 'angles')) {
      try {
        return await readAt(path, by === 'incbin');
      } catch (thrown) {
        if (!(thrown instanceof ProblemError) || !thrown.id.endsWith('.file-missing')) throw thrown;
      }
    }
    return undefined;
  };
}

function folderOf(path: string): string {
  return path.slice(0, Math.max(0, path.lastIndexOf('/')));
}

/** Without `.` and `..`. */
function normal(path: string): string {
  const parts: string[] = [];
  for (const part of path.split('/')) {
    if (part === '..') parts.pop();
    else if (part !== '.' && part !== '') parts.push(part);
  }
  return `/${parts.join('/')}`;
}
