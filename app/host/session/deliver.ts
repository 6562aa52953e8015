/**
 * The helper's files into the login user's folder: once per content, with a node when the board has none that is usable.
 * `PLACE/VERSION/` holds what the bootstrap copies from; a node is kept beside it under its digest, across versions.
 */
import { problem, problemOf } from '../../../remote-helper/rpc/problem.ts';
import type { SshConnection } from '../ssh/connection.ts';
import { shellQuote } from '../ssh/shell-quote.ts';
import { filesFor, type HelperFile, type HelperFiles } from './helper-files.ts';
import { nodeRuntime, type RuntimeFacts, runtimeFile, runtimeFiles, runtimeFor } from './node-runtime.ts';
import type { Reach } from './privilege.ts';
import { architectureOf, type FoundNode, type Probe } from './probe.ts';
import { findRoom, noUploadPlace, type Refusal, type Wanted } from './room.ts';
import { noRuntime } from './runtime-choice.ts';

export interface Delivery {
  /** The folder that the bootstrap copies from. */
  readonly folder: string;
  /** An absolute path on the board, or the name of the file that was brought. */
  readonly node: string;
  readonly files: readonly { readonly name: string; readonly sha256: string }[];
}

export interface DeliverOptions {
  /** Bring a node even if the board has one: its own turned out to be unusable for root. */
  readonly bringNode?: boolean;
  readonly signal?: AbortSignal;
  onText?(text: string): void;
}

const stage = 'deliver';
const nodeFile = 'node';

/** Major, minor, patch compared as numbers. */
function atLeast(version: string, oldest: string): boolean {
  const found = version.split('.').map(Number);
  const wanted = oldest.split('.').map(Number);
  for (const [index, part] of wanted.entries()) {
    const own = found[index] ?? Number.NaN;
    if (own !== part) return own > part;
  }
  return true;
}

/** The first node that the helper and its native add-on run on: new enough, of a known architecture, on glibc. */
export function usableNode(probe: Probe, files: HelperFiles): FoundNode | undefined {
  return probe.nodes.find(
    (node) =>
      atLeast(node.version, files.manifest.node) &&
      node.libc.startsWith('glibc') &&
      filesFor(files.manifest, node.arch) !== undefined,
  );
}

/** Names below a place to ask the probe for, so that what is there is not sent again. */
export function deliveredNames(files: HelperFiles): string[] {
  return [...files.manifest.files.map((file) => `${files.manifest.version}/${file.name}`), ...runtimeFiles];
}

/**
 * Throws, before anything is sent, `deliver.no-space` and `deliver.no-place` (of the login user's), `deliver.no-root-place`,
 * `node.*`; `upload.damaged`. A place that turns out to take nothing is left as it was, and the next one tried.
 */
export async function deliver(
  connection: SshConnection,
  reach: Reach,
  probe: Probe,
  files: HelperFiles,
  options: DeliverOptions = {},
): Promise<Delivery> {
  const { signal } = options;
  const own = options.bringNode === true ? undefined : usableNode(probe, files);
  const architecture = own?.arch ?? architectureOf(probe.machine);
  const needed = filesFor(files.manifest, architecture);
  if (needed === undefined) {
    throw problem('helper.architecture', `There is no helper for boards of ${architecture} (${probe.machine}).`, {
      hint: `It is built for ${[...new Set(files.manifest.files.flatMap((file) => file.architecture ?? []))].join(', ')}. Plain commands drive any board: board runtime NAME shell.`,
      data: { stage, machine: probe.machine },
    });
  }
  const runtime = own === undefined ? runtimeFor(architecture) : undefined;
  if (own === undefined && runtime === undefined) {
    throw noRuntime(connection.board.host, probe, `there is none to bring for ${architecture} (${probe.machine})`);
  }
  const { version } = files.manifest;
  const wanted: Wanted[] = [
    ...needed.map(({ name, size }) => ({ name: `${version}/${name}`, size })),
    ...(runtime === undefined ? [] : [{ name: runtimeFile(runtime.sha256), size: runtime.size }]),
  ];
  const { places } = await findRoom(
    connection,
    reach,
    probe,
    { wanted, ...(runtime && { node: runtime.sha256 }) },
    signal,
  );
  const tried: Refusal[] = [];
  for (const { path: place } of places) {
    const folder = `${place}/${version}`;
    try {
      const missing = needed.filter((file) => probe.present.get(`${folder}/${file.name}`) !== file.size);
      // What is there in a folder of the user's own needs no other look: the bootstrap checks every digest.
      if (missing.length > 0) await prepare(connection, place, folder, signal);
      for (const file of missing) {
        await send(connection, `${folder}/${file.name}`, await files.read(file), file, options);
      }
      if (runtime !== undefined) await sendNode(connection, probe, place, folder, architecture, runtime, options);
    } catch (thrown) {
      const { id, message, data } = problemOf(thrown);
      if (!placeRefuses.includes(id)) throw thrown;
      tried.push({ path: place, why: String(data?.said || message) });
      await takeBack(connection, probe, place, folder, signal);
      continue;
    }
    return {
      folder,
      node: own?.path ?? nodeFile,
      files: [...needed, ...(runtime === undefined ? [] : [{ name: nodeFile, sha256: runtime.sha256 }])],
    };
  }
  throw noUploadPlace(connection.board.host, probe, wanted, tried);
}

