/** What a `.ko` file says of itself: architecture and the entries of its `.modinfo` section. */
import { problem } from '../../../remote-helper/rpc/problem.ts';
import { type Architecture, architectureOfElf } from './architecture.ts';
import { readElf } from './elf.ts';
import { readSignature } from './signature.ts';
import { versionsOf } from './symbol-versions.ts';

export interface ModuleFile {
  readonly architecture: Architecture;
  /** The module's name, as `lsmod` will show it. */
  readonly name: string | undefined;
  readonly vermagic: string;
  /** First word of the version magic: the kernel release it was built for. */
  readonly release: string;
  /** modpost's digest of the sources; absent in modules without MODULE_VERSION. */
  readonly srcversion: string | undefined;
  /** MODULE_VERSION, MODULE_LICENSE and MODULE_DESCRIPTION. */
  readonly version: string | undefined;
  readonly licence: string | undefined;
  readonly description: string | undefined;
  /** Parameter name to its kind (int, ulong, …) and description, each of which may be empty. */
  readonly parameters: ReadonlyMap<string, { readonly type: string; readonly about: string }>;
  /** Who signed it; undefined: nobody. */
  readonly signer: string | undefined;
  /** What the compilers of its parts wrote into `.comment`, each once. */
  readonly compilers: readonly string[];
  /** Symbols that it needs of the kernel, and the versions it was built with (undefined: without CONFIG_MODVERSIONS). */
  readonly needs: readonly string[];
  readonly versions: ReadonlyMap<string, number> | undefined;
  /** Type information: none, that which leans on the very kernel it was built for, or with a base of its own. */
  readonly btf: 'none' | 'of-one-kernel' | 'with-base';
}

/** Throws `module.not-a-module`, saying what the file lacks. `path` is for the message. */
export function readModuleFile(file: Uint8Array, path: string): ModuleFile {
  const elf = readElf(file);
  if (elf === undefined) throw notAModule(path, 'it is no whole ELF file');
  if (elf.type !== 1) throw notAModule(path, 'it is a program or a library, not a relocatable object');
  const architecture = architectureOfElf(elf.machine);
  if (architecture === undefined) throw notAModule(path, `its ELF machine ${elf.machine} is none that is supported`);
  const section = elf.section('.modinfo');
  if (section === undefined) throw notAModule(path, 'it has no .modinfo section (an object file before modpost?)');
  const entries = modinfoEntries(section);
  const vermagic = entries.find(([name]) => name === 'vermagic')?.[1];
  if (vermagic === undefined) throw notAModule(path, 'its .modinfo has no vermagic');
  const parameters = new Map<string, { type: string; about: string }>();
  for (const [name, value] of entries) {
    const colon = value.indexOf(':');
    if ((name !== 'parmtype' && name !== 'parm') || colon <= 0) continue;
    const parameter = value.slice(0, colon);
    const known = parameters.get(parameter) ?? { type: '', about: '' };
    // parmtype is there for each parameter, parm only for those that are described.
    parameters.set(parameter, { ...known, [name === 'parm' ? 'about' : 'type']: value.slice(colon + 1) });
  }
  const said = (wanted: string): string | undefined => entries.find(([name]) => name === wanted)?.[1];
  return {
    architecture,
    name: said('name'),
    vermagic,
    release: vermagic.split(' ')[0] ?? '',
    srcversion: said('srcversion'),
    version: said('version'),
    licence: said('license'),
    description: said('description'),
    parameters,
    signer: readSignature(file)?.signer,
    compilers: compilersOf(elf.section('.comment')),
    needs: elf.undefinedSymbols().filter((symbol) => symbol !== '_GLOBAL_OFFSET_TABLE_'),
    versions: versionsOf(elf),
    btf:
      elf.section('.BTF') === undefined
        ? 'none'
        : elf.section('.BTF.base') === undefined
          ? 'of-one-kernel'
          : 'with-base',
  };
}

/** `name=value` strings, each ended by a zero byte (include/linux/moduleparam.h: __MODULE_INFO). */
export function modinfoEntries(section: Uint8Array): [name: string, value: string][] {
  const entries: [string, string][] = [];
  for (const text of Buffer.from(section).toString('utf8').split('\0')) {
    const equals = text.indexOf('=');
    if (equals > 0) entries.push([text.slice(0, equals), text.slice(equals + 1)]);
  }
  return entries;
}

/** Texts such as `GCC: (Debian 12.2.0-14) 12.2.0`, each ended by a zero byte. */
function compilersOf(section: Uint8Array | undefined): string[] {
  if (section === undefined) return [];
  const texts = Buffer.from(section).toString('utf8').split('\0');
  return [...new Set(texts.filter((text) => text !== ''))];
}

function notAModule(path: string, why: string): Error {
  return problem('module.not-a-module', `${path} is no kernel module: ${why}.`, {
    hint: 'Name the .ko file that make leaves beside the source.',
    data: { path },
  });
}
