/** What a `.ko` file says of itself: architecture and the entries of its `.modinfo` section. */
import { problem } from '../../../remote-helper/rpc/problem.ts';
import { type Architecture, architectureOfElf } from './architecture.ts';
import { readElf } from './elf.ts';

export interface ModuleFile {
  readonly architecture: Architecture;
  /** The module's name, as `lsmod` will show it. */
  readonly name: string | undefined;
  readonly vermagic: string;
  /** First word of the version magic: the kernel release it was built for. */
  readonly release: string;
  /** modpost's digest of the sources; absent in modules without MODULE_VERSION. */
  readonly srcversion: string | undefined;
  /** Parameter name to its description, which may be empty. */
  readonly parameters: ReadonlyMap<string, string>;
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
  const parameters = new Map<string, string>();
  for (const [name, value] of entries) {
    const colon = value.indexOf(':');
    // parmtype is there for each parameter, parm only for those that are described.
    if (name === 'parmtype' && colon > 0 && !parameters.has(value.slice(0, colon))) {
      parameters.set(value.slice(0, colon), '');
    }
    if (name === 'parm' && colon > 0) parameters.set(value.slice(0, colon), value.slice(colon + 1));
  }
  return {
    architecture,
    name: entries.find(([name]) => name === 'name')?.[1],
    vermagic,
    release: vermagic.split(' ')[0] ?? '',
    srcversion: entries.find(([name]) => name === 'srcversion')?.[1],
    parameters,
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

function notAModule(path: string, why: string): Error {
  return problem('module.not-a-module', `${path} is no kernel module: ${why}.`, {
    hint: 'Name the .ko file that make leaves beside the source.',
    data: { path },
  });
}
