/** `module …`: the driver as a file and in the kernel. */
import { resolve } from 'node:path';
import type { UiomemDevice } from '../../../remote-helper/contract/device.ts';
import { hex } from '../../../remote-helper/contract/quantity.ts';
import { problem } from '../../../remote-helper/rpc/problem.ts';
import type { ModuleCheck, PreflightRow } from '../../contract/module.ts';
import { driverDifference } from '../../plan/driver-difference.ts';
import { driverName } from '../../plan/loaded-driver.ts';
import type { Command } from '../command.ts';
import { parseQuantity } from '../quantity.ts';
import { sizeText, transferText } from '../size-text.ts';
import { table } from '../table.ts';
import { changing } from '../take-over.ts';

const source = {
  source: { value: 'FOLDER', about: 'the module’s source; otherwise the driver that comes with the tool' },
  headers: {
    value: 'FOLDER',
    about: 'kernel headers or tree, or a PetaLinux, Yocto, SDK or Buildroot folder that holds it; otherwise looked for',
  },
  on: { value: 'WHERE', about: 'workstation (otherwise) or board: with the board’s own headers and compiler' },
};

/** Throws `usage.where`. */
function buildPlace(text: string | undefined): 'workstation' | 'board' | undefined {
  if (text === undefined || text === 'workstation' || text === 'board') return text;
  throw problem('usage.where', `--on ${JSON.stringify(text)} names no place to build.`, {
    hint: 'Say --on workstation or --on board.',
    data: { text },
  });
}

function path(text: string | undefined): string | undefined {
  return text === undefined ? undefined : resolve(text);
}

/** A number with a unit, which the kernel does not read; anything else is left to it as it is (a leading 0 is octal there). */
const withUnit = /^(0x[0-9a-f]+|[0-9]+)\s*[kmgt](ib?)?$/i;

/** NAME=VALUE as insmod takes it. Throws `usage.parameter`. */
function parseParameter(text: string): { name: string; value: string } {
  const at = text.indexOf('=');
  if (at > 0) {
    const [name, value] = [text.slice(0, at), text.slice(at + 1)];
    return { name, value: withUnit.test(value) ? hex(parseQuantity(value, name)) : value };
  }
  throw problem('usage.parameter', `${JSON.stringify(text)} is not a module parameter.`, {
    hint: 'Write NAME=VALUE, such as uiomem0_addr=0x70000000.',
    data: { text },
  });
}

function loadedText(devices: readonly UiomemDevice[]): string {
  if (devices.length === 0) return 'loaded; no devices: neither a parameter nor the device tree asks for one';
  const told = devices.map(({ name, address, size }) => `${name}: ${sizeText(size)} at ${hex(address)}`);
  return `loaded; ${told.join(', ')}`;
}

const drivers = {
  ours: 'the driver that comes with the tool',
  reference: 'the reference driver',
  other: 'none of uiomem',
};

function rowsText(rows: readonly PreflightRow[]): string {
  const told = rows.map(({ ok, title, wanted, found }) => [ok ? 'ok' : 'NO', title, wanted, found]);
  const hints = rows.flatMap(({ title, hint }) => (hint === undefined ? [] : [`${title}: ${hint}`]));
  return [table(['', 'what', 'wanted', 'found'], told).trimEnd(), ...hints].join('\n');
}

function checkText({ name, version, licence, signer, driver, parameters, rows }: ModuleCheck): string {
  const told = [
    `${name ?? 'a module'} ${version ?? ''}`.trim(),
    drivers[driver],
    `licence ${licence ?? 'not told'}`,
    signer === undefined ? 'not signed' : `signed by ${signer}`,
    `${parameters.length} parameters`,
  ];
  return `${told.join('; ')}\n${rowsText(rows)}`;
}

/** The input of `module.build` and `module.preflight`. */
function wanted(option: (name: string) => string | undefined) {
  const folder = path(option('source'));
  const on = buildPlace(option('on'));
  // A folder of the board is the board's to find.
  const headers = on === 'board' ? option('headers') : path(option('headers'));
  return {
    ...(folder !== undefined && { folder }),
    ...(headers !== undefined && { headers }),
    ...(on !== undefined && { on }),
  };
}

