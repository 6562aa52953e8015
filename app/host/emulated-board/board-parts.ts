/** What all boards of a kind share, built into the cache by resources/emulated-board/build.sh. */
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { problem, problemOf } from '../../../remote-helper/rpc/problem.ts';
import type { BoardChoice } from './board-options.ts';
import type { LookedParts } from './judge-needs.ts';
import { runProgram } from './run-program.ts';

export interface BoardParts {
  /** As `uname -r` on the board says. */
  readonly release: string;
  readonly vmlinuz: string;
  /** Layers of the initramfs. */
  readonly modules: string;
  readonly userSpace: string;
  /** The kernel's headers, for `make -C`. */
  readonly build: string;
  /** Private key; the public one is beside it with `.pub`. */
  readonly identityFile: string;
  readonly loader: string | undefined;
  readonly nodeImage: string | undefined;
  readonly toolsImage: string | undefined;
}

/** The folder with build.sh and the device tree: above this file in the repository, beside the program in a package. */
export function resourceFolder(): string {
  for (let folder = import.meta.dirname; ; folder = dirname(folder)) {
    const candidate = join(folder, 'resources', 'emulated-board');
    if (existsSync(join(candidate, 'build.sh'))) return candidate;
    if (folder === dirname(folder)) break;
  }
  throw problem('emulated.resources-missing', 'The files that emulated boards are built from are not there.', {
    hint: 'Reinstall the tool: it wants a folder resources/emulated-board above its own.',
    data: { searchedFrom: import.meta.dirname },
  });
}

function valuesIn(text: string): Map<string, string> {
  return new Map(
    text.split('\n').flatMap((line) => {
      const at = line.indexOf('=');
      return at < 0 ? [] : [[line.slice(0, at), line.slice(at + 1)] as const];
    }),
  );
}

/** KEY=VALUE lines; throws when one of those that every build prints is missing. */
export function parseParts(text: string): BoardParts {
  const values = valuesIn(text);
  const get = (key: string): string => {
    const found = values.get(key);
    if (found === undefined || found === '') {
      throw problem('emulated.build-unclear', `build.sh did not say what ${key} is.`, { data: { output: text } });
    }
    return found;
  };
  return {
    release: get('release'),
    vmlinuz: get('vmlinuz'),
    modules: get('modules'),
    userSpace: get('userSpace'),
    build: get('build'),
    identityFile: get('identityFile'),
    loader: values.get('loader'),
    nodeImage: values.get('nodeImage'),
    toolsImage: values.get('toolsImage'),
  };
}

/** What is there of the parts; builds nothing. */
export async function lookForParts(choice: BuildChoice, signal: AbortSignal | undefined): Promise<LookedParts> {
  try {
    const values = valuesIn(await runProgram(buildScript(), [...buildArguments(choice), '--look'], { signal }));
    const value = (key: string) => values.get(key) || undefined;
    const [cache, vmlinuz] = [value('cache'), value('vmlinuz')];
    return {
      missing: (value('missing') ?? '').split(' ').filter((word) => word !== ''),
      loader: value('loader'),
      nodeImage: value('nodeImage'),
      toolsImage: value('toolsImage'),
      ...(cache !== undefined && { cache }),
      ...(vmlinuz !== undefined && { vmlinuz }),
    };
  } catch (thrown) {
    signal?.throwIfAborted();
    return { missing: undefined, failure: problemOf(thrown).message };
  }
}

type BuildChoice = Pick<BoardChoice, 'architecture' | 'kernel' | 'loader' | 'node' | 'tools'>;

const buildScript = () => join(resourceFolder(), 'build.sh');

function buildArguments(choice: BuildChoice): string[] {
  const args = ['--arch', choice.architecture === 'x86-64' ? 'amd64' : choice.architecture, '--kernel', choice.kernel];
  if (!choice.node) args.push('--no-node');
  if (choice.loader === 'direct') args.push('--no-loader');
  if (choice.tools) args.push('--tools');
  return args;
}

/** Builds what is missing, which takes half a minute the first time and nothing after that. */
export async function buildParts(
  choice: BuildChoice,
  signal: AbortSignal | undefined,
  onLine: (line: string) => void,
): Promise<BoardParts> {
  return parseParts(await runProgram(buildScript(), buildArguments(choice), { signal, onErrorLine: onLine }));
}
