/**
 * Whether what is sent to a board finds room there, in a folder of the login user's and then in one of root's: looked at before
 * anything is sent. Judging is pure.
 */
import { type ProblemError, problem } from '../../../remote-helper/rpc/problem.ts';
import type { SshConnection } from '../ssh/connection.ts';
import { shellQuote } from '../ssh/shell-quote.ts';
import type { Reach } from './privilege.ts';
import { mountOptions, type Probe, type UploadPlace } from './probe.ts';
import { rootFolders } from './root-folders.ts';

const stage = 'deliver';

/** A file to be sent. `name`: below an upload place. Bytes. */
export interface Wanted {
  readonly name: string;
  readonly size: number;
}

/** Why a folder is none for what was to go there, in words. */
export interface Refusal {
  readonly path: string;
  readonly why: string;
}

/** A folder in which root's copies may lie. */
export interface RootPlace {
  readonly path: string;
  readonly freeBytes: number;
  readonly fileSystem: string;
  /** Why programs cannot be put there and started; absent: they can, as far as its mount tells. */
  readonly why?: string;
  /** Whether root has the node that would be brought there already. */
  readonly hasNode: boolean;
}

/** What the bootstrap wants free besides the files. */
const spareBytes = 2 ** 20;

/** Room for a session's files. */
export interface Room {
  /** Where to send them, in the order in which to try. */
  readonly places: readonly [UploadPlace, ...UploadPlace[]];
  /** Where root will copy them to; undefined when that was not asked, or not told. */
  readonly root: RootPlace | undefined;
}

/**
 * `node`: digest of the one among the files. Throws `deliver.no-space` and `deliver.no-place` (of the login user's), and
 * `deliver.no-root-place`; root's are looked at only when something has to be sent.
 */
export async function findRoom(
  connection: SshConnection,
  reach: Reach,
  probe: Probe,
  { wanted, node }: { readonly wanted: readonly Wanted[]; readonly node?: string },
  signal?: AbortSignal,
): Promise<Room> {
  const { host } = connection.board;
  const [place, ...others] = fittingPlaces(probe, wanted);
  if (place === undefined) throw noUploadPlace(host, probe, wanted);
  const places = [place, ...others] as const;
  const sent = missingAt(probe, place.path, wanted);
  if (sent === 0) return { places, root: undefined };
  const size = wanted.reduce((sum, each) => sum + each.size, 0);
  const roots = await rootPlaces(connection, reach, node, signal);
  const root = fittingRootPlace(roots, size, { place, sent });
  if (root === undefined && roots.length > 0) throw noRootPlace(host, roots, size);
  return { places, root };
}

/** Bytes that are not there yet. */
function missingAt(probe: Pick<Probe, 'present'>, place: string, wanted: readonly Wanted[]): number {
  return wanted.reduce((sum, { name, size }) => sum + (probe.present.get(`${place}/${name}`) === size ? 0 : size), 0);
}

/** Upload places with room for what is missing there; first those that were used before. */
export function fittingPlaces(probe: Pick<Probe, 'present' | 'places'>, wanted: readonly Wanted[]): UploadPlace[] {
  const size = wanted.reduce((sum, each) => sum + each.size, 0);
  const fitting = probe.places.filter(({ path, freeBytes }) => {
    const missing = missingAt(probe, path, wanted);
    return missing === 0 || freeBytes > missing * 1.1;
  });
  const used = fitting.filter(({ path }) => missingAt(probe, path, wanted) < size);
  return [...used, ...fitting.filter((place) => !used.includes(place))];
}

/** `tried`: what became of places that seemed to fit. */
export function noUploadPlace(
  host: string,
  probe: Pick<Probe, 'user' | 'present' | 'places' | 'unfit'>,
  wanted: readonly Wanted[],
  tried: readonly Refusal[] = [],
): ProblemError {
  const size = wanted.reduce((sum, each) => sum + each.size, 0);
  const seen = probe.places.map(
    ({ path, freeBytes }): Refusal =>
      tried.find((each) => each.path === path) ?? { path, why: `${megabytes(freeBytes)} free` },
  );
  const all = [...seen, ...probe.unfit];
  const full = seen.some(({ path, why }) => /free$|no space|quota/i.test(why) && !isUnfit(probe, path));
  return problem(
    full ? 'deliver.no-space' : 'deliver.no-place',
    `${host} has no folder of ${probe.user}'s that takes ${megabytes(size, Math.ceil)}: ${listed(all)}.`,
    {
      hint: full ? `Free some space in one of them${otherWays}` : `Have one of them writable${otherWays}`,
      data: { stage, size, places: all },
    },
  );
}

