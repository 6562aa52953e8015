/** A driver of ours that is loaded, and is not the one that this tool would load: what differs, what that means, and what to do. */
import type { BoardFacts } from '../../remote-helper/contract/facts.ts';
import { givenParameters, readable } from './parameters.ts';

type Loaded = NonNullable<BoardFacts['uiomem']>;

/** As `toolDriver` of the host's contract. */
interface ToolDriver {
  readonly version?: string | undefined;
  readonly builds: readonly string[];
}

/** By version; `build`: the versions are the same and the sources differ. */
export interface DriverDifference {
  readonly kind: 'older' | 'newer' | 'build';
  readonly id: 'driver.other-version' | 'driver.other-build';
  readonly message: string;
  readonly hint: string;
}

/** Pure. Undefined: the same as far as is known, or none of ours. */
export function driverDifference(
  loaded: Loaded | undefined,
  tool: ToolDriver | undefined,
): DriverDifference | undefined {
  if (loaded?.driver !== 'ours' || tool === undefined) return undefined;
  const { version, srcversion } = loaded;
  if (version !== undefined && tool.version !== undefined && version !== tool.version) {
    const older = compareVersions(version, tool.version) < 0;
    return {
      kind: older ? 'older' : 'newer',
      id: 'driver.other-version',
      message: `The driver that is loaded is ${older ? 'older' : 'newer'} than this tool’s: loaded is ${version}, the tool has ${tool.version}.`,
      hint: older
        ? `What ${tool.version} mends or adds is not in it; what is shown here is what the loaded one does. Loading the tool’s makes the devices anew: what is mapped is closed first.`
        : 'Another tool or person loaded it. Work with it, or bring this tool up to date; loading the tool’s goes back to an older driver.',
    };
  }
  const [built] = tool.builds;
  if (built === undefined || srcversion === undefined || tool.builds.includes(srcversion)) return undefined;
  return {
    kind: 'build',
    id: 'driver.other-build',
    message: `The driver that is loaded is of other source than the one built here, under the same version${version === undefined ? '' : ` ${version}`}.`,
    hint: `Its source version is ${srcversion}, that of the module built here ${built}. What was changed since is not loaded: loading it makes the devices anew, and what is mapped is closed first.`,
  };
}

/** The command that puts the tool's driver in its place, with the same regions. */
export function reloadCommand(board: string, { parameters }: Pick<Loaded, 'parameters'>): string {
  const words = givenParameters(parameters).map((given) => {
    const { name, value } = readable(given);
    return ` ${name}=${value}`;
  });
  return `uiomem-studio module unload --board ${board} && uiomem-studio module load --board ${board}${words.join('')}`;
}

/** Negative: `a` is the older. Numbers between dots and dashes count as numbers, what lacks them as text. */
function compareVersions(a: string, b: string): number {
  return a.localeCompare(b, 'en', { numeric: true });
}
