/** Every command that a window copies is one that the command line takes: a word or an option that is renamed is noticed here. */
import { describe, expect, it } from 'vitest';
import type { UiomemDevice } from '../../../remote-helper/contract/device.ts';
import { readLine } from '../../cli/arguments.ts';
import { commands } from '../../cli/commands.ts';
import type { Board } from '../../contract/board.ts';
import { settings } from '../../contract/settings.ts';
import type { SerialSettings } from '../../contract/terminal.ts';
import * as boards from './board.ts';
import * as memory from './memory.ts';
import * as driver from './module.ts';
import * as plans from './plan.ts';
import * as syncs from './sync.ts';
import { tool } from './tool.ts';
import * as workstation from './workstation.ts';

/** As a POSIX shell splits what `tool` quotes. */
function split(line: string): string[] {
  const words = line.match(/(?:'[^']*'|\\'|[^\s'\\])+/g) ?? [];
  return words.map((word) => word.replaceAll(/'([^']*)'|\\(')/g, (_, quoted, bare) => quoted ?? bare));
}

/** Which command it is and what it is given; throws what the command line would say. */
function read(line: string) {
  const [program, ...words] = split(line);
  expect(program).toBe('uiomem-studio');
  const found = readLine(words, commands);
  if (found.kind !== 'run') throw new Error(`${line} runs nothing`);
  const { command, args } = found;
  const names = Object.keys({ ...command.options, board: 0, json: 0 });
  const options = names.flatMap((name) => {
    const value = args.option(name) ?? (args.has(name) ? true : undefined);
    return value === undefined ? [] : [[name, value]];
  });
  return [command.words, args.positionals, Object.fromEntries(options)];
}

const place = { board: 'zynq', device: 'uiomem0', eye: 'device', content: 'memory', offset: 0x10n, width: 16 } as const;
const access = { width: '16', eye: 'device', content: 'memory', board: 'zynq' };
const board: Board = { name: 'zynq', host: 'fe80::1', user: 'root', port: 2222, identityFile: '~/k' };
const usual: SerialSettings = {
  path: '',
  baudRate: 115_200,
  dataBits: 8,
  parity: 'none',
  stopBits: 1,
  flowControl: 'none',
};
const range = { offset: 0x10n, size: 0x20n };
const inRange = { offset: '0x10', size: '0x20' };
const told: UiomemDevice['sync'] = { mode: 'write-combine', always: true, direction: 'both', owner: 'cpu', ...range };

const region = [{ name: 'uiomem0_addr', value: '0x70000000' }];

type Told = readonly [words: string, positionals: readonly string[], options: object];

