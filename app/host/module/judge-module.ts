/** Whether a board's kernel will take a module file: pure, facts in, rows out. A row that cannot be judged is ok and says so. */
import type { PreflightRow } from '../../contract/module.ts';
import { architectureOfMachine } from './architecture.ts';
import { btfRow, signatureRow } from './judge-security.ts';
import type { JudgedModule } from './judged-module.ts';
import { compilerKind } from './kernel-tree.ts';

type Judge = (judged: JudgedModule) => PreflightRow;

/** In the order in which the kernel itself looks. */
export function judgeModule(judged: JudgedModule): PreflightRow[] {
  return judges.map((judge) => judge(judged));
}

const judges: readonly Judge[] = [
  ({ module, kernel: { machine } }) => {
    const wanted = architectureOfMachine(machine)?.name ?? machine;
    const ok = module.architecture.name === wanted;
    return {
      id: 'module.architecture',
      title: 'architecture',
      ok,
      wanted: wanted === machine ? wanted : `${wanted} (${machine})`,
      found: module.architecture.name,
      ...(!ok && { hint: 'Build it for this board: module build.' }),
    };
  },
  loadingRow,
  signatureRow,
  releaseRow,
  vermagicRow,
  versionsRow,
  symbolsRow,
  licenceRow,
  compilerRow,
  btfRow,
];

function loadingRow({ kernel }: JudgedModule): PreflightRow {
  const base = { id: 'module.loading', title: 'loading of modules', wanted: 'allowed' };
  if (kernel.config?.MODULES === 'n') {
    return {
      ...base,
      ok: false,
      found: 'this kernel was built without modules',
      hint: 'Only a kernel with CONFIG_MODULES takes the driver as a module.',
    };
  }
  if (kernel.modulesDisabled) {
    return {
      ...base,
      ok: false,
      found: 'switched off until the next boot (kernel.modules_disabled is 1)',
      hint: 'Boot the board, and load the driver before what switches it off: look for kernel.modules_disabled in /etc/sysctl.conf and /etc/sysctl.d.',
    };
  }
  return { ...base, ok: true, found: kernel.modulesDisabled === undefined ? 'not told by the board' : 'allowed' };
}

/** include/linux/vermagic.h and same_magic() of kernel/module: with symbol versions on both sides the release does not count. */
const releaseCounts = ({ module, kernel }: JudgedModule): boolean =>
  module.versions === undefined || !(kernel.vermagic?.includes(' modversions') ?? kernel.config?.MODVERSIONS === 'y');

function releaseRow(judged: JudgedModule): PreflightRow {
  const { module, kernel, symbols } = judged;
  const base = { id: 'module.release', title: 'release', wanted: kernel.release, found: module.release };
  if (module.release === kernel.release) return { ...base, ok: true };
  if (!releaseCounts(judged) && symbols !== undefined && differing(judged).length === 0) {
    return { ...base, ok: true, hint: 'Another release, but every symbol has the same version: this kernel takes it.' };
  }
  return { ...base, ok: false, hint: 'Build it against the headers of the release that runs on the board.' };
}

/** Without the release, which has a row of its own. */
const words = (vermagic: string): string => vermagic.trim().split(' ').slice(1).join(' ');

function vermagicRow({ module, kernel }: JudgedModule): PreflightRow {
  const base = { id: 'module.vermagic', title: 'version magic', found: module.vermagic.trim() };
  if (kernel.vermagic === undefined) return { ...base, ok: true, wanted: 'not told by the board' };
  const ok = words(kernel.vermagic) === words(module.vermagic);
  return {
    ...base,
    ok,
    wanted: kernel.vermagic.trim(),
    ...(!ok && {
      hint: 'The headers were configured differently from the kernel that runs: build against its very own.',
    }),
  };
}

/** Symbols whose version in the module is another than the kernel's. */
function differing({ module, symbols }: JudgedModule): string[] {
  return [...(module.versions ?? [])].flatMap(([name, crc]) => {
    const has = symbols?.get(name);
    return has === undefined || has.crc === 0 || has.crc === crc ? [] : [name];
  });
}

const someOf = (names: readonly string[]): string =>
  names.length <= 4 ? names.join(', ') : `${names.slice(0, 4).join(', ')} and ${names.length - 4} more`;

