/** Every fault that a plan can have, as the window tells it: at its field and in *Problems*, mended where there is one answer. */
import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { readPlan } from '../../app/plan/document.ts';
import type { Finding } from '../../app/plan/finding.ts';
import { lint } from '../../app/plan/lint.ts';
import { emulatedBoard } from '../../app/plan/testing/emulated-facts.ts';
import { wrongPlans } from '../../app/plan/testing/wrong-plans.ts';
import { scriptedWindow } from '../testing/scripted-window.ts';

const open = scriptedWindow();

/** As the scripted host judges: by the facts of the same board. */
const foundIn = (text: string) => [...lint(readPlan(text), { board: emulatedBoard }).findings];
const textOf = (page: Page): Promise<string> =>
  page.evaluate(() => JSON.parse(sessionStorage.getItem('uiomem-plans') ?? '{}').state.texts.zynq.text);
const write = (page: Page, text: string) => page.evaluate((written) => window.writePlan(written), text);
const count = (findings: readonly Finding[], message: string) =>
  findings.filter((each) => each.message === message).length;

test('each is told at its field with why, listed among the problems, and gone when its fixes are taken', async () => {
  await using watched = await open('plan');
  const { page, faults } = watched;
  await page.keyboard.press('Control+Shift+M');
  const problems = page.getByRole('list', { name: 'Problems' });
  const form = page.getByRole('region', { name: 'Form of the plan of zynq' });
  let fixed = 0;
  for (const [what, text] of wrongPlans) {
    await write(page, text);
    const findings = foundIn(text);
    // Two may say the same of two places.
    const distinct = [...new Set(findings.map(({ message }) => message))];
    await expect
      .poll(
        async () => {
          const rows = await problems.getByRole('listitem').allInnerTexts();
          return distinct.filter((message) => !rows.some((row) => row.includes(message)));
        },
        { message: what },
      )
      .toEqual([]);
    if (readPlan(text).findings.some(({ id }) => ['plan.syntax', 'plan.duplicate-key', 'plan.empty'].includes(id)))
      continue;
    const said = findings.flatMap(({ message, why }) => [message, why]);
    await expect
      .poll(
        async () => {
          const told = (await form.textContent()) ?? '';
          return said.filter((each) => !told.includes(each));
        },
        { message: what },
      )
      .toEqual([]);
    // Each fix may make another plan of it, so they are taken one after the other.
    let now = text;
    for (let next = foundIn(now).find(({ fix }) => fix !== undefined); next !== undefined; ) {
      const { fix, message } = next;
      const before = foundIn(now);
      await form
        .getByRole('button', { name: `Fix: ${fix?.title}`, exact: true })
        .first()
        .click();
      await expect.poll(() => textOf(page), { message: what }).not.toBe(now);
      now = await textOf(page);
      expect(count(foundIn(now), message), `${what}: ${message}`).toBeLessThan(count(before, message));
      fixed += 1;
      next = foundIn(now).find((each) => each.fix !== undefined);
      await expect
        // Those of an earlier text cannot be taken.
        .poll(() => form.getByRole('button', { name: /^Fix: /, disabled: false }).count(), { message: what })
        .toBe(foundIn(now).filter((each) => each.fix !== undefined).length);
    }
  }
  console.log(`findings: ${wrongPlans.length} plans with faults, ${fixed} fixes taken`);
  expect(fixed).toBeGreaterThan(20);
  expect(faults).toEqual([]);
}, 300_000);
