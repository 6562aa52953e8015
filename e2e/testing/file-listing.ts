/** What lies on a board, to be compared with what lay there before. */

/**
 * A line for everything in these folders (of `/`, without its slash; one that is not there is none): name, mode, owner, and a
 * file's digest or a link's target; sorted. `wanted` judges by the name. Two processes, since an emulated processor starts one
 * in ten milliseconds.
 */
export async function fileListing(
  shell: (command: string) => Promise<string>,
  folders: readonly string[],
  wanted: (name: string) => boolean = () => true,
): Promise<string> {
  const find = `find ${folders.join(' ')}`;
  const said = await shell(
    `cd /; { ${find} -exec stat -c '%n %A %u %g %N' {} +; echo --; ${find} -type f -exec sha256sum {} +; } 2>/dev/null; :`,
  );
  const [status = '', digests = ''] = said.split('--\n');
  const digestOf = new Map(lines(digests).map((line) => [line.slice(66), line.slice(0, 16)]));
  return lines(status)
    .map((line) => {
      const [name = '', mode = '', user, group, ...shown] = line.split(' ');
      const link = shown.indexOf('->');
      return {
        name,
        line: [name, mode, user, group, ...(link < 0 ? [] : shown.slice(link)), digestOf.get(name) ?? '']
          .join(' ')
          .trimEnd(),
      };
    })
    .filter(({ name }) => wanted(name))
    .map(({ line }) => line)
    .sort()
    .join('\n');
}

function lines(text: string): string[] {
  return text.split('\n').filter((line) => line !== '');
}
