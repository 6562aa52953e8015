/** Whether a module for a board can be built here: judged before anything is built, as rows that a person can read. */
import type { BoardFacts } from '../../../remote-helper/contract/facts.ts';
import { type ProblemError, problem } from '../../../remote-helper/rpc/problem.ts';
import type { PreflightRow } from '../../contract/module.ts';
import { architectureOfMachine } from './architecture.ts';
import { compilerKind, type KernelTree, vermagicWords, vermagicWordsOf } from './kernel-tree.ts';
import { type Compiler, matchingTree, type Workstation } from './workstation.ts';

export interface PreflightInput {
  readonly kernel: BoardFacts['kernel'];
  readonly workstation: Workstation;
  /** The folder that the user named for headers. */
  readonly headers: string | undefined;
  /** What the source folder has: its path, and its Kbuild or Makefile. */
  readonly source: { readonly folder: string; readonly makefile: string | undefined };
  /** `board`: `workstation` tells what the board itself has. */
  readonly on?: 'board';
}

export interface Preflight {
  readonly rows: readonly PreflightRow[];
  /** Present when every row that a build needs is fine. */
  readonly tree: KernelTree | undefined;
  readonly compiler: Compiler | undefined;
}

/** Pure: facts in, rows out. A row that cannot be judged is fine and says so. */
export function preflight(input: PreflightInput): Preflight {
  const { kernel, workstation, headers } = input;
  const architecture = architectureOfMachine(kernel.machine);
  const matching = matchingTree(workstation.trees, kernel.release, architecture);
  const tree = matching ?? (headers === undefined ? undefined : workstation.trees[0]);
  const compiler = chooseCompiler(workstation.compilers, tree);
  const rows = [
    architectureRow(kernel.machine, tree),
    headersRow(input, tree),
    ...(tree === undefined ? [] : treeRows(kernel, tree)),
    compilerRow(input, compiler),
    ...(tree === undefined || compiler === undefined ? [] : [compilerVersionRow(tree, compiler)]),
    makeRow(input),
    sourceRow(input),
  ];
  return { rows, tree, compiler };
}

/** The compiler of the kernel's own kind and major version, else the first. */
function chooseCompiler(compilers: readonly Compiler[], tree: KernelTree | undefined): Compiler | undefined {
  const wanted = compilerKind(tree?.config.get('CC_VERSION_TEXT') ?? '');
  const kinds = compilers.map((compiler) => ({ compiler, kind: compilerKind(compiler.version) }));
  const same = kinds.find(({ kind }) => kind?.kind === wanted?.kind && kind?.major === wanted?.major);
  const kin = wanted && kinds.find(({ kind }) => kind?.kind === wanted.kind);
  return (wanted && same)?.compiler ?? kin?.compiler ?? compilers[0];
}

function architectureRow(machine: string, tree: KernelTree | undefined): PreflightRow {
  const wanted = architectureOfMachine(machine);
  const found = tree?.architecture;
  const base = { id: 'module.architecture', title: 'architecture' };
  if (wanted === undefined) {
    return {
      ...base,
      ok: false,
      wanted: 'arm64, arm, x86 or riscv',
      found: machine,
      hint: 'The driver was never built for this machine.',
    };
  }
  if (tree === undefined) return { ...base, ok: true, wanted: wanted.name, found: 'no headers to compare' };
  const ok = found?.name === wanted.name;
  return {
    ...base,
    ok,
    wanted: `${wanted.name} (${machine})`,
    found: found?.name ?? 'an unknown one',
    ...(ok ? {} : { hint: `${tree.folder} belongs to another machine than this board.` }),
  };
}

