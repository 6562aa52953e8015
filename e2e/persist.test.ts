/**
 * What stays for the next boots, on a board whose /etc, /lib/modules and /var last: written, followed by a reboot, changed,
 * rolled back and removed without a trace. Files are looked at by the system's ssh, memory through the board's RAM file.
 */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type EmulatedHost, emulatedHost } from './testing/emulated-host.ts';

const name = 'persist';
const folder = process.cwd();
const text = `version: 1
name: kept over boots
regions:
  - { device: uiomem0, address: 0x70000000, size: 1M }
  - { device: uiomem2, address: 0x71000000, size: 64K, cache: coherent }
`;
const kept = `${text}persist: { boot: true }\n`;
let host: EmulatedHost;

beforeAll(async () => {
  host = await emulatedHost(name);
  await host.client.call('module.build', { board: name });
});
afterAll(async () => {
  await host?.[Symbol.asyncDispose]();
});

const apply = (plan: string) => host.client.call('plan.apply', { board: name, text: plan, folder, resume: false });

/** Every file of the folders that persistence writes to or beside, with digest, rights and owner; folders too. */
const listing = () =>
  host.shell(`cd /; find etc lib/modules usr/src var/lib -xdev \\( -path var/lib/uiomem-studio/journal -o -name 'ld.so.cache' \\) -prune -o -print | sort | while IFS= read -r f; do
  if [ -L "$f" ]; then echo "$f -> $(readlink "$f")"
  elif [ -f "$f" ]; then echo "$f $(stat -c '%a %u %g' "$f") $(sha256sum < "$f" | cut -c1-16)"
  else echo "$f/ $(stat -c '%a %u %g' "$f")"; fi
done`);

async function reboot(): Promise<void> {
  await host.client.call('board.disconnect', { board: name });
  await host.client.call('emulated.reboot', { name });
}

/** Regions as the driver itself shows them. */
const loaded = () =>
  host.shell(
    'cd /sys/class/uiomem 2>/dev/null || { echo nothing; exit 0; }; for d in uiomem[0-7]; do [ -d $d ] && echo $d $(cat $d/phys_addr $d/size $d/cached $d/coherent); done; :',
  );
/** Without what node compiles anew when it likes to. */
const lasting = (list: string) => list.replaceAll(/^.*\/compiled\/.*\n/gm, '');
/** `uiomem1` is a node of the board's own tree, which the driver takes when it is loaded. */
const asPlanned =
  'uiomem0 0x0000000070000000 1048576 1 0\nuiomem1 0x0000000060000000 16777216 1 0\nuiomem2 0x0000000071000000 65536 1 1\n';

test('applied, and after a reboot loaded again with the same regions; removed, and nothing is left', async () => {
  const before = await listing();
  expect((await apply(kept)).applied).toBeGreaterThan(0);
  expect((await apply(kept)).applied).toBe(0);
  await reboot();
  expect(await loaded()).toBe(asPlanned);
  expect((await apply(kept)).applied).toBe(0);
  await host.client.call('persist.remove', { board: name, changed: 'refuse' });
  expect(lasting(await listing())).toBe(lasting(before));
  await reboot();
  expect(await loaded()).toBe('nothing\n');
  expect(lasting(await listing())).toBe(lasting(before));
});
