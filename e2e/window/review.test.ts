/** A plan on its way to a board: reviewed, applied, and what came of it, by role and name. */
import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { accessibilityFaults } from '../testing/accessibility.ts';
import { button, calls, holdAt, main, scriptedWindow, seen, status } from '../testing/scripted-window.ts';

const open = scriptedWindow();

const review = (page: Page) => page.getByRole('region', { name: 'Review for zynq' });
const result = (page: Page) => page.getByRole('region', { name: 'Result on zynq' });
const stage = (page: Page, name: 'Edit' | 'Review' | 'Result') =>
  page.getByRole('navigation', { name: 'Stages of the plan' }).getByRole('button', { name: new RegExp(`^${name}`) });
const stepsShown = (page: Page) => page.getByRole('region', { name: 'Steps on zynq' });
const size = (page: Page) => page.getByLabel('Size of uiomem0').first();
const apply = (page: Page) => button(review(page), 'Apply to zynq');
const stepOf = (page: Page, title: string) => review(page).getByRole('article', { name: new RegExp(`: ${title}`) });

async function reboot(page: Page): Promise<void> {
  await page.evaluate(() => {
    window.scripted.put('zynq', (before) => ({
      ...before,
      boot: before.boot + 1,
      connection: before.connection.state === 'open' ? { ...before.connection, bootId: 'another' } : before.connection,
    }));
  });
}

