/** Predictions beside the tables that the driver itself is tested with on boards (kernel/tests), and beside its source. */
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { emulatedBoard } from '../../plan/testing/emulated-facts.ts';
import { applyOverlay } from '../overlay/apply-overlay.ts';
import { built } from '../testing/built.ts';
import { indexTree } from '../tree-index.ts';
import { memoryAtBoot } from './memory-at.ts';
import { platformDeviceName } from './platform-device.ts';
import { driverOf, probe, uiomemNodes } from './predict.ts';

const file = (path: string) => readFileSync(new URL(`../../../${path}`, import.meta.url), 'utf8');

/** QEMU's virt machine, as far as it counts here, with what every emulated board has. */
const booted = merge(
  built(`/dts-v1/; / {
	#address-cells = <2>; #size-cells = <2>;
	memory@40000000 { device_type = "memory"; reg = <0 0x40000000 0 0x40000000>; };
};`),
  'resources/emulated-board/device-tree/board.dtso',
);
const merged = merge(booted, 'kernel/tests/nodes.dtso');

function merge(base: ReturnType<typeof built>, overlay: string) {
  const { tree, findings } = applyOverlay(base, built(file(overlay)));
  if (tree === undefined) throw new Error(JSON.stringify(findings));
  return tree;
}

const index = indexTree(merged);
const memory = memoryAtBoot(emulatedBoard, indexTree(booted), index);
const nodeOf = (device: string) => {
  const node = uiomemNodes(index).find((each) => platformDeviceName(each) === device);
  if (node === undefined) throw new Error(`no node becomes ${device}`);
  return node;
};
/** Nodes asked one after the other by a driver that has nothing yet. */
const asked = (...devices: string[]) => {
  const driver = driverOf(emulatedBoard, true);
  return devices.map((device) => probe(nodeOf(device), index, memory, driver));
};

const tables = file('kernel/tests/device-tree.c').replaceAll('PLAIN', '"0x0 16384 0 1"');
const good = [...tables.matchAll(/\{ "([^"]+)", "([^"]+)", (\w+), (\w+), "(\d \d \d)", "([^"]+)", (-?\d+) \}/g)].map(
  ([, node, device, address, size, kind, sync, minor]) => ({ node, device, address, size, kind, sync, minor }),
);
const bad = [...tables.matchAll(/\t\{ "([^"]+)", "([^"]+)" \}/g)].map(([, node = '', line = '']) => [node, line]);

test('the tables are read whole', () => {
  expect([good.length, bad.length]).toEqual([26, 23]);
});

test.each(good)('$node becomes $device', ({ node = '', device, address, size, kind, sync, minor }) => {
  const [outcome] = asked(node);
  if (outcome?.kind !== 'device') throw new Error(JSON.stringify(outcome, (_, value) => String(value)));
  const { device: is } = outcome;
  const flag = (value: boolean) => (value ? '1' : '0');
  expect({
    device: is.name,
    address: is.address,
    size: is.size,
    kind: [is.shareable, is.cached, is.coherent].map(flag).join(' '),
    sync: `0x${is.sync.offset.toString(16)} ${is.sync.size} ${is.sync.direction} ${is.sync.mode}`,
    warnings: is.warnings,
  }).toEqual({ device, address: BigInt(address ?? ''), size: BigInt(size ?? ''), kind, sync, warnings: [] });
  // 0 is the lowest that none of the nodes names.
  expect(is.minor).toBe(minor === '-1' ? 0 : Number(minor));
});

test.each(bad)('%s is refused: %s', (node, line) => {
  const [outcome] = asked(node);
  expect(outcome).toMatchObject({ kind: 'refused', errno: 'EINVAL', line: expect.stringContaining(line) });
  expect(outcome).toMatchObject({ line: expect.stringContaining(`uiomem ${node}: [`) });
});

const pairs = [...tables.matchAll(/\ttwo\(b, "([^"]+)", "([^"]+)", -(\w+), "([^"]+)"\);/g)].map(
  ([, first = '', second = '', errno = '', line = '']) => [first, second, errno, line] as const,
);

test.each(pairs)('%s and %s: one of them', (first, second, errno, line) => {
  expect(asked(first, second)).toMatchObject([
    { kind: 'device' },
    { kind: 'refused', errno, line: expect.stringContaining(line) },
  ]);
  expect(asked(second, first)).toMatchObject([{ kind: 'device' }, { kind: 'refused', errno }]);
});

test('minors that nodes name are left to them', () => {
  const devices = asked('7c000000.t-reg', '7c010000.t-off', '7c030000.t-coherent');
  expect(devices.map((each) => each.kind === 'device' && each.device.minor)).toEqual([0, 2, 4]);
});

test('what it says is what the driver says', () => {
  const strings = ['device', 'range', 'properties', 'platform']
    .map((name) => file(`kernel/${name}.c`))
    .join('\n')
    .replaceAll(/"\s*\n\s*"/g, '');
  const said = ['predict', 'uiomem-request']
    .flatMap((name) => [
      ...file(`app/devicetree/rehearse/${name}.ts`).matchAll(
        /(?:no|refuse|push)\(\s*(?:'E\w+',\s*)?(?:'\w+',\s*)?(['`])((?:(?!\1).)+)\1|bad\('[\w-]+', '([^']+)'\)/g,
      ),
    ])
    .map(([, , sentence, wanted]) => sentence ?? wanted ?? '')
    .filter((sentence) => sentence.includes(' '));
  expect(said.length).toBeGreaterThan(15);
  // The parts between what is filled in.
  const parts = said.flatMap((sentence) => sentence.split(/\$\{(?:[^{}]|\{[^}]*\})*\}|\b256\b|\b0 to 2\b|\b1 to 3\b/));
  for (const part of parts.filter((each) => each.trim().length > 3)) expect(strings).toContain(part.trim());
});