export const moduleCommands: readonly Command[] = [
  {
    words: 'module preflight',
    about: 'Tell whether the driver can be built for the board’s kernel, and what is missing.',
    example: 'uiomem-studio module preflight --on board',
    positionals: [],
    options: source,
    async run({ client, where, signal }, { option }) {
      const result = await client.call('module.preflight', { ...where, ...wanted(option) }, { signal });
      return { result, text: rowsText(result.rows) };
    },
  },
  {
    words: 'module build',
    about: 'Build the driver for the board’s kernel; built before from the same: answers at once.',
    example: 'uiomem-studio module build --board zynq --headers ~/linux-xlnx',
    positionals: [],
    options: source,
    async run({ client, where, signal, progress }, { option }) {
      const result = await client.call(
        'module.build',
        { ...where, ...wanted(option) },
        { signal, onItem: ({ line }) => progress(line) },
      );
      const { module, reused } = result;
      return { result, text: `${reused ? 'built before' : 'built'}: ${module.path} (${module.vermagic.trim()})` };
    },
  },
  {
    words: 'module check',
    about: 'Look into a module file and tell whether the board’s kernel will take it; nothing is sent.',
    example: 'uiomem-studio module check ./uiomem.ko.xz',
    positionals: ['FILE'],
    async run({ client, where, signal }, { positionals: [file = ''] }) {
      const result = await client.call('module.check', { ...where, file: resolve(file) }, { signal });
      return { result, text: checkText(result) };
    },
  },
  {
    words: 'module upload',
    about: 'Send a module file to the board, after checking that it fits.',
    example: 'uiomem-studio module upload ./uiomem.ko',
    positionals: ['FILE'],
    async run({ client, where, signal, progress }, { positionals: [file = ''] }) {
      const began = Date.now();
      const result = await client.call(
        'module.upload',
        { ...where, file: resolve(file) },
        { signal, onProgress: ({ done, total }) => progress(transferText(done, total, Date.now() - began)) },
      );
      return { result, text: `${result.sent ? 'sent' : 'there already'}: ${result.path}` };
    },
  },
  changing({
    words: 'module load',
    about: 'Load the driver with parameters (built and uploaded if need be) and check that its devices came to be.',
    example: 'uiomem-studio module load uiomem0_addr=0x70000000 uiomem0_size=1MiB',
    positionals: ['[PARAMETER=VALUE…]'],
    options: { file: { value: 'FILE', about: 'a module file; otherwise the built one' } },
    async run({ client, where, signal, progress }, { positionals, option }) {
      const file = path(option('file'));
      const result = await client.call(
        'module.load',
        { ...where, parameters: positionals.map(parseParameter), ...(file !== undefined && { file }) },
        { signal, onProgress: ({ text }) => progress(text) },
      );
      return { result, text: loadedText(result.devices) };
    },
  }),
  changing({
    words: 'module unload',
    about: 'Unload the driver; our own mappings are closed first, other users are named.',
    example: 'uiomem-studio module unload',
    positionals: [],
    async run({ client, where, signal }) {
      const result = await client.call('module.unload', where, { signal });
      return { result, text: result.module === undefined ? 'unloaded' : `unloaded the ${driverName(result.module)}` };
    },
  }),
  changing({
    words: 'module reload',
    about:
      'Unload what is loaded and load the driver in its place: with the parameters that it has now, unless others are named. What can be judged or sent is before anything is unloaded.',
    example: 'uiomem-studio module reload --board zynq',
    positionals: ['[PARAMETER=VALUE…]'],
    options: {
      file: { value: 'FILE', about: 'a module file; otherwise the built one' },
      bare: { about: 'with no parameters at all' },
    },
    async run({ client, where, signal, progress }, { positionals, option, has }) {
      const file = path(option('file'));
      if (has('bare') && positionals.length > 0) {
        throw problem('usage.parameter', '--bare and parameters exclude each other.', {
          hint: 'Leave one of them out.',
          data: { parameters: positionals },
        });
      }
      const given = has('bare') || positionals.length > 0;
      const result = await client.call(
        'module.reload',
        {
          ...where,
          ...(given && { parameters: positionals.map(parseParameter) }),
          ...(file !== undefined && { file }),
        },
        { signal, onProgress: ({ text }) => progress(text) },
      );
      return { result, text: loadedText(result.devices) };
    },
  }),
  {
    words: 'module list',
    about: 'List the modules that were built here, the one that was built or asked for last first.',
    example: 'uiomem-studio module list',
    positionals: [],
    async run({ client }) {
      const result = await client.call('module.list', {});
      const rows = result.built.map(({ built, release, architecture, version, srcversion, size, path: file }) => [
        built ?? '',
        release,
        architecture,
        version ?? '',
        srcversion ?? '',
        sizeText(BigInt(size)),
        file,
      ]);
      const titles = ['BUILT', 'KERNEL', 'FOR', 'VERSION', 'SOURCE VERSION', 'SIZE', 'FILE'];
      return { result, text: rows.length === 0 ? 'None was built here yet: module build.' : table(titles, rows) };
    },
  },
  {
    words: 'module remove',
    about: 'Take a module that was built here out of the cache. What is loaded or on a board stays as it is.',
    example: 'uiomem-studio module remove ~/.cache/uiomem-studio/modules/KEY/uiomem.ko',
    positionals: ['FILE'],
    async run({ client }, { positionals: [file = ''] }) {
      const result = await client.call('module.forget', { path: resolve(file) });
      const { path: gone, release } = result.module;
      return { result, text: `removed ${gone} (for ${release})` };
    },
  },
  {
    words: 'module status',
    about: 'Tell what is loaded and who holds its devices, what was built and what is on the board.',
    example: 'uiomem-studio module status',
    positionals: [],
    async run({ client, where, signal, note }) {
      const result = await client.call('module.status', where, { signal });
      const parameters = Object.entries(result.loaded?.parameters ?? {}).map(([name, value]) => `${name}=${value}`);
      const difference = driverDifference(result.loaded, result.tool);
      if (difference !== undefined) note(`${difference.message} [${difference.id}]\n${difference.hint}`);
      const rows = [
        ['loaded', result.loaded === undefined ? 'no' : [driverName(result.loaded), ...parameters].join(' ')],
        ['of the tool', result.tool.version ?? '(not told)'],
        ...result.built.map((built) => ['built', `${built.path} (${built.release})`]),
        ...result.uploaded.map((there) => ['on the board', there]),
        ...result.holders.map(({ pid, command, device, ours }) => [
          'held by',
          `${command} (${pid}${ours ? ', ours' : ''}): ${device}`,
        ]),
      ];
      return { result, text: table(['', ''], rows).trim() };
    },
  },
];
