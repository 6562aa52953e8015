import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { isExternalPage } from './external-pages.ts';
import { isPageAddress } from './page-address.ts';
import { pageFile } from './page-files.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'uiomem-studio-page-'));
  await mkdir(join(folder, 'page/assets'), { recursive: true });
  await writeFile(join(folder, 'page/index.html'), '<!doctype html>');
  await writeFile(join(folder, 'page/assets/a.js'), 'export {};');
  await writeFile(join(folder, 'page/assets/key.pem'), 'secret');
  await writeFile(join(folder, 'outside.js'), 'secret');
  await symlink('../../outside.js', join(folder, 'page/assets/link.js'));
});
afterAll(() => rm(folder, { recursive: true }));

const ask = async (url: string, method = 'GET') => {
  const { status, headers } = await pageFile(join(folder, 'page'), { url, method });
  return [status, headers.get('content-type')];
};

test('files of the page come with their media type', async () => {
  expect(await ask('app://studio/index.html')).toEqual([200, 'text/html; charset=utf-8']);
  expect(await ask('app://studio/assets/a.js?x=1#y')).toEqual([200, 'text/javascript; charset=utf-8']);
});

test('nothing else is served: other folders, links out, unknown kinds, other hosts, other methods', async () => {
  const refused = [404, 'text/plain; charset=utf-8'];
  for (const url of [
    'app://studio/',
    'app://studio/%2e%2e/outside.js',
    'app://studio/..%2foutside.js',
    'app://studio/assets/..%2f..%2foutside.js',
    'app://studio/assets%2fa.js%00.html',
    'app://studio/assets/link.js',
    'app://studio/assets/key.pem',
    'app://studio/assets/none.js',
    'app://studio/assets',
    'app://studio/.hidden.js',
    'app://other/index.html',
    'app://user@studio/index.html',
    'https://studio/index.html',
  ]) {
    expect([url, await ask(url)]).toEqual([url, refused]);
  }
  expect(await ask('app://studio/index.html', 'POST')).toEqual([405, 'text/plain; charset=utf-8']);
});

test('addresses that only look like ours are not', () => {
  for (const address of [
    'app://studio.example/',
    'app://studio:1/',
    'app:studio',
    'https://app/studio',
    'about:blank',
    'nothing',
  ]) {
    expect([address, isPageAddress(address)]).toEqual([address, false]);
  }
  for (const address of [
    'http://docs.kernel.org/',
    'https://docs.kernel.org@example.org/',
    'https://docs.kernel.org.example/',
  ]) {
    expect([address, isExternalPage(address)]).toEqual([address, false]);
  }
  expect(isExternalPage('https://docs.kernel.org/devicetree/usage-model.html')).toBe(true);
});
