/** The text of a source as the page keeps it over a reload: written when the page goes. What is as in its file is kept nowhere else. */
import type { Page } from 'playwright-core';

export function keptSource(page: Page, name: string): Promise<string | undefined> {
  return page.evaluate((source) => {
    dispatchEvent(new Event('pagehide'));
    const { sources } = JSON.parse(sessionStorage.getItem('uiomem-sources') ?? '{"sources":{}}');
    const pieces: readonly number[] | undefined = sources[source]?.text;
    return pieces?.map((id) => sessionStorage.getItem(`uiomem-sources:${id}`)).join('');
  }, name);
}
