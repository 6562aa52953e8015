/** What the tool wrote for a board's boot, as its record there tells it: files that go, and files that become what they were. */
import { bootRecordFolder } from '../../../remote-helper/contract/boot-places.ts';
import { bootRecord } from '../../../remote-helper/contract/device-tree.ts';
import type { Shell } from '../shell-mode/root-shell.ts';
import { shellQuote } from '../ssh/shell-quote.ts';
import type { Leftover } from './leftovers.ts';

/** While it is there files of the boot are as the tool wrote them, and it keeps what was there before. */
export const bootRecordPath = `${bootRecordFolder}/record.json`;

/** Of a record that cannot be read nothing is told. */
export async function findBootLeftovers(shell: Shell, signal?: AbortSignal): Promise<Leftover[]> {
  const { output } = await shell.run(`[ ! -f ${bootRecordPath} ] || cat ${bootRecordPath}`, { signal });
  const entries = entriesOf(output.toString('utf8'));
  if (entries.length === 0) return [];
  const paths = entries.map(({ path }) => shellQuote(path)).join(' ');
  const sizes = await shell.run(`for p in ${paths}; do [ ! -f "$p" ] || printf '%s %s\n' "$(wc -c <"$p")" "$p"; done`, {
    signal,
  });
  const there = new Map(
    sizes.output
      .toString('utf8')
      .split('\n')
      .map((line) => /^\s*(\d+) (.+)$/.exec(line) ?? [])
      .map(([, size = '', path = '']) => [path, Number(size)]),
  );
  return entries.flatMap(({ path, before }): Leftover[] => {
    if (before !== undefined) return [{ path, size: 0, what: 'a file of the boot: given back as it was' }];
    const size = there.get(path);
    return size === undefined ? [] : [{ path, size, what: 'a device tree of the next boots' }];
  });
}

function entriesOf(text: string) {
  try {
    return bootRecord.parse(JSON.parse(text)).entries;
  } catch {
    return [];
  }
}