function versionsRow(judged: JudgedModule): PreflightRow {
  const { module, kernel, symbols } = judged;
  const wants = kernel.vermagic?.includes(' modversions') ?? kernel.config?.MODVERSIONS === 'y';
  const base = { id: 'module.symbol-versions', title: 'symbol versions' };
  if (!wants) {
    return { ...base, ok: true, wanted: 'none (no CONFIG_MODVERSIONS)', found: told(module.versions?.size) };
  }
  if (module.versions === undefined) {
    return {
      ...base,
      ok: false,
      wanted: 'a version of each symbol (CONFIG_MODVERSIONS)',
      found: 'none in the module',
      hint: 'It was built without the kernel’s Module.symvers: build it where that file is (the headers package has it).',
    };
  }
  if (symbols === undefined) {
    return {
      ...base,
      ok: true,
      wanted: 'those of the board’s kernel, not known here',
      found: told(module.versions.size),
    };
  }
  const names = differing(judged);
  return names.length === 0
    ? { ...base, ok: true, wanted: 'those of the board’s kernel', found: `${told(module.versions.size)}, all the same` }
    : {
        ...base,
        ok: false,
        wanted: 'those of the board’s kernel',
        found: `other versions of ${someOf(names)}`,
        hint: 'Build it against this kernel’s own headers; another build of the same release may differ.',
      };
}

const told = (count: number | undefined): string => (count === undefined ? 'none' : `versions of ${count} symbols`);

function symbolsRow({ module, symbols, loaded }: JudgedModule): PreflightRow {
  const base = { id: 'module.symbols', title: 'symbols', wanted: `${module.needs.length} that the kernel exports` };
  if (symbols === undefined) return { ...base, ok: true, found: 'not known here what it exports' };
  const missing = module.needs.filter((name) => !symbols.has(name));
  const owners = new Set(module.needs.flatMap((name) => symbols.get(name)?.module ?? []));
  const absent = [...owners].filter((owner) => loaded?.includes(owner) !== true);
  if (missing.length === 0 && absent.length > 0) {
    const theirs = module.needs.filter((name) => absent.includes(symbols.get(name)?.module ?? ''));
    return {
      ...base,
      ok: loaded === undefined,
      found: `${someOf(theirs)} of ${absent.join(', ')}${loaded === undefined ? '' : ', not loaded'}`,
      hint: `Load ${absent.length === 1 ? 'that module' : 'those modules'} first, on the board: modprobe ${absent.join(' ')}.`,
    };
  }
  return missing.length === 0
    ? { ...base, ok: true, found: 'all of them' }
    : {
        ...base,
        ok: false,
        found: `not ${someOf(missing)}`,
        hint: 'This kernel has no such symbol, or does not export it: switch on the option that brings it, load the module that has it first, or build the module without what needs it.',
      };
}

/** license_is_gpl_compatible() of include/linux/license.h. */
const gplCompatible = new Set([
  'GPL',
  'GPL v2',
  'GPL and additional rights',
  'Dual BSD/GPL',
  'Dual MIT/GPL',
  'Dual MPL/GPL',
]);

function licenceRow({ module, symbols }: JudgedModule): PreflightRow {
  const found = module.licence ?? 'none';
  const base = { id: 'module.licence', title: 'licence', wanted: 'one compatible with the GPL', found };
  if (gplCompatible.has(found)) return { ...base, ok: true };
  const forbidden = module.needs.filter((name) => symbols?.get(name)?.gplOnly);
  if (forbidden.length === 0) {
    return {
      ...base,
      ok: true,
      hint: `It taints the kernel (P)${symbols === undefined ? ', and symbols for GPL modules only are not for it' : ''}.`,
    };
  }
  return {
    ...base,
    ok: false,
    found: `${found}; it needs ${someOf(forbidden)}, which the kernel exports to GPL modules only`,
    hint: 'Whoever wrote the module has to say MODULE_LICENSE("GPL") or a dual licence, or do without these symbols.',
  };
}

/** Each kernel runs modules of other compilers, unless indirect calls are checked by what its own one puts before functions. */
function compilerRow({ module, kernel }: JudgedModule): PreflightRow {
  const text = kernel.config?.CC_VERSION_TEXT ?? kernel.compiler;
  const [own, others] = [compilerKind(text ?? ''), module.compilers.map((each) => compilerKind(each.toLowerCase()))];
  const base = {
    id: 'module.compiler',
    title: 'compiler',
    wanted: text ?? 'not told by the board',
    found: module.compilers.join('; ') || 'not told by the module',
  };
  const kind = others.find((each) => each !== undefined);
  if (own === undefined || kind === undefined) return { ...base, ok: true };
  if (own.kind !== kind.kind && kernel.config?.CFI_CLANG === 'y') {
    return {
      ...base,
      ok: false,
      hint: 'This kernel checks indirect calls (CONFIG_CFI_CLANG): it would stop at the first call into the module. Build it with clang.',
    };
  }
  if (own.kind === kind.kind && own.major === kind.major) return { ...base, ok: true };
  return {
    ...base,
    ok: true,
    hint: 'Another compiler than the kernel’s usually works; when the module misbehaves, build with the kernel’s own.',
  };
}
