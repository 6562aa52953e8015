/**
 * What `dt rehearse --at boot` says of overlays, held against a board whose loader merges them: the merged tree, each device that
 * comes to be, and the driver's line for each node that it refuses.
 */
import { execFile, execFileSync } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { program } from '../testing/command-process.ts';
import { type EmulatedHost, emulatedHost } from '../testing/emulated-host.ts';

const name = 'merged-before-boot';
const config = '/boot/extlinux/extlinux.conf';
const live = '/sys/firmware/devicetree/base';

const uiomem = (node: string, properties: string) => `${node} { compatible = "ikwzm,uiomem"; ${properties} };`;
const range = (address: string, size: string) => `reg = <0x0 ${address} 0x0 ${size}>;`;

/** Each with what is expected of it in a word, so that a rehearsal and a board that err alike are seen. */
const overlays = {
  taken: {
    text: `&{/reserved-memory} { pool: pool@50000000 { ${range('0x50000000', '0x800000')} no-map; }; };
&{/} {
${uiomem('from-pool', 'memory-region = <&pool>; device-name = "pool"; minor-number = <9>;')}
${uiomem('logic@7c000000', `${range('0x7c000000', '0x10000')} device-name = "logic"; cache-off;`)}
${uiomem('shared@7c100000', `${range('0x7c100000', '0x4000')} shareable; sync-direction = <1>;`)}
};`,
    words: ['device', 'device', 'device'],
  },
  refused: {
    text: `&{/} {
${uiomem('in-ram@52000000', range('0x52000000', '0x1000'))}
${uiomem('clock@9010000', range('0x9010000', '0x1000'))}
${uiomem('unaligned@7c200800', range('0x7c200800', '0x1000'))}
${uiomem('minor@7c300000', `${range('0x7c300000', '0x1000')} minor-number = <1>; device-name = "first";`)}
${uiomem('off@7c400000', `${range('0x7c400000', '0x1000')} status = "disabled";`)}
};`,
    // Merged before boot it comes before the board's own node with that number, which is refused then.
    words: ['busy', 'device', 'no-device', 'ram', 'unaligned'],
  },
} as const;

interface Prediction {
  readonly path: string;
  readonly from?: string;
  readonly outcome: {
    readonly kind: string;
    readonly word?: string;
    readonly line?: string;
    readonly device?: {
      name: string;
      address: string;
      size: number | string;
      minor: number;
      cached: boolean;
      shareable: boolean;
    };
  };
}

let host: EmulatedHost;
let module: Buffer;
const at = (file: string) => join(host.folder, file);

beforeAll(async () => {
  host = await emulatedHost(name);
  const facts = await host.client.call('board.facts', { board: name });
  const json = (_: string, value: unknown) => (typeof value === 'bigint' ? `0x${value.toString(16)}` : value);
  await writeFile(at('facts.json'), JSON.stringify(facts, json));
  module = await readFile((await host.client.call('module.build', { board: name })).module.path);
});
afterAll(async () => {
  await host?.[Symbol.asyncDispose]();
});

/** The command's answer, also where it ends with 1 since something would be refused. */
async function rehearsed(file: string): Promise<readonly Prediction[]> {
  const words = ['dt', 'rehearse', file, '--facts', at('facts.json'), '--at', 'boot', '--json'];
  const { stdout } = await promisify(execFile)(program, words, { maxBuffer: 64 << 20 }).catch((ended) => ended);
  const { result, problem } = JSON.parse(stdout);
  return (result ?? problem.data).rehearsals[0].predictions;
}

/** Restarted with these, and the driver loaded. */
async function boot(files: readonly string[]): Promise<void> {
  for (const file of files) {
    execFileSync('dtc', ['-q', '-@', '-I', 'dts', '-O', 'dtb', '-o', at(`${file}.dtbo`), at(`${file}.dtso`)]);
    await host.shell(`cat > /boot/${file}.dtbo`, await readFile(at(`${file}.dtbo`)));
  }
  const line = `\\tfdtoverlays ${files.map((file) => `/boot/${file}.dtbo`).join(' ')}`;
  await host.shell(`sed -i '/fdtoverlays \\/boot/d; /^\\tfdt /a\\${line}' ${config}`);
  await host.client.call('emulated.reboot', { name });
  await host.shell('cat > /tmp/u.ko; insmod /tmp/u.ko', module);
}

/** As the driver's own files say. */
async function devices(): Promise<string[]> {
  const text = await host.shell(
    `cd /sys/class/uiomem && for d in *; do [ -c /dev/$d ] && echo $(readlink -f $d/device/of_node | sed s,^${live},,) $d $(cat $d/phys_addr $d/size $d/dev $d/cached $d/shareable); done`,
  );
  return text
    .trim()
    .split('\n')
    .map((line) => {
      const [path, device, address, size, dev, cached, shareable] = line.split(' ');
      return [path, device, BigInt(address ?? 0), BigInt(size ?? 0), dev?.split(':')[1], cached, shareable].join(' ');
    })
    .sort();
}

function predictedDevices(predictions: readonly Prediction[]): string[] {
  return predictions
    .flatMap(({ path, outcome: { device } }) => {
      if (device === undefined) return [];
      const { name: called, address, size, minor, cached, shareable } = device;
      return [[path, called, BigInt(address), BigInt(size), minor, Number(cached), Number(shareable)].join(' ')];
    })
    .sort();
}

/** The lines with which the driver refused a range, less the times. */
async function refusals(): Promise<string[]> {
  const log = await host.shell("dmesg | grep -E 'uiomem .*: \\[0x[0-9a-f]+, 0x[0-9a-f]+\\): ' || :");
  return log
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => line.replace(/^\[ *[0-9.]+\] /, ''))
    .sort();
}

const predictedRefusals = (predictions: readonly Prediction[]) =>
  predictions.flatMap(({ outcome: { line } }) => (line === undefined ? [] : [line])).sort();

for (const [file, { text, words }] of Object.entries(overlays))
  test(`an overlay of nodes that are ${file}: each becomes what was rehearsed`, async () => {
    await writeFile(at(`${file}.dtso`), `/dts-v1/;\n/plugin/;\n${text}\n`);
    const predictions = await rehearsed(at(`${file}.dtso`));
    const own = predictions.filter(({ from }) => from !== undefined);
    expect(own.map(({ outcome: { kind, word } }) => word ?? kind).sort()).toEqual(words);
    await boot([file]);
    expect(await devices()).toEqual(predictedDevices(predictions));
    expect(await refusals()).toEqual(predictedRefusals(predictions));
  });

test('the merged tree is the one that fdtoverlay makes', async () => {
  await boot(['taken', 'refused']);
  await writeFile(at('base.dtb'), Buffer.from(await host.shell('base64 /boot/board.dtb'), 'base64'));
  await writeFile(at('booted.dtb'), Buffer.from(await host.shell('base64 /sys/firmware/fdt'), 'base64'));
  const files = ['taken', 'refused'].map((file) => at(`${file}.dtbo`));
  execFileSync('fdtoverlay', ['-i', at('base.dtb'), '-o', at('merged.dtb'), ...files]);
  const normal = (file: string) =>
    execFileSync('dtc', ['-q', '-s', '-I', 'dtb', '-O', 'dts', at(file)])
      .toString()
      // What the loader itself says to Linux: where the initramfs is, and the command line.
      .replace(/\n\/memreserve\/.*/, '')
      .replace(/\n\tchosen \{[^}]*\};\n/, '\n');
  expect(normal('booted.dtb')).toBe(normal('merged.dtb'));
});