/** Ids of what another place may not refuse. */
const placeRefuses = ['deliver.no-place', 'upload.no-space', 'upload.refused'];

/** What an attempt has left in a place that turned out to be none; a cache folder that it made goes with it when it is empty. */
async function takeBack(
  connection: SshConnection,
  probe: Probe,
  place: string,
  folder: string,
  signal?: AbortSignal,
): Promise<void> {
  if ([...probe.present.keys()].some((path) => path.startsWith(`${folder}/`))) return;
  const above = /^(.+\/\.cache)\/[^/]+$/.exec(place)?.[1];
  const more = above === undefined ? '' : ` ${shellQuote(above)}`;
  await connection.exec(
    `rm -rf ${shellQuote(folder)}; rmdir ${shellQuote(place)}${more} 2>/dev/null`,
    signal ? { signal } : {},
  );
}

/** Made with mkdir and checked to be the user's own: in /tmp another user may have been there first. */
async function prepare(connection: SshConnection, place: string, folder: string, signal?: AbortSignal): Promise<void> {
  const p = shellQuote(place);
  const f = shellQuote(folder);
  const script = `umask 077; mkdir -p ${f} && for d in ${p} ${f}; do [ ! -h "$d" ] && set -- $(ls -ldn "$d") && [ "$3" = "$(id -u)" ] && chmod 700 "$d" || exit 9; done`;
  const made = await connection.exec(`sh -c ${shellQuote(script)}`, signal === undefined ? {} : { signal });
  if (made.code === 0) return;
  throw problem('deliver.no-place', `${folder} could not be made on ${connection.board.host}: ${made.stderr.trim()}`, {
    hint: 'It must be a folder of the login user, not of somebody else and no link.',
    data: { stage, folder, said: made.stderr.trim() },
  });
}

async function send(
  connection: SshConnection,
  path: string,
  bytes: Uint8Array,
  file: Pick<HelperFile, 'name'>,
  options: DeliverOptions,
): Promise<void> {
  const megabytes = (count: number) => `${(count / 1e6).toFixed(1)} MB`;
  let told = 0;
  await connection.upload(path, bytes, {
    mode: 0o700,
    ...(options.signal && { signal: options.signal }),
    onProgress: (done, total) => {
      if (Date.now() - told < 200 && done < total) return;
      told = Date.now();
      options.onText?.(`${file.name}: ${megabytes(done)} of ${megabytes(total)}`);
    },
  });
}

async function sendNode(
  connection: SshConnection,
  probe: Probe,
  place: string,
  folder: string,
  architecture: string,
  runtime: RuntimeFacts,
  options: DeliverOptions,
): Promise<void> {
  const { signal, onText } = options;
  const name = runtimeFile(runtime.sha256);
  const link = `ln -sf ${shellQuote(`../${name}`)} ${shellQuote(`${folder}/${nodeFile}`)}`;
  // Another node of the board may have been linked there before.
  const linked = await connection.exec(link, signal ? { signal } : {});
  if (linked.code !== 0)
    throw problem('deliver.no-place', `${folder}/${nodeFile}: ${linked.stderr.trim()}`, {
      data: { stage, said: linked.stderr.trim() },
    });
  // A file under its digest is whole (upload renames it there after comparing), so its size says enough.
  if (probe.present.get(`${place}/${name}`) === runtime.size) return;
  const node = await nodeRuntime(architecture, { ...(signal && { signal }), ...(onText && { onFetch: onText }) });
  const free = probe.places.find(({ path }) => path === place)?.freeBytes ?? 0;
  onText?.(
    `the board has no usable node: bringing node ${runtime.version}, ${(runtime.size / 1e6).toFixed(0)} MB, to ${place}/${name} (${(free / 1e6).toFixed(0)} MB free)`,
  );
  await send(connection, `${place}/${name}`, await node.read(), { name: `node ${runtime.version}` }, options);
}
