/** The two ways of a node to a board and back, from its device-tree window, with either hand. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { boardShell } from '../testing/boards.ts';
import { type Hand, hands } from '../testing/hand.ts';
import { button } from '../testing/scripted-window.ts';
import { type BoardWindow, boardWindow } from './board-window.ts';
import { askRestart, rehearse, remove, restore, takeFix, treeDevice, writeBytes, writeMistaken } from './tree-steps.ts';

const conf = '/boot/extlinux/extlinux.conf';
/** A restart under emulation, beside other work. */
const restartMs = 400_000;
/** Of a test with one in it. */
const withRestart = { timeout: restartMs + 200_000 };

/**
 * A node is written with a mistake, mended, rehearsed and installed for the next boot, which is taken back once and done again; the board is
 * restarted, its device holds bytes, and everything is removed.
 */
export function nextBootJourney(kind: keyof typeof hands): void {
  const name = `next-boot-${kind}`;
  let on: BoardWindow;
  let hand: Hand;
  let before: { readonly conf: string; readonly tree: string };

  const shell = (line: string) => boardShell(on.board, line);
  const tree = () =>
    shell('cd /proc/device-tree && find . -type f | grep -v "^./chosen/" | sort | xargs sha256sum | sha256sum');
  const stands = () => hand.page.getByRole('region', { name: `What stands on ${name}` });

  beforeAll(async () => {
    on = await boardWindow(name);
    hand = hands[kind](on.page);
    before = { conf: await shell(`cat ${conf}`), tree: await tree() };
  });
  afterAll(() => on?.[Symbol.asyncDispose]());

  test('a mistake is told while it is written, and mended by its fix', async () => {
    await writeMistaken(hand);
    await takeFix(hand, 'device-tree.cells-mismatch');
    await hand.page.getByText('Nothing was found.').waitFor();
  });

  test('the rehearsal says what the next boot makes of it, and nothing reaches the board', async () => {
    expect(await rehearse(hand, 'At the next boot')).toContain(`becomes /dev/${treeDevice}`);
    await hand.page.getByText(`The next boot of ${name} would have every device.`).waitFor();
    expect(await shell(`cat ${conf}`)).toBe(before.conf);
  });

  test(
    'it is installed as the difference said, and can be taken back; the next boot has the device',
    withRestart,
    async () => {
      const { page } = hand;
      await hand.press(button(page, 'Next: apply'));
      await hand.press(page.getByRole('radio', { name: /^Overlay in extlinux\.conf/ }));
      const changes = page.getByRole('region', { name: `Changes of ${conf}` });
      const line = (await changes.getByText(/fdtoverlays/).textContent()) ?? '';
      await hand.press(button(page, `Install for the next boot of ${name}`));
      const installed = stands().getByText('from the next boot on').first();
      await installed.waitFor({ timeout: 150_000 });
      expect(await shell(`cat ${conf}`)).toContain(line.replace(/^\+?(?:added: )?\s*/, '').trim());

      await restore(hand, name);
      expect(await shell(`cat ${conf}`)).toBe(before.conf);
      await hand.press(button(page, `Install for the next boot of ${name}`));
      await installed.waitFor({ timeout: 150_000 });

      const { asking, yes } = await askRestart(hand, name);
      await asking
        .getByText(/serial console/)
        .first()
        .waitFor();
      await yes();
      await stands().getByText('this boot came by it').waitFor({ timeout: restartMs });
      expect(await shell('cat /proc/device-tree/uiomem-bus/bram@70000000/device-name')).toContain(treeDevice);
    },
  );

  test('its device is there with the driver, and what is typed into it is in the RAM file', async () => {
    await on.host.client.call('module.load', { board: name, parameters: [] });
    await writeBytes(hand, on, 0x80n, '0badcafe');
  });

  test('it is removed and the files are as before, and after a restart the tree is, too', withRestart, async () => {
    await remove(hand, name);
    expect(await shell(`cat ${conf}`)).toBe(before.conf);
    const { yes } = await askRestart(hand, name);
    await yes();
    await expect.poll(() => tree().catch(() => ''), { timeout: restartMs, interval: 3_000 }).toBe(before.tree);
  });
}

/** On a kernel that takes overlays while it runs: written, mended, rehearsed and applied; its device holds bytes; it is removed. */
export function runTimeJourney(kind: keyof typeof hands): void {
  const name = `run-time-${kind}`;
  let on: BoardWindow;
  let hand: Hand;
  let before: string;

  const traces = () =>
    boardShell(
      on.board,
      'cd /proc/device-tree && find . -type f | sort | xargs sha256sum | sha256sum; ls /sys/kernel/config/device-tree/overlays /sys/class/uiomem /sys/bus/platform/devices; cat /proc/iomem',
    );

  beforeAll(async () => {
    on = await boardWindow(name, { kernel: '6.1-debug' });
    hand = hands[kind](on.page);
    await on.host.client.call('module.load', { board: name, parameters: [] });
    before = await traces();
  });
  afterAll(() => on?.[Symbol.asyncDispose]());

  test('a mistake is mended by its fix, and the rehearsal says what the running kernel makes of it', async () => {
    await writeMistaken(hand);
    await takeFix(hand, 'device-tree.cells-mismatch');
    expect(await rehearse(hand, 'Applied now')).toContain(`becomes /dev/${treeDevice}`);
    expect(await traces()).toBe(before);
  });

  test('it is applied, and what is typed into its device is in the RAM file', async () => {
    const { page } = hand;
    await hand.press(button(page, 'Next: apply'));
    await hand.press(button(page, `Apply to ${name} now`));
    await page.getByText(`/dev/${treeDevice} came to be.`).waitFor({ timeout: 60_000 });
    await writeBytes(hand, on, 0x100n, '5eed1e55');
  });

  test('it is removed, and the board is as before', async () => {
    await remove(hand, name);
    expect(await traces()).toBe(before);
  });
}
