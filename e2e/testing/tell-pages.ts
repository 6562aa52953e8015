/**
 * Set-up of the end-to-end tests: a test that failed says what its pages showed, as far as they are still open. What happens
 * once in a hundred runs is understood from that, or not at all.
 */
import { afterEach } from 'vitest';
import { browsers } from './chromium.ts';

/** Of one page, from its top. */
const mostLines = 40;

afterEach(async ({ task }) => {
  const [error] = task.result?.errors ?? [];
  if (task.result?.state !== 'fail' || error === undefined) return;
  const pages = [...browsers].flatMap((browser) => browser.contexts()).flatMap((context) => context.pages());
  const shown = await Promise.all(
    pages.map((page) =>
      page
        .locator('body')
        .ariaSnapshot({ timeout: 5_000 })
        .catch((thrown: unknown) => `no answer: ${thrown}`),
    ),
  );
  const text = shown.map((each) => `\nthe page showed:\n${each.split('\n').slice(0, mostLines).join('\n')}`).join('');
  error.message += text;
  // What reporters print: the words, then where they were said.
  const place = error.stack?.search(/\n\s+at /) ?? -1;
  if (error.stack !== undefined && place >= 0)
    error.stack = `${error.stack.slice(0, place)}${text}${error.stack.slice(place)}`;
});
