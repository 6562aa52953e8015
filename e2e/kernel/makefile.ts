/** kernel/Makefile: the variables and targets that users of the driver expect, tried one by one. */
import { existsSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { EmulatedBoard } from '../../app/host/emulated-board/emulated-board.ts';
import { runProgram } from '../../app/host/emulated-board/run-program.ts';
import { makeArguments } from './conformance.ts';
import type { TapTest } from './tap.ts';

async function names(folder: string): Promise<string> {
  return (await readdir(folder)).sort().join(' ');
}

/** The arguments that the kernel's make would be given. */
async function wouldRun(source: string, ...args: string[]): Promise<string> {
  return runProgram('make', ['-s', '-C', source, 'MAKE=echo', ...args]);
}

/** `source` is a copy of kernel/ that may be built in; `pristine` is what `sourceNames` says. */
export async function checkMakefile(board: EmulatedBoard, source: string, pristine: string): Promise<TapTest[]> {
  const tests: TapTest[] = [];
  const is = (name: string, passed: boolean, note = '') => {
    const notes = passed || note === '' ? [] : [note];
    tests.push({ number: tests.length + 1, name: `Makefile: ${name}`, passed, skipped: undefined, notes });
  };
  const module = join(source, 'uiomem.ko');
  const usual = makeArguments(board);
  const make = (...args: string[]) => runProgram('make', ['-C', source, ...args]);
  const withoutFolder = usual.filter((argument) => !argument.startsWith('KERNEL_SRC_DIR='));

  await make(...usual, 'clean');
  is('clean leaves what was there before', (await names(source)) === pristine, await names(source));
  await make(...usual, 'modules');
  is('modules builds the module, with the default prefix', existsSync(module));
  const target = join(source, '..', 'installed');
  await make(...usual, `INSTALL_MOD_PATH=${target}`, 'modules_install');
  const installed = await runProgram('find', [target, '-name', 'uiomem.ko*']);
  is(
    'modules_install installs it for its kernel',
    installed.includes(`/lib/modules/${board.kernelRelease}/`),
    installed,
  );
  await make(...usual, 'clean');
  await make(...withoutFolder, `KERNEL_SRC=${board.buildDir}`);
  is('KERNEL_SRC is another name of KERNEL_SRC_DIR; all is the default', existsSync(module));
  await make(...usual, 'clean');
  await make(...usual, 'CONFIG_UIOMEM=n');
  is('CONFIG_UIOMEM=n builds no module', !existsSync(module));
  await make(...usual, 'clean');
  const own = await wouldRun(source, ...usual, 'CROSS_COMPILE=my-');
  is('CROSS_COMPILE is taken as given', own.includes('CROSS_COMPILE=my- '), own);

  const prefix = async (architecture: string, host: string): Promise<string> => {
    const line = await wouldRun(source, `ARCH=${architecture}`, `HOST_ARCH=${host}`, 'KERNEL_SRC_DIR=/kernel');
    return /CROSS_COMPILE=(\S*)/.exec(line)?.[1] ?? 'none';
  };
  const found = {
    'arm on x86': await prefix('arm', 'x86'),
    'arm64 on x86': await prefix('arm64', 'x86'),
    'arm on arm64': await prefix('arm', 'arm64'),
    'arm64 on arm64': await prefix('arm64', 'arm64'),
    'arm on arm': await prefix('arm', 'arm'),
    'x86_64 on x86': await prefix('x86_64', 'x86'),
  };
  const wanted = {
    'arm on x86': 'arm-linux-gnueabihf-',
    'arm64 on x86': 'aarch64-linux-gnu-',
    'arm on arm64': 'arm-linux-gnueabihf-',
    'arm64 on arm64': '',
    'arm on arm': '',
    'x86_64 on x86': '',
  };
  is(
    'a prefix for arm and arm64 when cross-building',
    JSON.stringify(found) === JSON.stringify(wanted),
    JSON.stringify(found),
  );
  const plain = await wouldRun(source);
  const release = (await runProgram('uname', ['-r'])).trim();
  is('without variables it is for the running kernel', plain.includes(`-C /lib/modules/${release}/build `), plain);
  return tests;
}

/** The entries of kernel/ that belong to the project, built or not. */
export async function sourceNames(): Promise<string> {
  const list = await runProgram('git', ['ls-files', '--cached', '--others', '--exclude-standard', 'kernel']);
  const entries = list.split('\n').map((path) => path.split('/')[1] ?? '');
  return [...new Set(entries)]
    .filter((name) => name !== '')
    .sort()
    .join(' ');
}