const isUnfit = (probe: Pick<Probe, 'unfit'>, path: string) => probe.unfit.some((each) => each.path === path);
const otherWays = ', or drive the board by plain commands, which need none: board runtime NAME shell.';

/** Asks as root. `node`: digest of the one that would be brought. */
async function rootPlaces(
  connection: Pick<SshConnection, 'exec'>,
  reach: Reach,
  node: string | undefined,
  signal?: AbortSignal,
): Promise<RootPlace[]> {
  const script = `${mountOptions}
for d in ${rootFolders.join(' ')}; do p=\${d%/*}; [ -d "$p" ] || continue
options "$p"; f=$(df -Pk "$p" 2>/dev/null | tail -n 1); set -- $f; h=no
[ ! -f "$d/${node ?? 'none'}/node" ] || h=yes
echo "$d \${4:-0} \${1:--}/\${2:-0} $h $o"; done`;
  const answer = await connection.exec(`exec ${reach.prefix}sh -c ${shellQuote(`(${script}) </dev/null`)}`, {
    stdin: reach.input,
    ...(signal && { signal }),
  });
  return parseRootPlaces(Buffer.from(answer.stdout).toString());
}

/** Lines of `FOLDER KIB FILESYSTEM yes|no OPTIONS`. */
export function parseRootPlaces(text: string): RootPlace[] {
  return text.split('\n').flatMap((line): RootPlace[] => {
    const [folder, free, fileSystem, hasNode, options = ''] = line.split(' ');
    if (folder === undefined || !rootFolders.includes(folder) || fileSystem === undefined) return [];
    const words = options.split(',');
    const why = words.includes('ro') ? 'read-only' : words.includes('noexec') ? 'noexec' : undefined;
    return [
      {
        path: folder.slice(0, folder.lastIndexOf('/')),
        freeBytes: Number(free) * 1024,
        fileSystem,
        ...(why !== undefined && { why }),
        hasNode: hasNode === 'yes',
      },
    ];
  });
}

/**
 * The one that the bootstrap will take for files of `size` bytes in all, after `sent` bytes have gone to an upload place, which may
 * lie in the same file system. Undefined: none.
 */
export function fittingRootPlace(
  places: readonly RootPlace[],
  size: number,
  upload?: { readonly place: Pick<UploadPlace, 'fileSystem' | 'freeBytes'>; readonly sent: number },
): RootPlace | undefined {
  return places.find((place) => {
    if (place.why !== undefined) return false;
    const shared =
      upload !== undefined &&
      upload.place.fileSystem === place.fileSystem &&
      upload.place.freeBytes === place.freeBytes;
    return place.hasNode || place.freeBytes - (shared ? upload.sent : 0) >= size + spareBytes;
  });
}

function noRootPlace(host: string, places: readonly RootPlace[], size: number): ProblemError {
  const all = places.map(({ path, why, freeBytes }) => ({ path, why: why ?? `${megabytes(freeBytes)} free` }));
  return problem(
    'deliver.no-root-place',
    `${host} has no folder of root's that takes ${megabytes(size + spareBytes, Math.ceil)} to be started from: ${listed(all)}. Nothing was sent.`,
    {
      hint: `Make room in one of these folders, or mount one of them without noexec${otherWays}`,
      data: { stage, size, places: all },
    },
  );
}

function megabytes(bytes: number, round: (value: number) => number = Math.floor): string {
  return bytes < 1e6 ? `${round(bytes / 1e3)} KB` : `${round(bytes / 1e6)} MB`;
}

function listed(all: readonly Refusal[]): string {
  return all.map(({ path, why }) => `${path} (${why})`).join(', ') || 'none is there';
}
