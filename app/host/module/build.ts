/** Building the driver for a board's kernel: in a copy of the source, kept under what it was made from. */
import { execFile } from 'node:child_process';
import { createWriteStream, type WriteStream } from 'node:fs';
import { mkdir, readdir, readFile, rename, rm } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { problem } from '../../../remote-helper/rpc/problem.ts';
import type { BuiltModule } from '../../contract/module.ts';
import { buildFailed } from './build-failed.ts';
import { buildMessage } from './build-message.ts';
import { buildOnBoard, checkBoardBuild, findBuiltOnBoard } from './build-on-board.ts';
import type { BuildControl, BuildRequest } from './build-request.ts';
import { BuiltModules, buildKey, builtRecord } from './built-modules.ts';
import { checkBuilt } from './fits-board.ts';
import type { KernelTree } from './kernel-tree.ts';
import { readModuleFile } from './module-file.ts';
import { type Preflight, preflight, preflightProblem } from './preflight.ts';
import { runMake } from './run-make.ts';
import { copySource, type ModuleSource, readSource } from './source.ts';
import { type Compiler, gatherWorkstation } from './workstation.ts';

/** The rows of the preflight, with the source they were judged with. */
export async function checkBuild(request: BuildRequest): Promise<Preflight & { readonly source: ModuleSource }> {
  if (request.on !== undefined) return await checkBoardBuild({ ...request, on: request.on });
  const source = await readSource(request.source);
  const workstation = await gatherWorkstation(request.kernel, request.places, request.headers);
  return { source, ...preflight({ kernel: request.kernel, workstation, headers: request.headers, source }) };
}

/**
 * The module for the board's kernel; `reused` when it was built from the same before.
 * Throws what {@link preflightProblem} says, `module.build-failed` (data: errors, log file), `module.vermagic-differs`,
 * `module.wrong-architecture`, or the signal's reason with nothing left running.
 */
export async function buildModule(
  request: BuildRequest,
  control: BuildControl,
): Promise<{ module: BuiltModule; reused: boolean }> {
  if (request.on !== undefined) return await buildOnBoard({ ...request, on: request.on }, control);
  const { rows, tree, compiler, source } = await checkBuild(request);
  const obstacle = preflightProblem(rows);
  if (obstacle !== undefined) throw obstacle;
  if (tree === undefined || compiler === undefined) throw problem('internal', 'The preflight passed without a tree.');
  const built = new BuiltModules(request.places.cache);
  const key = await buildKey(source.sha256, tree, compiler);
  const before = await built.reuse(key);
  if (before !== undefined) return { module: before, reused: true };

  const work = await built.begin();
  try {
    await copySource(source, join(work, 'source'));
    const file = await compile(work, tree, compiler, request, source, control);
    await strip(compiler, file);
    await rename(file, join(work, 'uiomem.ko'));
    const bytes = await readFile(join(work, 'uiomem.ko'));
    const made = readModuleFile(bytes, file);
    checkBuilt(made, request.kernel);
    // What the compiler left is of no use any more; the log and the module are.
    await rm(join(work, 'source'), { recursive: true });
    const module = await built.keep(key, work, builtRecord(bytes, made, source));
    return { module, reused: false };
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}

/** What {@link buildModule} would reuse; undefined when it would build, or could not. Throws `module.source-*`. */
export async function findBuilt(request: BuildRequest): Promise<BuiltModule | undefined> {
  if (request.on !== undefined) return await findBuiltOnBoard({ ...request, on: request.on });
  const { tree, compiler, source } = await checkBuild(request);
  if (tree === undefined || compiler === undefined) return undefined;
  return await new BuiltModules(request.places.cache).find(await buildKey(source.sha256, tree, compiler));
}

/** Runs make; answers the path of the module that came out. */
async function compile(
  work: string,
  tree: KernelTree,
  compiler: Compiler,
  { places, source }: BuildRequest,
  { files }: ModuleSource,
  { signal, onLine }: BuildControl,
): Promise<string> {
  const folder = join(work, 'source');
  const architecture = tree.architecture?.name ?? '';
  const variables = [
    `ARCH=${architecture}`,
    `CROSS_COMPILE=${compiler.prefix}`,
    // The tree's makefiles may name a compiler that is not here, such as gcc-12 where gcc is that version.
    `CC=${compiler.command}`,
    // BTF of modules needs a vmlinux and pahole, which headers packages do not have; nothing of ours needs it.
    'CONFIG_DEBUG_INFO_BTF_MODULES=',
    ...(tree.source === undefined ? [] : [`O=${tree.folder}`]),
  ];
  const makefiles = tree.source ?? tree.folder;
  const own = (await readdir(folder)).find((name) => name.toLowerCase() === 'makefile');
  const args =
    own === undefined
      ? ['-C', makefiles, `M=${folder}`, ...variables, 'CONFIG_UIOMEM=m', 'modules']
      : [...variables, `KERNEL_SRC_DIR=${makefiles}`, `KERNEL_SRC=${makefiles}`];
  const lines: string[] = [];
  const logFile = join(work, 'build.log');
  const log = createWriteStream(logFile);
  // A full disk: make fails of it too and says so; without a listener the process would end.
  log.on('error', () => {});
  const tell = async (line: string): Promise<void> => {
    lines.push(line);
    if (!log.write(`${line}\n`) && !log.destroyed) {
      await new Promise<void>((resolve) => log.once('drain', resolve).once('close', resolve));
    }
    await onLine?.(line, buildMessage(line, { folder, source, files, kernels: [tree.folder, makefiles] }));
  };
  let status: number;
  try {
    await tell(`make ${args.join(' ')}`);
    const parallel = `-j${availableParallelism()}`;
    const environment = places.environment;
    status = await runMake({
      folder,
      args: [parallel, ...args],
      signal,
      onLine: tell,
      ...(environment && { environment }),
    });
  } finally {
    await finished(log);
  }
  const modules = (await readdir(folder)).filter((name) => name.endsWith('.ko'));
  const file = modules.includes('uiomem.ko') ? 'uiomem.ko' : modules[0];
  if (status === 0 && file !== undefined) return join(folder, file);

  const kept = join(places.cache, 'modules', 'failed-build.log');
  await mkdir(join(places.cache, 'modules'), { recursive: true });
  await rename(logFile, kept);
  throw buildFailed({ source, folder, release: tree.release, status, lines, log: kept });
}

/** Debug information is nine tenths of the file and of no use on the board. Without strip the file goes as it is. */
async function strip(compiler: Compiler, file: string): Promise<void> {
  await promisify(execFile)(`${compiler.prefix}strip`, ['--strip-debug', file]).catch(() => undefined);
}

async function finished(stream: WriteStream): Promise<void> {
  if (stream.closed) return;
  await new Promise<void>((resolve) => {
    stream.once('close', resolve);
    stream.end();
  });
}
