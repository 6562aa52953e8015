/** Violations of the content security policy as the page itself is told of them: not each of them is a message of the console. */
import type { Page } from 'playwright-core';

/** From the next load of the page on. */
export async function hearViolations(page: Page, tell: (text: string) => void): Promise<void> {
  await page.exposeFunction('tellViolation', tell);
  await page.addInitScript(() => {
    addEventListener('securitypolicyviolation', ({ violatedDirective, blockedURI, sourceFile }) => {
      const { tellViolation } = globalThis as unknown as { tellViolation(text: string): void };
      tellViolation(`${violatedDirective} ${blockedURI} in ${sourceFile}`);
    });
  });
}
