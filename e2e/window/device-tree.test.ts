/** The device-tree window of a board: its tree, a source that is mended, rehearsed, brought to the board, and taken away again. */
import type { Locator, Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { accessibilityFaults } from '../testing/accessibility.ts';
import { keptSource } from '../testing/kept-source.ts';
import { button, calls, scriptedWindow, seen } from '../testing/scripted-window.ts';

const open = scriptedWindow();
const path = '/home/grace/overlays/bram.dtso';
const tree = (page: Page) => page.getByRole('tree', { name: 'Nodes of zynq' });
const node = (page: Page, name: RegExp | string) => tree(page).getByRole('treeitem', { name });
const focused = (page: Page) => page.evaluate(() => document.activeElement?.getAttribute('aria-label'));
const findings = (page: Page) => page.getByRole('region', { name: 'Findings', exact: true });
const textOf = (page: Page) => page.evaluate((file) => window.scripted.files.get(file), path);
const names = async (page: Page) =>
  (await tree(page).getByRole('treeitem').all()).length === 0
    ? []
    : await tree(page)
        .getByRole('treeitem')
        .evaluateAll((items) => items.map((item) => item.getAttribute('data-path')));

test('the tree is filtered, folded, and walked by keys', async () => {
  await using watched = await open('tree-empty');
  const { page, faults } = watched;
  await seen(page.getByText('24 nodes'));
  const filter = page.getByRole('textbox', { name: 'Filter nodes' });
  await filter.fill('cdns');
  await seen(page.getByText('4 of 24 nodes'));
  expect(await names(page)).toEqual([
    '/',
    '/axi',
    '/axi/serial@ff000000',
    '/axi/serial@ff010000',
    '/axi/ethernet@ff0e0000',
    '/axi/watchdog@fd4d0000',
  ]);
  await filter.fill('&amba_pl');
  await seen(page.getByText('1 of 24 nodes'));
  await filter.fill('');
  await node(page, /^\/$/).press('Home');
  await page.keyboard.press('ArrowDown');
  await seen(page.getByRole('region', { name: 'Node /chosen' }));
  await page.keyboard.press('a');
  await page.keyboard.press('a');
  await page.keyboard.press('ArrowRight');
  await expect.poll(() => names(page)).toContain('/axi/serial@ff000000');
  await page.keyboard.press('ArrowRight');
  await seen(page.getByRole('region', { name: 'Node /axi/serial@ff000000' }));
  await seen(page.getByText(/^0xff000000 to 0xff000fff \(4 KiB\): xuartps/));
  await page.keyboard.press('ArrowLeft');
  await seen(page.getByRole('region', { name: 'Node /axi', exact: true }));
  await page.keyboard.press('ArrowLeft');
  await expect.poll(() => names(page)).not.toContain('/axi/serial@ff000000');
  expect(await accessibilityFaults(page)).toEqual([]);
  expect(faults).toEqual([]);
});

test('what an overlay has brought is marked, and a node’s path is copied', async () => {
  await using watched = await open('tree');
  const { page } = watched;
  await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
  await seen(node(page, /bram@a0000000.*overlay/));
  expect(await node(page, /frames@70000000.*overlay/).count()).toBe(0);
  await node(page, /bram@a0000000/).click();
  await button(page, 'Copy the path').click();
  expect(await page.evaluate(() => navigator.clipboard.readText())).toBe('/amba_pl@0/bram@a0000000');
});

test('a mistake is told while it is written, and its fix is put into the text', async () => {
  await using watched = await open('tree');
  const { page, faults } = watched;
  await seen(findings(page).getByText('device-tree.minor-taken'));
  await button(page, /^Fix: Take 3/).click();
  await seen(findings(page).getByText('Nothing was found.'));
  await page.getByRole('textbox', { name: `Source ${path}` }).focus();
  await page.keyboard.press('Control+S');
  await expect.poll(() => textOf(page)).toContain('minor-number = <3>;');
  expect(faults).toEqual([]);
});

test('a fix that was found in another text than the one that is there by now spoils nothing', async () => {
  await using watched = await open('tree');
  const { page } = watched;
  const before = (await textOf(page)) ?? '';
  const fix = await button(page, /^Fix: Take 3/).elementHandle();
  const mark = '/* moved, and by more than the number is long */';
  await page.getByRole('textbox', { name: `Source ${path}` }).focus();
  await page.keyboard.press('Control+Home');
  // The one right behind the other: the text is not judged anew in between.
  await Promise.all([page.keyboard.insertText(mark), fix?.evaluate((pressed) => (pressed as HTMLElement).click())]);
  await page.keyboard.press('Control+S');
  await expect.poll(() => textOf(page)).toContain(mark);
  const after = (await textOf(page)) ?? '';
  expect([before, before.replace(/minor-number = <0>/, 'minor-number = <3>')]).toContain(after.replace(mark, ''));
});

test('a finding leads to its place in the text', async () => {
  await using watched = await open('tree-both');
  const { page } = watched;
  await button(findings(page), /The minor number 0/).click();
  await page.keyboard.insertText('7 /* here */');
  await seen(page.locator('.view-line').filter({ hasText: /minor-number.*7.\/\*.here/ }));
});

test('a rehearsal says what the kernel and the driver will do, now and at the next boot', async () => {
  await using watched = await open('tree-rehearse');
  const { page, faults } = watched;
  const outcomes = page.getByRole('table', { name: 'What becomes of each node' });
  await seen(outcomes.getByRole('row', { name: /uiomem@a0000000 refused .* minor number 0 is taken/ }));
  await button(page, 'At the next boot').click();
  // The driver is loaded anew then, and no device has the number yet.
  await seen(outcomes.getByRole('row', { name: /uiomem@a0000000 a device becomes \/dev\/bram0/ }));
  await button(page, 'The whole merged tree').click();
  const merged = page.getByRole('region', { name: 'Merged tree' });
  await seen(merged.getByText('mac-address = [00 0a 35 00 22 01];'));
  expect(await accessibilityFaults(page)).toEqual([]);
  expect(await calls(page, 'deviceTree.apply')).toEqual([]);
  expect(faults).toEqual([]);
});

test('what the board is may be known after everything else: the worker hears of it before it is asked', async () => {
  await using watched = await open('tree-rehearse', { late: 300 });
  const { page } = watched;
  await page.addInitScript(() => {
    const heard: string[] = [];
    Object.assign(window, { heard });
    interface Told {
      readonly kind: string;
      readonly board?: unknown;
      readonly question?: { readonly name: string };
    }
    const { postMessage } = Worker.prototype;
    Worker.prototype.postMessage = function (this: Worker, message: Told, ...rest: unknown[]) {
      if (message.kind === 'board') heard.push(message.board === undefined ? 'board unknown' : 'board');
      if (message.kind === 'ask-trees') heard.push(String(message.question?.name));
      Reflect.apply(postMessage, this, [message, ...rest]);
    };
  });
  await page.reload();
  await seen(page.getByRole('table', { name: 'What becomes of each node' }));
  const heard = await page.evaluate(() => (window as unknown as { heard: string[] }).heard);
  expect(heard.slice(0, heard.indexOf('rehearse')).at(-1)).toBe('board');
});

test('an overlay that the kernel would refuse is told as refused, with the place', async () => {
  await using watched = await open('tree');
  const { page } = watched;
  const editor = page.getByRole('textbox', { name: `Source ${path}` });
  // The editor is there, and what is in it was read.
  await seen(findings(page).getByText('device-tree.minor-taken'));
  // From its file: what is typed the editor would close and indent.
  await page.evaluate((file) => {
    const { files } = window.scripted;
    files.set(file, `${files.get(file) ?? ''}&nowhere { status = "okay"; };\n`);
  }, path);
  await button(page, 'Read again').click();
  await seen(findings(page).getByText('device-tree.base-label'));
  await button(page, 'Next: rehearse').click();
  await seen(page.getByText('The kernel would refuse it: nothing of it would come to be.'));
  const found = page.getByRole('region', { name: 'Rehearsal', exact: true });
  await button(found, /nowhere/).click();
  await seen(editor.locator('xpath=..'));
  await page.keyboard.insertText('/* here */');
  await seen(
    page
      .locator('.view-line')
      .filter({ hasText: '/* here */nowhere' })
      .or(page.locator('.view-line').filter({ hasText: '/* here */&nowhere' })),
  );
});

test('what is wrong in a file that the source includes is led to there, and its fix changes nothing here', async () => {
  await using watched = await open('tree');
  const { page } = watched;
  await seen(findings(page).getByText('device-tree.minor-taken'));
  const part = '/home/grace/overlays/part.dtsi';
  const main = '/dts-v1/;\n/plugin/;\n#include "part.dtsi"\n';
  const node = 'uiomem@0xA2000000 { compatible = "ikwzm,uiomem"; reg = <0x0 0xa2000000 0x0 0x1000>; };';
  const texts = { [path]: main, [part]: `&{/} {\n\t${node}\n};\n` };
  await page.evaluate((all) => {
    for (const [file, text] of Object.entries(all)) window.scripted.files.set(file, text);
  }, texts);
  await button(page, 'Read again').click();
  await seen(findings(page).getByText('device-tree.unit-spelling'));
  const tabs = page.getByRole('tablist');
  const led = async (where: Locator) => {
    await where.click();
    await tabs.getByRole('tab', { name: 'part.dtsi', selected: true }).waitFor();
    await expect.poll(() => focused(page)).toBe(`Source ${part}`);
    await tabs.getByRole('tab', { name: /^Device tree/ }).click();
  };
  const fix = /^Open part\.dtsi: /;
  await led(button(findings(page), fix));
  await led(button(findings(page), /unit-spelling|0xA2000000/).first());
  await button(page, 'Form').click();
  await led(button(page.getByRole('region', { name: 'Devices and reservations of the source' }), fix));
  await button(page, 'Next: rehearse').click();
  const rehearsal = page.getByRole('region', { name: 'Rehearsal', exact: true });
  await led(button(rehearsal, fix));
  await button(page, 'Edit').click();
  await button(page, 'Text').click();
  await seen(page.getByText('As in the file', { exact: true }));
  expect(await keptSource(page, path)).toBeUndefined();
});

test('a text that is not whole is rehearsed once, and told as that', async () => {
  await using watched = await open('tree');
  const { page } = watched;
  await seen(findings(page).getByText('device-tree.minor-taken'));
  await page.evaluate((file) => window.scripted.files.set(file, '/dts-v1/;\n/plugin/;\n&{/} {\n'), path);
  await button(page, 'Read again').click();
  await seen(findings(page).getByText('device-tree.syntax'));
  await button(page, 'Next: rehearse').click();
  await seen(page.getByText('device-tree.unreadable'));
  await button(page, 'Try again').click();
  await seen(page.getByText('device-tree.unreadable'));
});

test('it is applied as it was looked at; what the kernel says of a refusal is told', async () => {
  await using watched = await open('tree-apply');
  const { page, faults } = watched;
  await seen(page.getByRole('region', { name: 'What changes on zynq' }).getByText('bram0: uiomem@a0000000 {'));
  await page.evaluate(() => {
    window.scripted.trees.refuse = [
      'overlay.refused',
      'The kernel refuses bram: EINVAL. OF: overlay: find target, node: /fragment@1, path not found',
      { hint: 'Nothing of it was left on the board.' },
    ];
  });
  await button(page, 'Apply to zynq now').click();
  await seen(page.getByText('overlay.refused'));
  await seen(page.getByText(/find target, node: \/fragment@1/));
  expect(await page.getByRole('table', { name: 'Overlays of zynq' }).count()).toBe(0);
  await button(page, 'Apply to zynq now').click();
  await seen(page.getByText('/dev/bram0 came to be.'));
  await seen(page.getByRole('row', { name: /^bram applied Overlay in the running kernel/ }));
  expect(await calls(page, 'deviceTree.apply')).toMatchObject([
    { board: 'zynq', way: 'run-time', name: 'bram', reviewed: 'seen' },
    { board: 'zynq', way: 'run-time', name: 'bram', reviewed: 'seen' },
  ]);
  await button(page, 'Remove bram…').click();
  await page.getByRole('switch', { name: 'Unload the driver, too' }).click();
  await button(page.getByRole('dialog'), 'Remove from zynq').click();
  await seen(page.getByText('bram is gone.'));
  expect(await calls(page, 'deviceTree.remove')).toEqual([
    { board: 'zynq', name: 'bram', way: 'run-time', unload: true, changed: 'refuse' },
  ]);
  await seen(page.getByText('Nothing: its tree and its boot files are as they were before this tool.'));
  expect(faults).toEqual([]);
});

test('for the next boots: the difference, the way back, a restart, and Restore', async () => {
  await using watched = await open('tree-apply');
  const { page, faults } = watched;
  await page.getByRole('radio', { name: /^Overlay in extlinux\.conf/ }).check();
  const changes = page.getByRole('region', { name: 'Changes of /boot/extlinux/extlinux.conf' });
  await seen(changes.getByText('fdtoverlays /boot/uiomem-studio/bram.dtbo'));
  await seen(page.getByText('/var/lib/uiomem-studio/boot/kept', { exact: true }));
  await button(page, 'Install for the next boot of zynq').click();
  await seen(page.getByRole('row', { name: /^bram from the next boot on Overlay in extlinux\.conf/ }));
  await button(page, 'Restart zynq…').click();
  const asking = page.getByRole('dialog', { name: 'Restart zynq?' });
  await seen(asking.getByText(/Keep the serial console open/));
  await page.evaluate(() => {
    window.scripted.trees.refuse = [
      'board.not-back',
      'zynq did not answer within 180 s of its restart.',
      { data: { recovery: ['Take the card out and put extlinux.conf back.'] } },
    ];
  });
  await button(asking, 'Restart zynq').click();
  await seen(page.getByText('board.not-back'));
  await seen(page.getByText('Take the card out and put extlinux.conf back.'));
  await button(page, 'Restart zynq…').click();
  await button(asking, 'Restart zynq').click();
  await seen(page.getByRole('row', { name: /^bram this boot came by it Overlay in extlinux\.conf \/dev\/bram0/ }));
  await button(page, 'Restore boot files…').click();
  await button(page.getByRole('dialog'), 'Restore on zynq').click();
  await seen(page.getByText('/boot/extlinux/extlinux.conf is as it was.'));
  expect(await calls(page, 'deviceTree.restore')).toEqual([{ board: 'zynq', changed: 'refuse' }]);
  expect(faults).toEqual([]);
});

test('arguments of the next kernel are words, and no overlay goes with them', async () => {
  await using watched = await open('tree-apply');
  const { page } = watched;
  await page.getByRole('radio', { name: /^Kernel arguments/ }).check();
  await page.getByRole('textbox', { name: 'Arguments of the kernel' }).fill('mem=768M  memmap=16M$0x70000000');
  await seen(page.getByText(/append .*rootwait mem=768M memmap=16M\$0x70000000/));
  expect((await calls(page, 'deviceTree.preview')).at(-1)).toEqual({
    board: 'zynq',
    way: 'kernel-arguments',
    name: 'bram',
    arguments: ['mem=768M', 'memmap=16M$0x70000000'],
  });
});

test('a name that no file of the board can have is told, and nothing is looked up for it', async () => {
  await using watched = await open('tree-apply');
  const { page } = watched;
  await seen(page.getByText('Apply to zynq now'));
  const before = (await calls(page, 'deviceTree.preview')).length;
  await page.getByRole('textbox', { name: 'Name' }).fill('../etc');
  await seen(page.getByText('Small letters, digits and dashes, at most 49.'));
  await page.getByRole('button', { name: 'Apply to zynq now' }).waitFor({ state: 'detached' });
  expect((await calls(page, 'deviceTree.preview')).length).toBe(before);
});

test('a source is opened by its path; one that is not there is told', async () => {
  await using watched = await open('tree-empty');
  const { page } = watched;
  await button(page, 'Another source').click();
  await page.getByRole('menuitem', { name: 'Open a file…' }).click();
  const asking = page.getByRole('dialog', { name: 'Open a device-tree source' });
  await asking.getByRole('textbox', { name: 'Path' }).fill('/tmp/notes.txt');
  await seen(asking.getByText('It ends in .dts, .dtsi or .dtso.'));
  await asking.getByRole('textbox', { name: 'Path' }).fill('/home/grace/none.dts');
  await button(asking, 'Open').click();
  await seen(asking.getByText('device-tree.file-missing'));
  await asking.getByRole('textbox', { name: 'Path' }).fill(path);
  await button(asking, 'Open').click();
  await seen(page.getByRole('textbox', { name: `Source ${path}` }).locator('xpath=..'));
});

test('what was changed since the file was saved is shown beside it', async () => {
  await using watched = await open('tree');
  const { page, faults } = watched;
  await seen(findings(page).getByText('device-tree.minor-taken'));
  await button(page, /^Fix: Take 3/).click();
  await button(page, 'Changes').click();
  const changes = page.getByRole('region', { name: 'Changes since it was saved' });
  await seen(changes.locator('.line-insert').first());
  await seen(changes.locator('.view-line').filter({ hasText: /minor-number.*<3>/ }));
  await seen(changes.locator('.view-line').filter({ hasText: /minor-number.*<0>/ }));
  expect(await accessibilityFaults(page)).toEqual([]);
  await button(page, 'Text').click();
  await seen(page.locator('.view-line').filter({ hasText: /minor-number.*<3>/ }));
  expect(faults).toEqual([]);
});

test('a node is made of what lies in the tree: a device on a reservation, and one of registers', async () => {
  await using watched = await open('tree-empty');
  const { page, faults } = watched;
  const line = (text: RegExp) => seen(page.locator('.view-line').filter({ hasText: text }));
  await node(page, /memory@0/).click();
  expect(await button(page, 'Make a uiomem node here').isDisabled()).toBe(true);
  await node(page, /frames@70000000/).click();
  await button(page, 'Make a uiomem node here').click();
  await line(/memory-region.=.<&frames_reserved>;/);
  await line(/device-name.=."frames";/);
  expect(await button(page, 'Reserve this range').isDisabled()).toBe(true);
  await page.getByRole('textbox', { name: 'Filter nodes' }).fill('watchdog');
  await node(page, /watchdog@fd4d0000/).click();
  await button(page, 'Make a uiomem node here').click();
  // It is put in behind the first, below what is seen.
  const end = async () => {
    await page.getByRole('textbox', { name: /^Source / }).press('Control+End');
    return ((await page.locator('.view-lines').first().textContent()) ?? '').replaceAll('\u00a0', ' ');
  };
  await expect.poll(end).toMatch(/reg = <0x0 0xfd4d0000 0x0 0x1000>;.*cache-off;/s);
  // The driver of that one has claimed it.
  await seen(findings(page).getByText('device-tree.overlaps-claimed'));
  expect(faults).toEqual([]);
});

test('a use of memory to start from is an overlay in which nothing is wrong', async () => {
  await using watched = await open('tree-empty');
  const { page, faults } = watched;
  await button(page, 'Start from a use').click();
  await page.getByRole('menuitem', { name: 'Block RAM of programmable logic' }).click();
  await seen(page.locator('.view-line').filter({ hasText: /device-name.=."bram0";/ }));
  await seen(page.getByText('block-ram.dtso'));
  await seen(findings(page).getByText('Nothing was found.'));
  expect(faults).toEqual([]);
});

test('what stands is asked anew after a removal, whatever was being asked before it', async () => {
  await using watched = await open('tree-standing');
  const { page } = watched;
  const stands = page.getByRole('region', { name: 'What stands on zynq' });
  await seen(stands.getByText('frames', { exact: true }));
  await page.evaluate(() => {
    window.scripted.lateMs = 4000;
  });
  await button(page, 'Look again').click();
  await expect.poll(async () => (await calls(page, 'deviceTree.ways')).length).toBe(2);
  await page.evaluate(() => {
    window.scripted.lateMs = 0;
  });
  await button(page, 'Remove frames…').click();
  await button(page.getByRole('dialog'), 'Remove from zynq').click();
  await stands.getByText('frames', { exact: true }).waitFor({ state: 'detached' });
  await page.waitForTimeout(4000);
  expect(await stands.getByText('frames', { exact: true }).count()).toBe(0);
});
