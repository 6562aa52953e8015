/**
 * What opens in front of the window, each in the state in which it can be opened and by the ways that a user has: roles, names
 * and keys. `e2e/window/opened.test.ts` fails while there is something in `app/renderer` that is not here.
 */
import type { Page } from 'playwright-core';
import { button } from './scripted-window.ts';

export interface Opened {
  /** Below `app/renderer`, where it is drawn. */
  readonly file: string;
  /** Of the scripted page. */
  readonly state: string;
  /** One panel alone (app/renderer/testing/panels.tsx). */
  readonly panel?: string;
  readonly role: 'dialog' | 'menu' | 'listbox' | 'tooltip';
  /** Of a dialog or a list; a menu and a tooltip are the only ones that are open. */
  readonly name?: string;
  /** Opens it; from a page on which others were opened and closed before. */
  open(page: Page): Promise<void>;
}

type Open = Opened['open'];
const click =
  (name: string | RegExp): Open =>
  (page) =>
    button(page, name).filter({ visible: true }).first().click();
const press =
  (keys: string): Open =>
  (page) =>
    page.keyboard.press(keys);
const choose =
  (menu: string | RegExp, item: string): Open =>
  async (page) => {
    await click(menu)(page);
    await page.getByRole('menuitem', { name: item, exact: true }).click();
  };
const inTurn =
  (...ways: readonly Open[]): Open =>
  async (page) => {
    for (const way of ways) await way(page);
  };
const switchOn =
  (name: string): Open =>
  (page) =>
    page.getByRole('switch', { name }).click();

/** Below the rest, where they are kept after one was opened and closed there. */
const stepsShown: Open = async (page) => {
  if (!(await page.getByRole('region', { name: /^Steps on / }).isVisible())) await page.keyboard.press('Control+J');
};

/** A plan of the window that another would replace. */
const planIsThere: Open = inTurn(
  (page) => page.getByRole('combobox').fill('insmod uiomem.ko uiomem0_addr=0x70000000 uiomem0_size=0x100000'),
  (page) => page.getByRole('option').first().waitFor(),
  press('Enter'),
  (page) => page.getByRole('button', { name: /^bringup\.yaml/ }).click(),
);
/** The reservation of the source has a device that names it. */
const deviceOnOwn: Open = async (page) => {
  await page.getByRole('region', { name: 'Reservation own@78000000' }).waitFor();
  if ((await page.getByRole('region', { name: 'Device ring' }).count()) > 0) return;
  await click('Add a device…')(page);
  const dialog = page.getByRole('dialog', { name: 'Add a device' });
  await dialog.getByLabel('Device').fill('ring');
  const memory = dialog.getByLabel('Memory');
  await memory.selectOption(await memory.getByRole('option', { name: /^own/ }).getAttribute('value'));
  await dialog.getByRole('button', { name: 'Add the node' }).click();
  await page.getByRole('region', { name: 'Device ring' }).waitFor();
};

/** A source whose label another file says, in which something is to be warned of when both are read. */
const includer: Open = (page) =>
  page.evaluate(() => {
    const { files } = window.scripted;
    files.set('/home/grace/overlays/part.dtsi', '/ {\n\tvideo: v@0 {\n\t};\n};\n');
    files.set('/home/grace/overlays/bram.dtso', '/dts-v1/;\n#include "part.dtsi"\n&video { };\n');
  });

const more = 'More of the hex view';
const registers = { state: 'memory-unknown', role: 'dialog' } as const;
const readOnce: Open = async (page) => {
  const once = button(page, 'Read once');
  // The second time it was read already.
  if ((await button(page, more).count()) === 0) await once.click();
};