const wanted: Readonly<Record<string, Readonly<Record<string, readonly [line: string, told: Told]>>>> = {
  memory: {
    readCommand: [memory.readCommand(place, 64n), ['mem read', ['uiomem0', '0x10', '64'], access]],
    // Lowest byte first, whatever the view shows.
    writeCommand: [
      memory.writeCommand(place, Uint8Array.of(0xfe, 0xca)),
      ['mem write', ['uiomem0', '0x10', '0xcafe'], access],
    ],
    dumpCommand: [
      memory.dumpCommand({ ...place, size: 4096n }, 'a b.bin'),
      [
        'mem dump',
        ['uiomem0'],
        { offset: '0x10', size: '4096', output: 'a b.bin', eye: 'device', content: 'memory', board: 'zynq' },
      ],
    ],
    deviceCommand: [memory.deviceCommand('zynq', 'uiomem0'), ['device info', ['uiomem0'], { board: 'zynq' }]],
  },
  sync: {
    syncCommand: [
      syncs.syncCommand('zynq', 'uiomem0', 'for-device', range, 'cpu-writes'),
      ['sync for-device', ['uiomem0'], { ...inRange, direction: 'cpu-writes', board: 'zynq' }],
    ],
    syncSetCommand: [
      syncs.syncSetCommand('zynq', 'uiomem0', { ...told, range }),
      ['sync set', ['uiomem0'], { ...inRange, direction: 'both', mode: 'write-combine', always: 'yes', board: 'zynq' }],
    ],
  },
  board: {
    connectCommand: [boards.connectCommand('zynq'), ['board connect', ['zynq'], {}]],
    disconnectCommand: [boards.disconnectCommand('zynq'), ['board disconnect', ['zynq'], {}]],
    makeDefaultCommand: [boards.makeDefaultCommand('zynq'), ['board default', ['zynq'], {}]],
    removeCommand: [boards.removeCommand('zynq'), ['board remove', ['zynq'], {}]],
    forgetSecretsCommand: [boards.forgetSecretsCommand('zynq'), ['board forget-secrets', ['zynq'], {}]],
    factsCommand: [boards.factsCommand('zynq'), ['board facts', [], { board: 'zynq', json: true }]],
    logCommand: [boards.logCommand('zynq'), ['board log', [], { follow: true, board: 'zynq' }]],
    terminalCommand: [boards.terminalCommand('zynq'), ['terminal', [], { board: 'zynq' }]],
    runtimeCommand: [boards.runtimeCommand('zynq', 'ask'), ['board runtime', ['zynq', 'ask'], {}]],
    addCommand: [
      boards.addCommand('desk', 'dev@10.0.0.9:2222', '~/.ssh/desk'),
      ['board add', ['desk', 'dev@10.0.0.9:2222'], { identity: '~/.ssh/desk' }],
    ],
    trustCommand: [
      boards.trustCommand(board, 'SHA256:a+b/c'),
      ['board add', ['zynq', 'root@[fe80::1]:2222'], { trust: 'SHA256:a+b/c' }],
    ],
    reflashedCommand: [
      boards.reflashedCommand('zynq', 'SHA256:a+b/c'),
      ['board reflashed', ['zynq'], { fingerprint: 'SHA256:a+b/c' }],
    ],
    editCommand: [
      boards.editCommand(board, { name: 'desk', where: 'dev@desk', identity: '', runtime: 'shell' }),
      ['board edit', ['zynq'], { name: 'desk', address: 'dev@desk', 'no-identity': true, runtime: 'shell' }],
    ],
    emulatedUpCommand: [boards.emulatedUpCommand('second'), ['board emulated up', ['second'], {}]],
    emulatedDownCommand: [boards.emulatedDownCommand('second'), ['board emulated down', ['second'], {}]],
    emulatedConsoleCommand: [
      boards.emulatedConsoleCommand('second'),
      ['board emulated console', ['second'], { follow: true }],
    ],
    loadCommand: [
      boards.loadCommand('zynq'),
      ['module load', ['uiomem0_addr=0x70000000', 'uiomem0_size=1MiB'], { board: 'zynq' }],
    ],
    persistShowCommand: [boards.persistShowCommand('zynq'), ['persist show', [], { board: 'zynq' }]],
    loadPlannedCommand: [
      boards.loadPlannedCommand('zynq', [{ name: 'uiomem0_addr', value: '0x70000000' }], false),
      ['module load', ['uiomem0_addr=0x70000000'], { board: 'zynq' }],
    ],
    unloadCommand: [boards.unloadCommand('zynq'), ['module unload', [], { board: 'zynq' }]],
  },
  plan: {
    newPlanCommand: [
      plans.newPlanCommand('zynq'),
      ['plan new', ['bringup.yaml'], { 'from-board': true, board: 'zynq' }],
    ],
    blankPlanCommand: [plans.blankPlanCommand(), ['plan new', ['bringup.yaml'], {}]],
    insmodPlanCommand: [
      plans.insmodPlanCommand('insmod uiomem.ko uiomem0_size=4096'),
      ['plan new', ['bringup.yaml'], { insmod: 'insmod uiomem.ko uiomem0_size=4096' }],
    ],
    lintCommand: [
      plans.lintCommand("my board's.yaml", 'zynq', true),
      ['plan lint', ["my board's.yaml"], { fix: true, board: 'zynq' }],
    ],
    stepsCommand: [plans.stepsCommand('a.yaml', 'zynq'), ['plan steps', ['a.yaml'], { board: 'zynq' }]],
    applyCommand: [
      plans.applyCommand('a.yaml', 'zynq', true),
      ['plan apply', ['a.yaml'], { resume: true, board: 'zynq' }],
    ],
    verifyCommand: [plans.verifyCommand('b.yaml', 'zynq'), ['plan verify', ['b.yaml'], { board: 'zynq' }]],
    rollbackCommand: [plans.rollbackCommand('zynq'), ['plan rollback', [], { board: 'zynq' }]],
    reportCommand: [
      plans.reportCommand('zynq', 'report of zynq.html'),
      ['plan report', [], { board: 'zynq', output: 'report of zynq.html' }],
    ],
    forgetPlanCommand: [plans.forgetPlanCommand('/home/a b/c.yaml'), ['recent forget', ['/home/a b/c.yaml'], {}]],
  },
  module: {
    moduleStatusCommand: [driver.moduleStatusCommand('zynq'), ['module status', [], { board: 'zynq' }]],
    preflightCommand: [
      driver.preflightCommand('zynq', { folder: '~/my driver', headers: '/usr/src/linux', on: 'board' }),
      ['module preflight', [], { source: '~/my driver', headers: '/usr/src/linux', on: 'board', board: 'zynq' }],
    ],
    buildCommand: [driver.buildCommand('zynq', {}), ['module build', [], { board: 'zynq' }]],
    checkCommand: [driver.checkCommand('zynq', ''), ['module check', ['FILE'], { board: 'zynq' }]],
    uploadCommand: [driver.uploadCommand('zynq', 'a.ko'), ['module upload', ['a.ko'], { board: 'zynq' }]],
    loadModuleCommand: [
      driver.loadModuleCommand('zynq', region, 'a.ko'),
      ['module load', ['uiomem0_addr=0x70000000'], { file: 'a.ko', board: 'zynq' }],
    ],
    reloadModuleCommand: [
      driver.reloadModuleCommand('zynq', [], 'a.ko'),
      ['module reload', [], { file: 'a.ko', bare: true, board: 'zynq' }],
    ],
    listModulesCommand: [driver.listModulesCommand(), ['module list', [], {}]],
    removeModuleCommand: [driver.removeModuleCommand('/c d/a.ko'), ['module remove', ['/c d/a.ko'], {}]],
  },
  workstation: {
    listSettingsCommand: [workstation.listSettingsCommand(), ['settings list', [], {}]],
    resetAllCommand: [workstation.resetAllCommand(), ['settings reset', [], { all: true }]],
    resetCommand: [workstation.resetCommand('appearance.theme'), ['settings reset', ['appearance.theme'], {}]],
    listPortsCommand: [workstation.listPortsCommand(), ['serial list', [], {}]],
    openCommand: [workstation.openCommand(), ['open', [], {}]],
    setCommand: [
      workstation.setCommand('appearance.theme', 'dark'),
      ['settings set', ['appearance.theme', 'dark'], {}],
    ],
    serialCommand: [
      workstation.serialCommand({
        path: '/dev/ttyUSB0',
        baudRate: 9600,
        dataBits: 7,
        parity: 'even',
        stopBits: 2,
        flowControl: 'rts/cts',
      }),
      [
        'serial open',
        ['/dev/ttyUSB0'],
        { baud: '9600', 'data-bits': '7', parity: 'even', 'stop-bits': '2', flow: 'rts/cts' },
      ],
    ],
  },
};

