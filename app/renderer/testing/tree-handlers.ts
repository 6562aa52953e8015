/** The device tree of the scripted host's board, and overlays that are brought to it and taken away again. */
import type { Handlers } from '../../../remote-helper/rpc/contract.ts';
import { problem } from '../../../remote-helper/rpc/problem.ts';
import type { StandingTree, TreePreview, TreeWay } from '../../contract/device-tree.ts';
import type { HostContract } from '../../contract.ts';
import { readFdt } from '../../devicetree/fdt/read-fdt.ts';
import { writeFdt } from '../../devicetree/fdt/write-fdt.ts';
import { applyOverlay } from '../../devicetree/overlay/apply-overlay.ts';
import { differenceText } from '../../devicetree/print/difference-text.ts';
import { readSource } from '../../devicetree/source/read-source.ts';
import type { DeviceTree } from '../../devicetree/tree.ts';
import { device } from './sample.ts';
import { pause, type Script, whileHeld } from './script.ts';
import type { TreesSample } from './trees-sample.ts';
import treeText from './zynq-tree.dts?raw';

const stepMs = 150;

/** As the board was booted. */
export const bootedTree: DeviceTree = readSource('zynq.dts', treeText, () => undefined, { symbols: true }).tree;

/** Brought by an overlay at run time. */
const brought = `/dts-v1/;
/plugin/;
&amba_pl {
	bram@a0000000 {
		compatible = "ikwzm,uiomem";
		device-name = "uiomem0";
		reg = <0x0 0xa0000000 0x0 0x40000>;
		cache-off;
	};
};
`;

const overlayOf = (text: string): DeviceTree => readSource('overlay.dtso', text, () => undefined).tree;

export const base64 = (bytes: Uint8Array): string =>
  btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(''));

const extlinux = '/boot/extlinux/extlinux.conf';
const confText = `default linux
timeout 30

label linux
	kernel /boot/Image
	fdt /boot/system.dtb
	append earlycon root=/dev/mmcblk0p2 rw rootwait
`;

const ways: readonly TreeWay[] = [
  {
    id: 'run-time',
    title: 'Now: overlay in the running kernel',
    about: 'The running kernel takes it by configfs; it is gone after the next boot.',
    possible: true,
    because: '/sys/kernel/config/device-tree/overlays is there.',
    files: [],
    recommended: true,
  },
  {
    id: 'extlinux',
    title: 'Next boot: overlay in extlinux.conf',
    about: 'U-Boot merges it at each boot: the default label gets it in fdtoverlays.',
    possible: true,
    because: `${extlinux} is there, and its default label has fdt.`,
    files: [extlinux, '/boot/uiomem-studio/NAME.dtbo'],
    recommended: true,
  },
  {
    id: 'merged-dtb',
    title: 'Next boot: a merged tree',
    about: 'Merged on this machine; the default label of extlinux.conf names the result in fdt.',
    possible: true,
    because: `${extlinux} is there, and its default label has fdt.`,
    files: [extlinux, '/boot/uiomem-studio/NAME.dtb'],
    recommended: false,
  },
  {
    id: 'raspberry-pi',
    title: 'Next boot: overlay in config.txt',
    about: '',
    possible: false,
    because: 'There is no config.txt in /boot or /boot/firmware.',
    files: [],
    recommended: false,
  },
  {
    id: 'kernel-arguments',
    title: 'Next boot: kernel arguments',
    about: 'Words for the next kernel, such as mem=, at the end of append of extlinux.conf.',
    possible: true,
    because: `${extlinux} is there.`,
    files: [extlinux],
    recommended: false,
  },
];

const recovery = [
  'Keep the serial console open while zynq restarts.',
  'At U-Boot’s menu choose another label, or stop it and boot with: setenv fdtoverlays; boot',
  `Put the SD card into another machine and copy /var/lib/uiomem-studio/boot/kept/extlinux.conf back to ${extlinux}.`,
];

export class ScriptedTrees implements TreesSample {
  standing: readonly StandingTree[] = [];
  ways: readonly TreeWay[] = ways;
  tree: DeviceTree = applyOverlay(bootedTree, overlayOf(brought)).tree ?? bootedTree;
  /** With what the next apply, removal or restart is refused; once. */
  refuse: Parameters<typeof problem> | undefined;

