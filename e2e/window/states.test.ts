/**
 * Each state of the window: its words, WCAG 2.2 AA in each theme, the content security policy, the commands that it shows, and that it fits at the sizes that
 * engineers have. What opens in front of it: `opened.test.ts`.
 */
import type { Page } from 'playwright-core';
import { afterAll, expect, it } from 'vitest';
import { accessibilityCount, accessibilityFaults } from '../testing/accessibility.ts';
import { scenarioNames, themes } from '../testing/scenario-names.ts';
import { scriptedWindow } from '../testing/scripted-window.ts';
import { commandFaults } from '../testing/shown-commands.ts';
import { faultsAtSizes } from '../testing/sizes.ts';

/** What one must be able to read in a state. */
const words: Readonly<Record<string, readonly (string | RegExp)[]>> = {
  'no-boards': ['No board is known yet.', 'uiomem-studio board emulated up', 'Recent plans'],
  closed: ['not connected', 'Nothing is changed on the board by connecting, nor by looking.'],
  connecting: ['Connecting to zynq', 'Deliver the helper', /12 MiB of 99 MiB/],
  'host-key': [/The host key of zynq\.lab is not known/, 'ssh.host-key-unknown', 'Trust this key', /known_hosts/],
  'host-key-changed': [/has changed/, 'ssh.host-key-changed', 'This board was reflashed…', 'Try again'],
  'host-key-changed-hop': [/gate\.lab has changed/, 'ssh.host-key-changed', 'Try again'],
  password: ['needs an answer', 'Enter the password…', 'ssh.password-wanted'],
  question: ['Verification', 'Enter the code of your token.'],
  'runtime-choice': ['Bring node 24.21.0', /123 MB, about 40 s, once/, 'Go by plain shell', 'Connect without a helper'],
  'no-runtime': ['needs an answer', /none to bring for armv5/, 'Go by plain shell', 'Try again'],
  'shell-mode': ['plain shell', 'zynq is reached by plain shell, without a helper.', /there is no live view/],
  lost: [/The link to zynq was lost 1 min \d\d s ago/, /Next try/, 'Try now'],
  rebooted: [/zynq has booted again/],
  held: [/zynq is held by grace@bench7/, 'read-only', 'Take over…'],
  'no-driver': ['The uiomem driver is not loaded', /uiomem-studio module load --board zynq/],
  'no-regions': ['The driver is loaded and has no region', /uiomem-studio module unload --board zynq/],
  devices: [
    'cached, not coherent',
    'device owns it',
    'device writes, CPU reads',
    'ZynqMP ZCU102 Rev1.1',
    'sudo',
    'PL through M_AXI_HPM0_LPD',
  ],
  hostile: [/^␛\]0;t␇<img src=x onerror="window\.harmed=true">\ufffdlong/],
  'facts-slow': ['Ask zynq what it is', 'Cancel'],
  'facts-incomplete': [/The kernel hid its addresses .* nothing is free for certain/, 'not told', 'none for programs'],
  'facts-failed': ['facts.unreadable', 'Mount /proc on the board (mount -t proc proc /proc).', 'Try again'],
  memory: ['uiomem1'],
  'memory-unknown': ['uiomem2'],
  'memory-5gib': ['5 GiB'],
  plan: ['checked against zynq: nothing found'],
  'plan-findings': ['3 errors keep it from being applied.', 'region.unaligned'],
  'plan-offline': ['checked by itself: nothing found', 'zynq is not connected: what it has loaded is not known.'],
  'plan-persisted': ['one of somebody else is there', 'refused'],
  'plan-empty': ['No plan for zynq yet'],
  'plan-import': [
    '8 address ranges',
    'One range is left out: of instructions alone.',
    'loaded as uiomem0',
    'in the plan as uiomem4',
  ],
  'plan-import-failed': ['address-map.bad-xml', /capture\.hwh, line \d+, column \d+/],
  'reference-driver': ['reference driver 1.1.0-beta.1', /^uiomem1$/],
  'older-driver': [
    'older driver of this tool 0.1.0-studio',
    /is older than this tool’s: loaded is 0\.1\.0-studio, the tool has 0\.2\.0-studio/,
    'driver.other-version',
    /module unload --board zynq && uiomem-studio module load --board zynq uiomem1_addr=0x70000000/,
  ],
  'other-build': [
    'other build of the driver of this tool 0.1.0-studio',
    /is of other source than the one built here/,
    /A5F9B1C2D3E4F5061728394/,
    'driver.other-build',
  ],
  'other-module': ['Another module called uiomem is loaded', /module unload --board zynq/],
  'slow-link': ['340 ms', /zynq is slow: it answers in 340 ms/, 'link.slow'],
  'low-throughput': [
    '240 kB/s',
    /zynq is slow: it carries 240 kB\/s/,
    /1 MiB takes about 4\.4 s/,
    'link.low-throughput',
  ],
  'no-sudo': ['privilege.no-way', /install sudo and allow it/],
  module: [
    'driver loaded',
    'driver of this tool 0.1.0-studio',
    'All 7 hold.',
    '2 for this board’s kernel',
    'on the board',
  ],
  'module-closed': [
    /^What zynq has loaded is not known/,
    'It is compared with the board once that is connected.',
    'Nothing is changed on the board by connecting, nor by looking.',
    'Built before',
  ],
  'module-absent': [
    'No uiomem driver is loaded on zynq.',
    '2 of 7 miss.',
    'Install it: apt-get install gcc-aarch64-linux-gnu',
    'No plan is open for the board.',
  ],
  'module-file': [
    '1 of 3 misses.',
    'reference driver',
    '6.1.46-ti SMP preempt mod_unload aarch64',
    /insmod would refuse it/,
  ],
  'module-building': ['building', '4 lines', 'Build the module for zynq', 'Cancel'],
  'module-build-failed': ['failed', '2 errors, 1 warning', 'module.build-failed', /expected ‘;’ before/],
  'module-uploading': ['Upload the module to zynq', /uploading: \d+ bytes of \d+ bytes/, '75%', 'Cancel'],
  'module-in-use': ['module.in-use', 'this tool and 1 process', '/usr/bin/capture --channel 2', '4711'],
  'module-held': ['reference driver', 'Take over…', 'reference driver 1.1.0-beta.1'],
  code: ['/home/grace/driver/region.c', 'read-only'],
  start: ['Recent plans', 'Emulated board', 'uiomem-studio board emulated up'],
  settings: ['Theme'],
  tree: ['24 nodes', 'overlay', '0xa0000000 to 0xa003ffff (256 KiB): uiomem0, uiomem2', 'device-tree.minor-taken'],
  'tree-empty': ['No device-tree source for zynq yet', 'New overlay'],
  'tree-closed': ['zynq is not connected.', 'As in the file'],
  'tree-both': ['2 of 24 nodes', 'uiomem-frames'],
  'plan-nodes': [/frames, ring: made by nodes of the device tree/, 'Open in the device-tree window'],
  'tree-form': ['bram0', 'own@78000000', 'device-tree.run-time-reservation'],
  'tree-rehearse': [
    'It would be taken, and not everything that it says would come to be.',
    /\[0xa0000000, 0xa0040000\): minor: minor number 0 is taken/,
    'bram0: uiomem@a0000000 {',
  ],
  'tree-apply': [
    'Overlay in the running kernel',
    'There is no config.txt in /boot or /boot/firmware.',
    'Apply to zynq now',
  ],
  'tree-standing': [
    'this boot came by it',
    'not of this tool',
    'In the way of removing bram: /usr/bin/capture (4711) has /dev/uiomem0 open.',
  ],
  terminal: ['Running', 'Terminal 1'],
  serial: ['Serial console 1'],
  workstation: ['Workstation: board emulated up', 'Stop'],
  'workstation-failed': ['The command has failed, with status 1.', 'Run again'],
  'no-pseudo-terminal': [/It cannot be run in a terminal of this window\. No pseudo-terminal can be had/],
  problems: ['ssh.unreachable', 'region.unaligned', /kria\.lab/],
  'two-boards': ['am64', 'Board'],
  'emulated-lacking': [/It cannot start here/, 'sudo apt-get install qemu-system-arm'],
  'kernel-log': ['3 of 7 lines', /busy: another driver has claimed/, 'driver.busy'],
  'apply-running': ['Apply running', 'load the module with 2 regions'],
  'apply-done': ['Apply done'],
  'apply-failed': ['Apply failed', 'module.load-failed', /could not be: the board is between two states/],
  'apply-rolled-back': ['Apply failed', /2 steps were rolled back: the board is as it was before/],
  review: [
    /^6 steps, of zynq as it is now/,
    'persist.loader-unknown',
    /^options uiomem uiomem0_addr=0x70000000/m,
    '/etc/modprobe.d/uiomem.conf',
    /will hold:/,
  ],
  'review-errors': [
    'An error keeps it from being applied.',
    'region.unaligned',
    'Overridden: “the two are never open at the same time”',
  ],
  'review-interrupts': [/uiomem0, uiomem1 and uiomem2 of zynq go away meanwhile/, /grabber --device/],
  'review-nothing': ['Nothing to do: zynq is as the plan says.', 'Verify it'],
  'review-rebooted': ['plan.board-rebooted', /has booted since the plan was reviewed/],
  'review-unfinished': ['plan.unfinished', 'Go on with it'],
  'result-none': ['Nothing was applied to zynq since this host started.', /values of zynq differ from the plan/],
  'result-running': ['Apply running', 'At the end of it.'],
  'result-done': ['Apply done', 'Open uiomem0 in Memory', 'differs'],
  'result-failed': ['module.load-failed', /could not be: the board is between two states/, 'Back to the review'],
  'host-gone': [/The host has been gone for/, 'host gone'],
  'host-absent': ['The host does not answer', 'uiomem-studio open'],
  'no-key': ['This window has no key of a session', 'uiomem-studio open'],
  'other-version': ['The host is of another version than this window', 'Reload'],
};

const open = scriptedWindow();

/** As many as match, one of them to be seen. */
async function reads(page: Page, text: string | RegExp): Promise<void> {
  await page.getByText(text).filter({ visible: true }).first().waitFor();
}

afterAll(() => console.log(accessibilityCount().join('\n')));

it.each(scenarioNames)('%s', async (state) => {
  await using watched = await open(state);
  const { page, faults } = watched;
  for (const text of words[state] ?? []) await reads(page, text);
  if (state.startsWith('plan-f')) await page.getByRole('code').first().waitFor();
  for (const theme of themes) {
    await page.evaluate((name) => window.chooseTheme(name), theme);
    await page.locator(`html[data-theme=${theme}]`).waitFor();
    const found = await accessibilityFaults(page, { colours: theme !== themes[0] });
    expect(found.map((fault) => `${theme}: ${fault}`)).toEqual([]);
  }
  expect(await faultsAtSizes(page)).toEqual([]);
  expect(await commandFaults(page)).toEqual([]);
  expect(faults).toEqual([]);
});
