/** Steps as text for a POSIX shell: each alone, and all of them as a script for root on the board. */
import type { BoardFacts } from '../../remote-helper/contract/facts.ts';
import { hex } from '../../remote-helper/contract/quantity.ts';
import { cacheFlags } from './parameters.ts';
import { quote } from './quote.ts';
import type { Plan, Region } from './schema.ts';
import type { Action, Step } from './step.ts';
import { syncWrites } from './sync-writes.ts';

type Of<K extends Action['kind']> = Extract<Action, { kind: K }>;

/** uname -m to the kernel's own name of the architecture and the prefix of Debian's cross compiler. */
const architectures: Readonly<Record<string, readonly [name: string, prefix: string]>> = {
  aarch64: ['arm64', 'aarch64-linux-gnu-'],
  armv7l: ['arm', 'arm-linux-gnueabihf-'],
  riscv64: ['riscv', 'riscv64-linux-gnu-'],
  x86_64: ['x86', 'x86_64-linux-gnu-'],
};

export function buildShell({ folder, headers, on }: Of<'module.build'>, kernel: BoardFacts['kernel']): string {
  if (on === 'board') {
    const there = headers ?? `/lib/modules/${kernel.release}/build`;
    return `scp -r ${quote(folder ?? 'kernel')} BOARD:uiomem-source && ssh BOARD make -C uiomem-source KERNEL_SRC=${quote(there)}`;
  }
  const [name, prefix] = architectures[kernel.machine] ?? [kernel.machine, ''];
  const tree = headers ?? `/usr/src/linux-headers-${kernel.release}`;
  const crossing = prefix === '' ? '' : ` CROSS_COMPILE=${prefix}`;
  return `make -C ${quote(folder ?? 'kernel')} KERNEL_SRC=${quote(tree)} ARCH=${name}${crossing}`;
}

export function uploadShell({ file }: Of<'module.upload'>): string {
  return `scp ${quote(file ?? 'kernel/uiomem.ko')} root@BOARD:uiomem.ko`;
}

export function syncShell(device: string, attributes: Of<'sync.set'>['attributes']): string {
  return syncWrites(attributes)
    .map(({ file, value }) => `echo ${value} > ${quote(`/sys/class/uiomem/${device}/${file}`)}`)
    .join('\n');
}

/** Fails with a sentence when the device is not there as the plan says. */
function verifyShell(region: Region): string {
  const folder = `/sys/class/uiomem/${region.device}`;
  const flags = cacheFlags[region.cache];
  const wanted: [file: string, value: string][] = [
    ['phys_addr', hex(region.address)],
    ['size', String(region.size)],
    ['cached', flags.cached ? '1' : '0'],
    ['coherent', flags.coherent ? '1' : '0'],
  ];
  return [
    `[ -c ${quote(`/dev/${region.device}`)} ] || fail ${quote(`there is no device /dev/${region.device}`)}`,
    ...wanted.map(
      ([file, value]) =>
        `[ $(($(cat ${quote(`${folder}/${file}`)}))) -eq $((${value})) ] || fail ${quote(`${file} of ${region.device} is not ${value}`)}`,
    ),
  ].join('\n');
}

/**
 * All steps as a script for `ssh root@BOARD sh`. `moduleBase64`: the built module, carried in the script; without it
 * uiomem.ko has to lie in the current folder. Ends with 1 and a sentence when something is not as planned.
 */
export function script(plan: Plan, list: readonly Step[], moduleBase64?: string): string {
  const needsModule = list.some(({ action }) => action.kind === 'module.load' || action.kind === 'persist.install');
  const parts = [
    `#!/bin/sh
# ${(plan.name ?? 'A bring-up plan').replaceAll('\n', ' ')}, as the steps that it takes on this board. Run it there as root.
set -eu
fail() { echo "$1" >&2; exit 1; }`,
  ];
  if (needsModule && moduleBase64 === undefined) {
    parts.push(`[ -f uiomem.ko ] || fail 'copy uiomem.ko into this folder first'`);
  }
  for (const { action, title, where, shell } of list) {
    if (where === 'board') parts.push(`# ${title}\n${shell}`);
    else if (action.kind === 'module.upload' && moduleBase64 !== undefined) {
      const lines = moduleBase64.match(/.{1,76}/g)?.join('\n') ?? '';
      parts.push(`# ${title}: it is in here
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
base64 -d > uiomem.ko <<'END'
${lines}
END`);
    } else parts.push(`# on the workstation, before: ${title}\n#   ${shell.replaceAll('\n', '\n#   ')}`);
  }
  const checks = plan.regions.map(verifyShell);
  if (checks.length > 0) parts.push(`# everything is there\n${checks.join('\n')}`);
  return `${parts.join('\n\n')}\n`;
}