  handlers(host: Script): Partial<Handlers<HostContract>> {
    const refuse = () => {
      const { refuse: refused } = this;
      this.refuse = undefined;
      if (refused !== undefined) throw problem(...refused);
    };
    const named = (name: string | undefined) => name ?? host.state.default ?? host.state.boards[0]?.board.name ?? '';
    return {
      'deviceTree.read': async () => {
        await pause(stepMs);
        return { output: { nodes: 34, symbols: true }, bytes: writeFdt(this.tree) };
      },
      'deviceTree.ways': async () => {
        await pause(stepMs);
        const installed = this.standing.some(({ way, ours }) => ours && way !== 'run-time');
        return { ways: [...this.ways], standing: [...this.standing], ...(installed && { recovery }) };
      },
      'deviceTree.preview': async ({ way, name, arguments: words }, { bytes }) => {
        await pause(stepMs);
        return this.#preview(way, name, words, bytes);
      },
      'deviceTree.apply': async ({ board, way, name, arguments: words }, { bytes, item, signal }) => {
        const titles =
          way === 'run-time' ? ['put the overlay on', 'look for its devices'] : [`write ${extlinux}`, 'read it back'];
        for (const [index, title] of titles.entries()) await item({ index, title, state: 'planned' });
        for (const [index, title] of titles.entries()) {
          await item({ index, title, state: 'started', startedAt: new Date().toISOString() });
          await whileHeld(host, index, () => signal.aborted);
          signal.throwIfAborted();
          await pause(stepMs);
          if (index === 0) refuse();
          await item({ index, title, state: 'done', milliseconds: stepMs });
        }
        const standing: StandingTree = {
          name,
          way,
          state: way === 'run-time' ? 'applied' : 'next-boot',
          ours: true,
          files: way === 'run-time' ? [] : [extlinux],
          ...(words !== undefined && { arguments: words }),
          devices: way === 'run-time' ? ['bram0'] : [],
          blocked: [],
        };
        this.standing = [...this.standing, standing];
        if (way === 'run-time') {
          const merged = applyOverlay(this.tree, readFdt(bytes).tree ?? overlayOf(brought)).tree;
          this.tree = merged ?? this.tree;
          host.put(named(board), (before) => ({
            ...before,
            devices: [...(before.devices ?? []), { device: device('bram0', 0xa004_0000n, 0x4_0000n) }],
          }));
        }
        return {
          standing,
          devices: standing.devices,
          lines: [],
          told: way === 'run-time' ? [] : ['zynq follows it from its next boot on.'],
        };
      },
      'deviceTree.remove': async ({ name }, { item }) => {
        const titles = ['close what is mapped', 'unbind its devices', 'take the overlay back'];
        for (const [index, title] of titles.entries()) await item({ index, title, state: 'planned' });
        for (const [index, title] of titles.entries()) {
          await item({ index, title, state: 'started' });
          await pause(stepMs / 3);
          if (index === 0) refuse();
          await item({ index, title, state: 'done', milliseconds: 50 });
        }
        this.standing = this.standing.filter((each) => each.name !== name);
        return { removed: [name], restored: [], left: [], told: [`${name} is gone.`] };
      },
      'deviceTree.restore': async (_, { item }) => {
        refuse();
        await item({ index: 0, title: `give ${extlinux} back`, state: 'done', milliseconds: 20 });
        this.standing = this.standing.filter(({ way }) => way === 'run-time');
        return { restored: [extlinux], removed: [], left: [], told: [`${extlinux} is as it was.`] };
      },
      'deviceTree.reboot': async ({ board }, { progress, signal }) => {
        progress({ text: 'waiting for it to answer' });
        await whileHeld(host, 0, () => signal.aborted);
        signal.throwIfAborted();
        await pause(stepMs);
        refuse();
        this.standing = this.standing.flatMap((each) =>
          each.way === 'run-time' ? [] : [{ ...each, state: 'booted' as const, devices: ['bram0'] }],
        );
        host.put(named(board), (before) => ({ ...before, boot: before.boot + 1 }));
        return { bootId: 'another', milliseconds: 4000, standing: [...this.standing] };
      },
    };
  }

  #preview(
    way: TreePreview['way'],
    name: string,
    words: readonly string[] | undefined,
    bytes: Uint8Array,
  ): TreePreview {
    if (way === 'run-time') {
      const overlay = readFdt(bytes).tree;
      const merged = overlay && applyOverlay(this.tree, overlay).tree;
      return {
        way,
        name,
        changes:
          merged === undefined
            ? []
            : [
                {
                  path: `/sys/kernel/config/device-tree/overlays/uiomem-studio-${name}`,
                  kind: 'overlay',
                  after: { sha256: '0'.repeat(64), bytes: bytes.length },
                  difference: differenceText(this.tree, merged, { before: 'zynq', after: 'merged' }),
                },
              ],
        shell: `mkdir /sys/kernel/config/device-tree/overlays/uiomem-studio-${name}\ncat ${name}.dtbo > /sys/kernel/config/device-tree/overlays/uiomem-studio-${name}/dtbo`,
        recovery: [],
        notes: ['It is gone after the next boot.'],
        reviewed: 'seen',
      };
    }
    const after =
      words === undefined
        ? confText.replace(/(\tfdt .*\n)/, `$1\tfdtoverlays /boot/uiomem-studio/${name}.dtbo\n`)
        : confText.replace('rootwait', `rootwait ${words.join(' ')}`);
    const told = (text: string) => ({ sha256: '0'.repeat(64), bytes: text.length, text });
    return {
      way,
      name,
      changes: [{ path: extlinux, kind: 'text', before: told(confText), after: told(after), difference: '' }],
      shell: `vi ${extlinux}`,
      backup: '/var/lib/uiomem-studio/boot/kept',
      recovery,
      notes: ['It needs a restart.'],
      reviewed: 'seen',
    };
  }
}
