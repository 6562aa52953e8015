/** How the tool's own command line is started from a host, whatever the host was started as. */
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { problem } from '../../../remote-helper/rpc/problem.ts';

export interface CommandLine {
  /** The program and its arguments. */
  readonly words: readonly [string, ...string[]];
  /** Beside what the host has. */
  readonly environment: Readonly<Record<string, string>>;
}

/** Where a host finds itself. */
export interface HostPlace {
  /** Of the running code: a file's in the sources, else a bundle's. */
  readonly folder: string;
  readonly bundled: boolean;
  /** What runs it: node, or Electron. */
  readonly program: string;
  readonly electron: boolean;
}

const here = (): HostPlace => ({
  folder: import.meta.dirname,
  bundled: process.env.UIOMEM_STUDIO_STAMP !== undefined,
  program: process.execPath,
  electron: process.versions.electron !== undefined,
});

/**
 * The command line of the same build, since only that attaches to this host. It stands in `cli/` above a bundle (of the command line
 * itself, of Electron's host, in the checkout and in packages); the desktop application's package brings a node for it.
 * Throws `terminal.no-command-line`.
 */
export function ownCommand(
  args: readonly string[],
  place = here(),
  exists: (path: string) => boolean = existsSync,
): CommandLine {
  const { folder, bundled, program, electron } = place;
  // app/host/terminal/ of the sources.
  const file = bundled ? above(folder, 'cli/uiomem-studio.mjs', exists) : join(folder, '../../cli/main.ts');
  if (file === undefined || !exists(file)) {
    throw problem('terminal.no-command-line', 'The command line of the tool is not beside its host.', {
      hint: 'Build or install the tool anew (make build). Where uiomem-studio is in your PATH, the command can be run by hand.',
      data: { searchedFrom: folder },
    });
  }
  const node = join(dirname(file), '../node/node');
  const brought = exists(node);
  return {
    words: [brought ? node : program, file, ...args],
    // Only Electron that was not packaged takes it: the fuses of the package turn it off.
    environment: electron && !brought ? { ELECTRON_RUN_AS_NODE: '1' } : {},
  };
}

function above(from: string, name: string, exists: (path: string) => boolean): string | undefined {
  for (let folder = from; ; folder = dirname(folder)) {
    if (exists(join(folder, name))) return join(folder, name);
    if (folder === dirname(folder)) return undefined;
  }
}