const modules = { memory, module: driver, sync: syncs, board: boards, plan: plans, workstation };

describe.each(Object.entries(modules))('commands of %s', (area, made) => {
  it('are all looked at here', () => {
    expect(Object.keys(wanted[area] ?? {}).toSorted()).toEqual(Object.keys(made).toSorted());
  });

  it.each(Object.entries(wanted[area] ?? {}))('%s is read as it is meant', (_name, [line, meant]) => {
    expect(read(line)).toEqual(meant);
  });
});

it('what is left out is left out, and what is not written yet has a name', () => {
  const none = { name: 'zynq', where: 'root@[fe80::1]:2222', identity: '~/k', runtime: 'ask' } as const;
  expect(read(boards.editCommand(board, none))).toEqual(['board edit', ['zynq'], {}]);
  expect(read(boards.addCommand('', '', ''))).toEqual(['board add', ['NAME', 'USER@HOST'], {}]);
  expect(read(boards.emulatedUpCommand())).toEqual(['board emulated up', [], {}]);
  expect(read(plans.lintCommand('a.yaml', undefined))).toEqual(['plan lint', ['a.yaml'], { offline: true }]);
  expect(read(plans.applyCommand('a.yaml', 'zynq'))).toEqual(['plan apply', ['a.yaml'], { board: 'zynq' }]);
  expect(read(workstation.serialCommand(usual))).toEqual(['serial open', ['PATH'], { baud: '115200' }]);
  expect(boards.loadPlannedCommand('zynq', [], true).split(' && ').map(read)).toEqual([
    ['module unload', [], { board: 'zynq' }],
    ['module load', [], { board: 'zynq' }],
  ]);
  expect(read(syncs.syncCommand('zynq', 'uiomem0', 'for-cpu', undefined, undefined))).toEqual([
    'sync for-cpu',
    ['uiomem0'],
    { board: 'zynq' },
  ]);
});

it('each setting with its default is a command', () => {
  const usualSettings = settings.parse({});
  for (const [name, value] of Object.entries(usualSettings)) {
    const line = workstation.setCommand(name as keyof typeof usualSettings, value);
    expect(read(line)).toEqual(['settings set', [name, String(value)], {}]);
  }
});

it('what a shell would split or expand is quoted', () => {
  expect(tool('a b', "it's", '$HOME', '', '~/x', undefined)).toBe(`uiomem-studio 'a b' 'it'\\''s' '$HOME' '' ~/x`);
  expect(split(tool('a b', "it's", '')).slice(1)).toEqual(['a b', "it's", '']);
});
