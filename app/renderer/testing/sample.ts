/** Boards and devices to make scenarios of. */
import { z } from 'zod';
import type { UiomemDevice } from '../../../remote-helper/contract/device.ts';
import { type BoardFacts, boardFacts } from '../../../remote-helper/contract/facts.ts';
import type { BoardState, Connection, KnownDevice } from '../../contract/state.ts';
import captured from '../../plan/facts/emulated-arm64-6.1.json?raw';
import zynqmp from '../../plan/facts/zynqmp.json?raw';

export const emulatedFacts: BoardFacts = z.decode(boardFacts, JSON.parse(captured));

/** Of a board that was not asked (app/plan/facts), with the devices that are said to be there. */
export function zynqmpFacts(devices: readonly KnownDevice[]): BoardFacts {
  const facts = z.decode(boardFacts, JSON.parse(zynqmp));
  // The sample's block RAM lies where that one has a DMA engine.
  const iomem = facts.iomem?.filter(({ name }) => !name.startsWith('a0000000.dma'));
  return { ...facts, ...(iomem && { iomem }), devices: devices.map(({ device }) => device) };
}

export const minutesAgo = (minutes: number) => new Date(Date.now() - minutes * 60_000).toISOString();

export const open: Extract<Connection, { state: 'open' }> = {
  state: 'open',
  since: minutesAgo(12),
  bootId: '3f1c8a52-7d0e-4e7c-9a55-0c1f3f0b9a11',
  privilege: 'sudo',
  helperVersion: '7c1e9b42d0a85f36',
  mode: 'helper',
  limits: [],
  kernel: '6.6.52-xilinx',
  machine: 'aarch64',
  model: 'ZynqMP ZCU102 Rev1.1',
  emulated: false,
};

export function device(name: string, address: bigint, size: bigint, more: Partial<UiomemDevice> = {}): UiomemDevice {
  const slot = Number(/\d+$/.exec(name)?.[0] ?? 0);
  return {
    name,
    node: `/dev/${name}`,
    nodeMode: 'crw-rw---- root uiomem',
    major: 240,
    minor: slot,
    address,
    size,
    cached: true,
    coherent: false,
    shareable: false,
    syncOperation: 'ARM64 Native',
    driverVersion: '1.0.0',
    ioctlVersion: 1,
    sync: { mode: 'non-cached', always: false, offset: 0n, size, direction: 'both', owner: 'cpu' },
    origin: { kind: 'insmod', slot },
    ...more,
  };
}

export function board(name: string, connection: Connection, more: Partial<BoardState> = {}): BoardState {
  return {
    board: { name, host: `${name}.lab`, port: 22, user: 'root' },
    connection,
    boot: connection.state === 'open' || connection.state === 'lost' ? 1 : 0,
    lease: { held: connection.state === 'open' ? 'ours' : 'nobody' },
    ...more,
  };
}

export const closed: Connection = { state: 'closed' };

const KiB = 1n << 10n;
const MiB = 1n << 20n;
const GiB = 1n << 30n;

export const blockRam = device('uiomem0', 0xa000_0000n, 256n * KiB, {
  cached: false,
  coherent: true,
  origin: { kind: 'device-tree', path: '/amba_pl@0/bram@a0000000' },
});
export const sharedDdr = device('uiomem1', 0x7000_0000n, 16n * MiB, {
  sync: {
    mode: 'non-cached',
    always: false,
    offset: 0n,
    size: 16n * MiB,
    direction: 'device-writes',
    owner: 'device',
  },
});
export const registers = device('uiomem2', 0xa002_0000n, 64n * KiB, { cached: false, coherent: true });
export const largeDdr = device('uiomem3', 0x8_0000_0000n, 5n * GiB);

export const devices: readonly KnownDevice[] = [
  { device: blockRam, content: 'memory' },
  { device: sharedDdr, content: 'memory' },
  { device: registers },
];

export const driver = {
  driver: 'ours' as const,
  version: '0.1.0-studio',
  srcversion: 'A5F9B1C2D3E4F5061728394',
  parameters: { info_enable: '1', uiomem1_addr: '1879048192', uiomem1_size: '16777216' },
};

/** Beside the one that a state is about. */
export const others = [board('am64-bench2', closed), board('polarfire', closed)];

/** The connected board that most states are about, with its devices. */
export const zynq = (more: Partial<BoardState> = {}): BoardState =>
  board('zynq', open, { devices: [...devices], driver, ...more });
