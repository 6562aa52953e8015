/** Building the driver on the board itself, as the login user, with the board's own headers and compiler. */
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { problem } from '../../../remote-helper/rpc/problem.ts';
import type { BuiltModule, PreflightRow } from '../../contract/module.ts';
import { shellQuote } from '../ssh/shell-quote.ts';
import { makeOnBoard } from './board-make.ts';
import {
  type BoardToBuildOn,
  type BoardToolchain,
  buildBytes,
  parseToolchain,
  toolchainScript,
} from './board-toolchain.ts';
import { buildFailed } from './build-failed.ts';
import { buildMessage } from './build-message.ts';
import type { BuildControl, BuildRequest } from './build-request.ts';
import { BuiltModules, builtRecord, recordForm } from './built-modules.ts';
import { checkBuilt } from './fits-board.ts';
import { readModuleFile } from './module-file.ts';
import { type Preflight, preflight, preflightProblem } from './preflight.ts';
import { copySource, type ModuleSource, readSource } from './source.ts';

/** What a build on this board takes. */
export interface BoardBuildRequest extends BuildRequest {
  readonly on: BoardToBuildOn;
}

interface Checked extends Preflight {
  readonly source: ModuleSource;
  readonly toolchain: BoardToolchain;
}

/** The rows of the preflight, judged by what the board says of itself. Nothing is written there. */
export async function checkBoardBuild(request: BoardBuildRequest, signal?: AbortSignal): Promise<Checked> {
  const { kernel, on, headers } = request;
  const source = await readSource(request.source);
  const asked = await on.connection.exec(`sh -c ${shellQuote(toolchainScript(headers))}`, signal ? { signal } : {});
  const toolchain = parseToolchain(Buffer.from(asked.stdout).toString(), kernel.machine, on.places);
  if (toolchain === undefined) {
    throw problem('board.no-shell', 'The board did not say what it has for building modules.', {
      hint: `It said: ${`${Buffer.from(asked.stdout).toString()}${asked.stderr}`.trim().slice(0, 300) || 'nothing'}`,
    });
  }
  const judged = preflight({ kernel, workstation: toolchain, headers, source, on: 'board' });
  return { ...judged, rows: [...judged.rows, ...boardRows(toolchain, on)], source, toolchain };
}

/** What only a board can lack: programs, room, and a clock that goes. */
export function boardRows(toolchain: BoardToolchain, { places }: Pick<BoardToBuildOn, 'places'>): PreflightRow[] {
  const { missing, clock, headersMade, place } = toolchain;
  const most = Math.max(0, ...places.map(({ freeBytes }) => freeBytes));
  const mebibytes = (bytes: number): string => `${Math.floor(bytes / 2 ** 20)} MiB`;
  const late = clock !== undefined && headersMade !== undefined && clock < headersMade;
  const day = (seconds: number | undefined): string =>
    seconds === undefined ? 'not told' : new Date(seconds * 1000).toISOString().slice(0, 10);
  return [
    {
      id: 'module.board-tools',
      title: 'programs on the board',
      ok: missing.length === 0,
      wanted: 'tar, setsid, head, wc',
      found: missing.length === 0 ? 'all of them' : `no ${missing.join(', no ')}`,
      ...(missing.length > 0 && { hint: 'Install them on the board (tar; util-linux or busybox), or build here.' }),
    },
    {
      id: 'module.space',
      title: 'room on the board',
      ok: place !== undefined,
      wanted: mebibytes(buildBytes),
      found: place === undefined ? `at most ${mebibytes(most)}` : `in ${place}`,
      ...(place === undefined && { hint: 'Free some space in the user’s home, in /var/tmp or /tmp, or build here.' }),
    },
    {
      id: 'module.clock',
      title: 'the board’s clock',
      ok: !late,
      wanted: `not before the headers were made (${day(headersMade)})`,
      found: day(clock),
      ...(late && { hint: 'make would take everything for newer than it is. Set the clock (date -s), then build.' }),
    },
  ];
}