function headersRow({ kernel, workstation, headers, on }: PreflightInput, tree: KernelTree | undefined): PreflightRow {
  const base = { id: 'module.headers', title: 'kernel headers', wanted: `headers of ${kernel.release}` };
  if (tree !== undefined) return { ...base, ok: true, found: `${tree.about}: ${tree.folder}` };
  const here =
    on === 'board'
      ? `Install them on the board (its distribution’s linux-headers-${kernel.release}), or build on the workstation.`
      : `Install the board’s headers package here (linux-headers-… of its distribution), or name with --headers what you have: ${knownFolders}.`;
  if (headers !== undefined) {
    return {
      ...base,
      id: 'module.tree',
      ok: false,
      found: `no kernel in ${headers}`,
      hint:
        on === 'board'
          ? 'Name a folder of the board with the headers of its kernel, such as /usr/src/linux-headers-….'
          : `Name one of these: ${knownFolders}.`,
    };
  }
  const others = [
    ...new Set([...workstation.trees.map(({ release }) => release), ...(workstation.otherReleases ?? [])]),
  ];
  const found = others.length === 0 ? 'none' : `only ${others.join(', ')}`;
  // A workstation has headers for many boards; a board has them for its next or its last boot.
  return on !== 'board' || others.length === 0
    ? { ...base, ok: false, found, hint: here }
    : {
        ...base,
        id: 'module.headers-release',
        ok: false,
        found,
        hint: `${here} Was the kernel updated since the board’s boot? Then boot it.`,
      };
}

/** What kernel-layout.ts recognises. */
const knownFolders =
  'a PetaLinux project, a Yocto build folder, an SDK that was unpacked, a Buildroot folder, a kernel’s build folder, linux-headers-…';

/** What the tree itself must have, in the order in which a person mends it. */
function treeRows(kernel: BoardFacts['kernel'], tree: KernelTree): PreflightRow[] {
  return [
    preparedRow(tree),
    programsRow(tree),
    releaseRow(kernel, tree),
    vermagicRow(kernel, tree),
    symbolVersionsRow(tree),
  ];
}

/** A configuration alone is not enough: make modules_prepare makes headers of it and builds what kbuild runs. */
function preparedRow(tree: KernelTree): PreflightRow {
  const base = { id: 'module.tree-prepared', title: 'tree prepared', wanted: 'configured, and prepared for modules' };
  const { missing, folder, prepare } = tree;
  return missing.length === 0
    ? { ...base, ok: true, found: 'it is' }
    : { ...base, ok: false, found: `no ${missing.join(', no ')} in ${folder}`, hint: `It is made by: ${prepare}.` };
}

function programsRow({ foreignPrograms, folder }: KernelTree): PreflightRow {
  const base = { id: 'module.tree-programs', title: 'programs of the tree', wanted: 'ones that this computer can run' };
  return foreignPrograms === undefined
    ? { ...base, ok: true, found: 'they are' }
    : {
        ...base,
        ok: false,
        found: `${folder}/scripts/mod/modpost is a program for ${foreignPrograms}`,
        hint: 'These headers are for building on the board: do that (--on board), or take the kernel’s build folder, whose programs are this computer’s (Debian: linux-kbuild of this computer’s architecture).',
      };
}

function releaseRow(kernel: BoardFacts['kernel'], tree: KernelTree): PreflightRow {
  const base = { id: 'module.headers-release', title: 'release of the headers', wanted: kernel.release };
  const found = tree.release || 'not made yet';
  return tree.release === kernel.release
    ? { ...base, ok: true, found }
    : {
        ...base,
        ok: false,
        found,
        hint: `${tree.folder} is of another kernel than the one that runs on the board: name the tree that this one was built from, or boot the board with the kernel of that tree.`,
      };
}

function vermagicRow(kernel: BoardFacts['kernel'], tree: KernelTree): PreflightRow {
  const ours = vermagicWords(tree.config).join(' ');
  const base = { id: 'module.vermagic', title: 'version magic' };
  if (kernel.vermagic === undefined) {
    return { ...base, ok: true, wanted: 'not told by the board', found: `${tree.release} ${ours}` };
  }
  const theirs = vermagicWordsOf(kernel.vermagic).join(' ');
  const release = kernel.vermagic.split(' ')[0] ?? '';
  const ok = theirs === ours && release === tree.release;
  return {
    ...base,
    ok,
    wanted: `${release} ${theirs}`,
    found: `${tree.release} ${ours}`,
    ...(ok ? {} : { hint: 'These headers were configured differently from the kernel that runs on the board.' }),
  };
}