describe('review', () => {
  it('says of each step what it does, touches and is undone by, with the commands one press away', async () => {
    await using watched = await open('review');
    const { page, faults } = watched;
    await seen(review(page).getByText('6 steps, of zynq as it is now'));
    const load = stepOf(page, 'load the module with 1 region');
    await seen(load.getByText('Puts the driver into the kernel, which makes uiomem0 (1 MiB at 0x70000000).'));
    await seen(load.getByText('the module uiomem (made), /dev/uiomem0 (made)'));
    await seen(load.getByText('The driver is unloaded.'));
    expect(await load.getByText(/^insmod /).count()).toBe(0);
    await button(load, /^The same by hand/).click();
    await seen(load.getByText('insmod uiomem.ko uiomem0_addr=0x70000000 uiomem0_size=0x100000'));
    expect(faults).toEqual([]);
  });

  it('shows each file that stays for the next boots, whole', async () => {
    await using watched = await open('review');
    const file = watched.page.getByRole('figure', { name: /\/etc\/modprobe\.d\/uiomem\.conf will hold/ });
    expect(await file.locator('pre').textContent()).toMatch(
      /^# Written by uiomem studio .*\noptions uiomem uiomem0_addr=0x70000000 uiomem0_size=0x100000$/s,
    );
    await seen(stepOf(watched.page, 'write /etc/modprobe').getByText('The file is removed.'));
  });

  it('copies a step’s commands, and all as one script', async () => {
    await using watched = await open('review', { permissions: ['clipboard-read', 'clipboard-write'] });
    const { page } = watched;
    const clipboard = () => page.evaluate(() => navigator.clipboard.readText());
    await button(review(page), 'Copy the commands of: load the module with 1 region').click();
    await expect.poll(clipboard).toBe('insmod uiomem.ko uiomem0_addr=0x70000000 uiomem0_size=0x100000');
    await button(review(page), 'Copy the script').click();
    await expect.poll(clipboard).toMatch(/^#!\/bin\/sh\n.*insmod .*# everything is there/s);
  });

  it('names the devices that go, by the board’s name, and the programs that hold them', async () => {
    await using watched = await open('review-interrupts');
    const unload = stepOf(watched.page, 'unload the ');
    await seen(unload.getByText('uiomem0, uiomem1 and uiomem2 of zynq go away meanwhile.'));
    const programs = unload.getByRole('list', { name: 'Programs that hold a device of zynq open' });
    // The tool's own helper closes what it has by itself.
    expect(await programs.getByRole('listitem').allTextContents()).toEqual([
      '812 /usr/bin/grabber --device /dev/uiomem1 holds uiomem1',
    ]);
  });

  it('refuses while errors remain, names each, and leads to its field', async () => {
    await using watched = await open('review-errors');
    const { page } = watched;
    const errors = review(page).getByRole('list', { name: 'Errors' });
    await seen(errors.getByText('region.unaligned'));
    expect(await errors.getByRole('listitem').count()).toBe(1);
    expect(await apply(page).isDisabled()).toBe(true);
    const others = review(page).getByRole('list', { name: 'Warnings and remarks' });
    await seen(others.getByText('Overridden: “the two are never open at the same time”'));
    await button(errors, /The address of uiomem5/).click();
    await expect
      .poll(() => page.evaluate(() => (document.activeElement as HTMLInputElement | null)?.value))
      .toBe('0x71000800');
    await page.keyboard.press('Control+A');
    await page.keyboard.type('0x71001000');
    await expect.poll(() => stage(page, 'Edit').textContent()).not.toContain('error');
    await stage(page, 'Review').click();
    await seen(review(page).getByText(/^\d steps, of zynq as it is now/));
    expect(await apply(page).isEnabled()).toBe(true);
  });

  it('is made anew when the plan was edited, and loses nothing of it', async () => {
    await using watched = await open('review');
    const { page } = watched;
    await seen(review(page).getByText('6 steps, of zynq as it is now'));
    await stage(page, 'Edit').click();
    await size(page).fill('2 MiB');
    await seen(stage(page, 'Review').getByText('out of date'));
    await page.keyboard.press('Alt+r');
    await seen(review(page).getByText(/makes uiomem0 \(2 MiB at 0x70000000\)/));
    await stage(page, 'Edit').click();
    expect(await size(page).inputValue()).toBe('2 MiB');
    // What is still of the plan as it is written is not asked for again.
    const asked = (await calls(page, 'plan.steps')).length;
    await stage(page, 'Review').click();
    await seen(review(page).getByText(/makes uiomem0 \(2 MiB/));
    expect((await calls(page, 'plan.steps')).length).toBe(asked);
  });

  it('says when there is nothing to do', async () => {
    await using watched = await open('review-nothing');
    const { page } = watched;
    await seen(review(page).getByText('Nothing to do: zynq is as the plan says.'));
    expect(await apply(page).isDisabled()).toBe(true);
    await button(review(page), 'Verify it').click();
    await seen(result(page).getByText('zynq is as the plan says.'));
    await seen(result(page).getByText('Nothing was applied to zynq since this host started.'));
  });

  it('is reached by the palette, which applies nothing unseen', async () => {
    await using watched = await open('plan');
    const { page } = watched;
    await seen(page.getByRole('region', { name: 'Form of the plan of zynq' }));
    await page.keyboard.press('Control+Shift+P');
    await page.getByRole('combobox', { name: /^Command/ }).fill('apply the plan of zynq');
    await page.getByRole('option').first().waitFor();
    await page.keyboard.press('Enter');
    await seen(review(page).getByText('3 steps, of zynq as it is now'));
    expect(await calls(page, 'plan.apply')).toEqual([]);
  });
});

describe('a board that is not as it was reviewed', () => {
  it('is noticed while one looks, and reviewed again', async () => {
    await using watched = await open('review');
    const { page } = watched;
    await seen(review(page).getByText('6 steps, of zynq as it is now'));
    await reboot(page);
    await seen(review(page).getByText('plan.board-rebooted'));
    expect(await apply(page).isDisabled()).toBe(true);
    await button(review(page), 'Review again').click();
    await seen(review(page).getByText('6 steps, of zynq as it is now'));
    expect(await apply(page).isEnabled()).toBe(true);
    expect(await calls(page, 'plan.apply')).toEqual([]);
  });

  it('is refused by the host, which says what changed, and nothing was done', async () => {
    await using watched = await open('plan');
    const { page } = watched;
    await stage(page, 'Review').click();
    await seen(review(page).getByText('3 steps, of zynq as it is now'));
    // Of which this window hears nothing before.
    await page.evaluate(() => {
      window.scripted.refuseApply = {
        id: 'plan.steps-changed',
        message: 'Applying would do something else than was reviewed: now it would write /etc/modprobe.d/uiomem.conf.',
        hint: 'Review the plan again.',
        data: { reviewed: [], found: ['write /etc/modprobe.d/uiomem.conf'], module: false },
      };
    });
    await apply(page).click();
    await seen(review(page).getByText('plan.steps-changed'));
    await seen(review(page).getByText('Nothing was changed on zynq.'));
    expect(await apply(page).isDisabled()).toBe(true);
    await button(review(page), 'Review again').click();
    await expect.poll(() => review(page).getByText('plan.steps-changed').count()).toBe(0);
    await expect.poll(() => apply(page).isEnabled()).toBe(true);
    expect((await calls(page, 'plan.apply'))[0]).toMatchObject({
      reviewed: { format: 1, bootId: expect.any(String), steps: expect.any(Array) },
    });
  });

  it('of which another takes hold is read here, and applied by whoever has it', async () => {
    await using watched = await open('review');
    const { page } = watched;
    await seen(review(page).getByText('6 steps, of zynq as it is now'));
    const holder = { who: 'grace@bench7', program: 'command line' };
    const lease = (held: 'other' | 'nobody') =>
      page.evaluate(
        ([now, by]) =>
          window.scripted.put('zynq', (before) => ({
            ...before,
            lease: now === 'other' ? { held: now, by, since: '2026-11-25T01:00:00Z' } : { held: now },
          })),
        [held, holder] as const,
      );
    await lease('other');
    await seen(review(page).getByText('Another holds the board: it can be applied after taking over.'));
    expect(await apply(page).isDisabled()).toBe(true);
    await seen(review(page).getByText('6 steps, of zynq as it is now'));
    await lease('nobody');
    await expect.poll(() => apply(page).isEnabled()).toBe(true);
    expect(await calls(page, 'plan.apply')).toEqual([]);
  });

  it('offers to go on with an apply that did not come to its end, or to take it back', async () => {
    await using watched = await open('review-unfinished');
    const { page } = watched;
    await seen(review(page).getByText(/grace@bench7 began at .* did not come to its end/));
    expect(await apply(page).isDisabled()).toBe(true);
    await button(review(page), 'Roll back…').click();
    await button(page.getByRole('dialog', { name: 'Roll back on zynq?' }), 'Roll back zynq').click();
    await seen(result(page).getByText('Roll back done'));
    expect(await calls(page, 'plan.rollback')).toEqual([{ board: 'zynq' }]);
    await stage(page, 'Review').click();
    await button(review(page), 'Go on with it').click();
    await seen(result(page).getByText('Apply done'));
    expect((await calls(page, 'plan.apply')).at(-1)).toMatchObject({ resume: true });
  });
});

describe('result', () => {
  it('turns each step into what came of it, in the same place, and ends beside the plan', async () => {
    await using watched = await open('plan');
    const { page, faults } = watched;
    await button(main(page), 'Next: review').click();
    await apply(page).click();
    await seen(result(page).getByText('Apply done'));
    await button(result(page), /load the module with 1 region/).click();
    await seen(result(page).getByText(/done in \d+ ms/));
    expect(await stepsShown(page).count()).toBe(0);
    const table = result(page).getByRole('table', { name: 'Plan and board' });
    await seen(table.getByRole('row', { name: 'uiomem0 address 0x70000000 0xa0000000 differs' }));
    await seen(table.getByRole('row', { name: 'uiomem0 shareable false false same' }));
    await seen(table.getByRole('row', { name: 'uiomem1 region not in the plan loaded differs' }));
    expect(await accessibilityFaults(page)).toEqual([]);
    await button(result(page), 'Open uiomem0 in Memory').click();
    await seen(page.getByRole('tab', { name: /^uiomem0/, selected: true }));
    expect(faults).toEqual([]);
  });

  it('is cancelled, and what was done is rolled back', async () => {
    await using watched = await open('plan');
    const { page } = watched;
    await button(main(page), 'Next: review').click();
    await seen(review(page).getByText('3 steps, of zynq as it is now'));
    await holdAt(page, 1);
    await apply(page).click();
    await seen(result(page).getByText('done', { exact: true }));
    await button(result(page), 'Cancel and roll back').click();
    await seen(result(page).getByText('Apply cancelled'));
    await seen(result(page).getByText(/rolled back: the board is as it was before/));
    await button(result(page), 'Back to the review').click();
    // What was cancelled left the board another one, maybe: it is looked at again.
    await expect.poll(async () => (await calls(page, 'plan.steps')).length).toBe(2);
  });

  it('goes on when the panel is closed, and is there when it is opened again', async () => {
    await using watched = await open('plan');
    const { page } = watched;
    await button(main(page), 'Next: review').click();
    await seen(review(page).getByText('3 steps, of zynq as it is now'));
    await holdAt(page, 1);
    await apply(page).click();
    await seen(result(page).getByText('running', { exact: true }));
    await page.getByRole('tab', { name: /^Plan/ }).press('Delete');
    await expect.poll(() => result(page).count()).toBe(0);
    await page.keyboard.press('Alt+p');
    await seen(result(page).getByText('running', { exact: true }));
    await button(result(page), 'Cancel and roll back').click();
    await seen(result(page).getByText('Apply cancelled'));
  });

  it('of work that was started elsewhere is what a panel begins with that is opened meanwhile', async () => {
    await using watched = await open('apply-running');
    const { page } = watched;
    await page.keyboard.press('Alt+p');
    // A window without the plan tells it below.
    await seen(stepsShown(page).getByText('Apply running'));
    await button(main(page), 'New plan').click();
    await seen(result(page).getByText('Apply running'));
    await seen(result(page).getByText(/Started elsewhere/));
    await page.evaluate(() =>
      window.scripted.put('zynq', (before) =>
        before.work === undefined ? before : { ...before, work: { ...before.work, outcome: 'done' } },
      ),
    );
    await seen(result(page).getByText('Apply done'));
  });

  it('has output that harms nothing, and shows its end', async () => {
    await using watched = await open('result-running');
    const { page } = watched;
    await button(result(page), /load the module with 2 regions/).click();
    const output = result(page).getByRole('region', { name: 'Output of load the module with 2 regions' });
    await page.evaluate(() => {
      const lines = Array.from({ length: 200 }, (_, at) => `\u001b[31mline ${at}\u001b[0m\u0007`).join('\n');
      window.scripted.put('zynq', (before) => {
        const { work } = before;
        if (work === undefined) return before;
        const steps = work.steps.map((each) => (each.index === 2 ? { ...each, text: lines } : each));
        return { ...before, work: { ...work, steps } };
      });
    });
    await expect.poll(() => output.textContent()).toMatch(/line 198\nline 199$/);
    const seenEnd = () =>
      output.evaluate(({ scrollTop, scrollHeight, clientHeight }) => scrollTop + clientHeight >= scrollHeight - 4);
    await expect.poll(seenEnd).toBe(true);
    expect(await output.evaluate(({ clientHeight }) => clientHeight)).toBeLessThan(300);
  });

  it('says of a failure which step, why, and what could not be rolled back', async () => {
    await using watched = await open('result-failed');
    const { page } = watched;
    const told = result(page).getByRole('alert');
    await seen(told.getByText('module.load-failed'));
    await seen(told.getByText('2 steps were rolled back; 1 could not be: the board is between two states.'));
    await seen(result(page).getByText('rmmod: ERROR: Module uiomem is in use'));
    expect(await stepsShown(page).count()).toBe(0);
    await seen(status(page).getByText('Apply failed'));
  });

  it('is verified again when it is asked for, with what differs as a word', async () => {
    await using watched = await open('result-done');
    const { page } = watched;
    await seen(result(page).getByText('7 values of zynq differ from the plan.'));
    await page.evaluate(() => window.scripted.put('zynq', (before) => ({ ...before, devices: [] })));
    await button(result(page), 'Verify now').click();
    await seen(result(page).getByText('1 value of zynq differs from the plan.'));
    await seen(result(page).getByRole('row', { name: 'uiomem0 region 0x70000000 not there differs' }));
    expect(await button(result(page), /^Open /).count()).toBe(0);
  });
});