/** By what is seen. */
export const opened: Readonly<Record<string, Opened>> = {
  'command palette': {
    file: 'command-palette/command-palette.tsx',
    state: 'devices',
    role: 'dialog',
    name: 'Command palette',
    open: press('Control+Shift+P'),
  },
  'keyboard shortcuts': {
    file: 'frame/help-dialog.tsx',
    state: 'devices',
    role: 'dialog',
    name: 'Keyboard shortcuts',
    open: press('F1'),
  },
  'menu of a board': {
    file: 'frame/board-page.tsx',
    state: 'emulated-running',
    role: 'menu',
    open: click('More for emulated'),
  },
  'stop an emulated board': {
    file: 'frame/board-page.tsx',
    state: 'emulated-running',
    role: 'dialog',
    name: 'Stop emulated?',
    open: choose('More for emulated', 'Stop the emulated board…'),
  },
  'edit a board': {
    file: 'connection/edit-board-dialog.tsx',
    state: 'devices',
    role: 'dialog',
    name: 'Edit zynq',
    open: choose('More for zynq', 'Edit…'),
  },
  'hosts of ~/.ssh/config, editing': {
    file: 'components/suggest-field.tsx',
    state: 'devices',
    role: 'listbox',
    name: 'Who logs in where',
    open: inTurn(choose('More for zynq', 'Edit…'), async (page) => {
      const field = page.getByRole('combobox', { name: 'Who logs in where' });
      await field.fill('');
      await field.press('ArrowDown');
    }),
  },
  'forget a board': {
    file: 'connection/forget-board-dialog.tsx',
    state: 'devices',
    role: 'dialog',
    name: 'Forget zynq?',
    open: choose('More for zynq', 'Forget this board…'),
  },
  'add a board': {
    file: 'connection/add-board-dialog.tsx',
    state: 'start-boards',
    panel: 'start',
    role: 'dialog',
    name: 'Add a board',
    open: click('Add a board'),
  },
  'work under way': {
    file: 'frame/work-centre.tsx',
    state: 'apply-running',
    role: 'dialog',
    name: 'Work under way',
    open: click(/^Work under way/),
  },
  'roll back': {
    file: 'frame/roll-back.tsx',
    state: 'apply-done',
    role: 'dialog',
    name: 'Roll back on zynq?',
    open: inTurn(stepsShown, click('Roll back…')),
  },
  themes: { file: 'frame/status-bar.tsx', state: 'devices', role: 'menu', open: click(/^Theme:/) },
  'where a panel is docked': {
    file: 'dock/group-actions.tsx',
    state: 'memory',
    role: 'menu',
    open: click(/^Where .* is docked$/),
  },
  'replace a plan, from the start page': {
    file: 'start-page/open-plan.tsx',
    state: 'start-boards',
    panel: 'start',
    role: 'dialog',
    name: 'Replace the plan of zynq?',
    open: planIsThere,
  },
  'menu of a recent plan': {
    file: 'start-page/recent-plans.tsx',
    state: 'start-boards',
    panel: 'start',
    role: 'menu',
    open: click(/^More for \/.*bringup\.yaml$/),
  },
  'menu of a board, on the start page': {
    file: 'start-page/board-section.tsx',
    state: 'start-boards',
    panel: 'start',
    role: 'menu',
    open: click('More for zynq'),
  },
  'replace a plan': {
    file: 'plan/plan-panel.tsx',
    state: 'plan',
    role: 'dialog',
    name: 'Replace the plan of zynq?',
    open: click('New plan'),
  },
  'save a plan': {
    file: 'plan/save-plan.tsx',
    state: 'plan',
    role: 'dialog',
    name: 'Save the plan of zynq',
    open: click('Save as…'),
  },
  'override an error': {
    file: 'plan-form/field-findings.tsx',
    state: 'plan-findings',
    role: 'dialog',
    name: 'Override this error?',
    open: click('Override…'),
  },
  'the place of a region': {
    file: 'plan-form/region-picker.tsx',
    state: 'plan',
    role: 'dialog',
    name: 'Where uiomem0 lies',
    open: inTurn(click(/^Pick on the map… the place of/), (page) =>
      page.getByRole('dialog').getByRole('option').first().waitFor(),
    ),
  },
  'import addresses': {
    file: 'address-import/address-import.tsx',
    state: 'plan',
    role: 'dialog',
    name: 'Import addresses from the design',
    open: click('Import addresses…'),
  },
  'share a range': {
    file: 'share-wizard/share-wizard.tsx',
    state: 'plan',
    role: 'dialog',
    name: 'Share a range of zynq',
    open: click('Share a range…'),
  },
  'ways to a report': {
    file: 'frame/report-menu.tsx',
    state: 'apply-done',
    role: 'menu',
    open: inTurn(stepsShown, click('Report…')),
  },
  'read a source again': {
    file: 'device-tree/source-frame.tsx',
    state: 'source',
    role: 'dialog',
    name: 'Read /home/grace/overlays/bram.dtso again?',
    open: inTurn(async (page) => {
      await page.getByRole('textbox', { name: /^Source / }).focus();
      await page.keyboard.insertText('// ');
    }, click('Read again')),
  },
  'sources of a device tree': {
    file: 'device-tree/source-menu.tsx',
    state: 'tree',
    role: 'menu',
    open: click('Source'),
  },
  'uses to start a source from': {
    file: 'device-tree/source-menu.tsx',
    state: 'tree-empty',
    role: 'menu',
    open: click('Start from a use'),
  },
  'open a source': {
    file: 'device-tree/source-menu.tsx',
    state: 'tree',
    role: 'dialog',
    name: 'Open a device-tree source',
    open: choose('Source', 'Open a file…'),
  },
  'add a device to a device tree': {
    file: 'device-tree/form/add-device-dialog.tsx',
    state: 'tree-form',
    role: 'dialog',
    name: 'Add a device',
    open: click('Add a device…'),
  },
  'reserve a range in a device tree': {
    file: 'device-tree/form/reserve-dialog.tsx',
    state: 'tree-form',
    role: 'dialog',
    name: 'Reserve a range',
    open: click('Reserve a range…'),
  },
  'delete a node that another refers to': {
    file: 'device-tree/form/delete-dialog.tsx',
    state: 'tree-form',
    role: 'dialog',
    name: 'Delete own@78000000?',
    open: inTurn(deviceOnOwn, click('Delete own@78000000')),
  },
  'rename a label in files that are not open': {
    file: 'device-tree/rename-files.tsx',
    state: 'source',
    role: 'dialog',
    name: 'Rename video to frames?',
    open: inTurn(
      // Others have typed in it.
      (page) => page.getByRole('textbox', { name: /^Source / }).focus(),
      press('Control+S'),
      (page) => page.getByText('As in the file', { exact: true }).waitFor(),
      includer,
      click('Read again'),
      (page) => page.locator('.squiggly-warning').first().waitFor(),
      (page) => page.getByRole('textbox', { name: /^Source / }).focus(),
      press('Control+End'),
      press('ArrowUp'),
      press('ArrowRight'),
      press('F2'),
      (page) => page.getByRole('textbox', { name: /^Rename input/ }).fill('frames'),
      press('Enter'),
    ),
  },
  'remove an overlay': {
    file: 'device-tree/take-away-dialogs.tsx',
    state: 'tree-standing',
    role: 'dialog',
    name: 'Remove bram from zynq?',
    open: click('Remove bram…'),
  },
  'restore boot files': {
    file: 'device-tree/take-away-dialogs.tsx',
    state: 'tree-standing',
    role: 'dialog',
    name: 'Restore the boot files of zynq?',
    open: click('Restore boot files…'),
  },
  'restart a board': {
    file: 'device-tree/reboot-dialog.tsx',
    state: 'tree-standing',
    role: 'dialog',
    name: 'Restart zynq?',
    open: click('Restart zynq…'),
  },
  'unload the driver': {
    file: 'module/confirmations.tsx',
    state: 'module',
    role: 'dialog',
    name: 'Unload the driver from zynq?',
    open: click('Unload…'),
  },
  'reload the driver': {
    file: 'module/confirmations.tsx',
    state: 'module',
    role: 'dialog',
    name: 'Reload the driver on zynq?',
    open: click('Reload…'),
  },
  'remove a built module': {
    file: 'module/confirmations.tsx',
    state: 'module',
    role: 'dialog',
    name: 'Remove this module from the cache?',
    open: click(/^Remove the module /),
  },
  'reset the settings': {
    file: 'settings/settings-panel.tsx',
    state: 'settings',
    role: 'dialog',
    name: 'Reset 1 setting?',
    open: click('Reset all…'),
  },
  'a reflashed board': {
    file: 'connection/host-key-changed.tsx',
    state: 'host-key-changed',
    role: 'dialog',
    name: 'Was zynq reflashed?',
    open: click('This board was reflashed…'),
  },
  'a server’s question': {
    file: 'connection/question-dialog.tsx',
    state: 'question',
    role: 'dialog',
    name: 'Verification',
    open: async () => {},
  },
  'a password': {
    file: 'connection/secret-dialog.tsx',
    state: 'password',
    role: 'dialog',
    name: 'zynq wants a secret',
    open: click('Enter the password…'),
  },
  'take over a board': {
    file: 'connection/lease-banner.tsx',
    state: 'held',
    role: 'dialog',
    name: 'Take over zynq?',
    open: click('Take over…'),
  },
  'go to': {
    file: 'memory/go-to-dialog.tsx',
    state: 'memory',
    role: 'dialog',
    name: 'Go to, in uiomem1',
    open: click('Go to'),
  },
  'menu of the hex view': { file: 'memory/hex-toolbar.tsx', state: 'memory', role: 'menu', open: click(more) },
  'a range as a table': {
    file: 'memory/range-table-dialog.tsx',
    state: 'memory',
    role: 'dialog',
    name: 'A range of uiomem1 as a table',
    open: inTurn(choose(more, 'Read range as table…'), (page) => page.getByRole('dialog').getByRole('table').waitFor()),
  },
  'save a range': {
    file: 'memory/save-range-dialog.tsx',
    state: 'memory',
    role: 'dialog',
    name: 'Save a range of uiomem1 as binary',
    open: choose(more, 'Save range as binary…'),
  },
  'read registers live': {
    ...registers,
    file: 'memory/live-control.tsx',
    name: 'Read registers of uiomem2 10 times a second?',
    open: inTurn(readOnce, switchOn('Live')),
  },
  'write to registers': {
    ...registers,
    file: 'memory/unlock-button.tsx',
    name: 'Write to registers of uiomem2?',
    open: inTurn(readOnce, click(/Unlock editing of uiomem2/)),
  },
  'words about a button': {
    file: 'components/tooltip.tsx',
    state: 'memory',
    role: 'tooltip',
    open: (page) => button(page, 'Refresh').hover(),
  },
};