function symbolVersionsRow(tree: KernelTree): PreflightRow {
  const needed = tree.config.get('MODVERSIONS') === 'y';
  const ok = !needed || tree.symbolVersions;
  return {
    id: 'module.symbol-versions',
    title: 'symbol versions',
    ok,
    wanted: needed ? 'Module.symvers (CONFIG_MODVERSIONS)' : 'not needed',
    found: tree.symbolVersions ? 'Module.symvers' : 'no Module.symvers',
    ...(ok
      ? {}
      : {
          hint: `Without the versions of its symbols this kernel takes no module. make modules_prepare does not make them: build that kernel whole once (${tree.prepare.includes('modules_prepare') ? 'make, then make modules' : tree.prepare}), or copy the file from where it was built to ${tree.folder}.`,
        }),
  };
}

function compilerRow({ kernel, on }: PreflightInput, compiler: Compiler | undefined): PreflightRow {
  const architecture = architectureOfMachine(kernel.machine);
  const wanted = on === 'board' ? 'gcc' : `${architecture?.prefixes[0] ?? ''}gcc`;
  const base = { id: 'module.compiler', title: 'compiler', wanted };
  return compiler === undefined
    ? {
        ...base,
        ok: false,
        found: 'none',
        hint:
          on === 'board'
            ? 'Install it on the board (apt-get install gcc), or build on the workstation.'
            : `Install it: apt-get install ${architecture?.compilerPackage ?? 'gcc'}`,
      }
    : { ...base, ok: true, found: compiler.version };
}

/** gcc of another major version builds, but plugins and struct layout options may differ: told, and no obstacle. */
function compilerVersionRow(tree: KernelTree, compiler: Compiler): PreflightRow {
  const text = tree.config.get('CC_VERSION_TEXT');
  const wanted = compilerKind(text ?? '');
  const found = compilerKind(compiler.version);
  const sameKind = wanted === undefined || wanted.kind === found?.kind;
  const same = sameKind && (wanted === undefined || wanted.major === found?.major);
  return {
    id: 'module.compiler-version',
    title: 'compiler version',
    ok: sameKind,
    wanted: text ?? 'not told by the configuration',
    found: compiler.version,
    ...(sameKind
      ? same
        ? {}
        : { hint: 'Another major version usually works; when the module misbehaves, build with the kernel’s own.' }
      : { hint: 'This kernel was built by another compiler family, whose options the other does not take.' }),
  };
}

function makeRow({ workstation, on }: PreflightInput): PreflightRow {
  const base = { id: 'module.make', title: 'make', wanted: 'GNU make' };
  return workstation.make === undefined
    ? {
        ...base,
        ok: false,
        found: 'none',
        hint: `Install it${on === 'board' ? ' on the board' : ''}: apt-get install make`,
      }
    : { ...base, ok: true, found: workstation.make };
}

function sourceRow({ source }: PreflightInput): PreflightRow {
  const base = { id: 'module.source', title: 'source', wanted: 'a folder with Kbuild or Makefile' };
  return source.makefile === undefined
    ? { ...base, ok: false, found: `neither in ${source.folder}`, hint: 'Name the folder of the driver’s source.' }
    : { ...base, ok: true, found: `${source.folder}/${source.makefile}` };
}

const problemIds: Readonly<Record<string, string>> = {
  'module.architecture': 'module.wrong-architecture',
  'module.headers': 'module.headers-missing',
  'module.tree': 'module.not-a-kernel-tree',
  'module.tree-prepared': 'module.tree-unprepared',
  'module.tree-programs': 'module.tree-foreign-programs',
  'module.headers-release': 'module.headers-differ',
  'module.vermagic': 'module.vermagic-differs',
  'module.symbol-versions': 'module.symbol-versions-missing',
  'module.compiler': 'module.compiler-missing',
  'module.compiler-version': 'module.compiler-differs',
  'module.make': 'module.make-missing',
  'module.source': 'module.source-missing',
  'module.board-tools': 'module.tools-missing',
  'module.space': 'module.no-space',
  'module.clock': 'module.clock-behind',
};

/** The first row that forbids a build, as a Problem; its data has all of them. */
export function preflightProblem(rows: readonly PreflightRow[]): ProblemError | undefined {
  const first = rows.find((row) => !row.ok);
  if (first === undefined) return undefined;
  return problem(
    problemIds[first.id] ?? 'module.preflight-failed',
    `The module cannot be built for this board: ${first.title}: wanted ${first.wanted}, found ${first.found}.`,
    { ...(first.hint === undefined ? {} : { hint: first.hint }), data: { rows: rows.filter((row) => !row.ok) } },
  );
}