/** As `buildModule` of build.ts, and throws the same; the module is kept here and on the board. */
export async function buildOnBoard(
  request: BoardBuildRequest,
  control: BuildControl,
): Promise<{ module: BuiltModule; reused: boolean }> {
  const { rows, tree, compiler, source, toolchain } = await checkBoardBuild(request, control.signal);
  const obstacle = preflightProblem(rows);
  if (obstacle !== undefined) throw obstacle;
  const { place } = toolchain;
  if (tree === undefined || compiler === undefined || place === undefined) {
    throw problem('internal', 'The preflight passed without a tree, a compiler or a place.');
  }
  const built = new BuiltModules(request.places.cache);
  const key = boardBuildKey(request, source, toolchain, compiler.version);
  const before = await built.reuse(key);
  if (before !== undefined) return { module: before, reused: true };

  const lines: string[] = [];
  const tell = async (line: string, folder: string): Promise<void> => {
    lines.push(line);
    const from = { folder, source: request.source, files: source.files, kernels: [] };
    await control.onLine?.(line, buildMessage(line, from));
  };
  const made = await makeOnBoard(request.on.connection, {
    place,
    archive: await archiveOf(source),
    folder: tree.folder,
    compiler: compiler.command,
    ownMakefile: source.makefile?.toLowerCase() === 'makefile',
    signal: control.signal,
    onLine: tell,
    // While it lies in the build's folder: what does not fit the board is gone with that.
    check: (bytes) => checkBuilt(readModuleFile(bytes, 'the module that the board built'), request.kernel),
  });
  if (made.bytes === undefined) {
    await mkdir(built.folder, { recursive: true });
    const log = join(built.folder, 'failed-build.log');
    await writeFile(log, `${lines.join('\n')}\n`);
    throw buildFailed({
      source: request.source,
      release: tree.release,
      status: made.status,
      lines,
      folder: made.folder,
      log,
    });
  }
  return { module: await keep(built, key, made.bytes, source, lines), reused: false };
}

/** What {@link buildOnBoard} would reuse. */
export async function findBuiltOnBoard(
  request: BoardBuildRequest,
  signal?: AbortSignal,
): Promise<BuiltModule | undefined> {
  const { tree, compiler, source, toolchain } = await checkBoardBuild(request, signal);
  if (tree === undefined || compiler === undefined) return undefined;
  return await new BuiltModules(request.places.cache).find(boardBuildKey(request, source, toolchain, compiler.version));
}

function boardBuildKey(
  { kernel }: BuildRequest,
  source: ModuleSource,
  { treeDigest }: BoardToolchain,
  compiler: string,
): string {
  const parts = ['board', `${recordForm}`, source.sha256, kernel.release, kernel.build, treeDigest, compiler];
  return createHash('sha256').update(parts.join('\0')).digest('hex').slice(0, 24);
}

async function keep(
  built: BuiltModules,
  key: string,
  bytes: Uint8Array,
  source: ModuleSource,
  lines: readonly string[],
): Promise<BuiltModule> {
  const work = await built.begin();
  try {
    await writeFile(join(work, 'uiomem.ko'), bytes);
    await writeFile(join(work, 'build.log'), `${lines.join('\n')}\n`);
    return await built.keep(key, work, builtRecord(bytes, readModuleFile(bytes, 'uiomem.ko'), source));
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}

/** Exactly the files of the digest. */
async function archiveOf(source: ModuleSource): Promise<Buffer> {
  const folder = await mkdtemp(join(tmpdir(), 'uiomem-studio-source-'));
  try {
    await copySource(source, join(folder, 'source'));
    const { stdout } = await promisify(execFile)('tar', ['-C', join(folder, 'source'), '-cf', '-', '.'], {
      encoding: 'buffer',
      maxBuffer: 128 * 2 ** 20,
    });
    return stdout;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
