/**
 * The browser's server as a process, by requests that a browser, another page or another program could send. Requests are written
 * with node's http and raw sockets, since fetch forbids the headers that matter here.
 */
import { createHash } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises';
import { type IncomingHttpHeaders, request } from 'node:http';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { browserShell, contentSecurityPolicy } from '../app/contract/shell.ts';
import { hostContract } from '../app/contract.ts';
import { RamFile } from '../app/host/emulated-board/ram-file.ts';
import { connectClient } from '../remote-helper/rpc/client.ts';
import type { Client } from '../remote-helper/rpc/contract.ts';
import { largestFrame } from '../remote-helper/rpc/frame.ts';
import { callOverHttp } from '../remote-helper/rpc/http-call.ts';
import { problemOf } from '../remote-helper/rpc/problem.ts';
import { type WebSocketLike, webSocketDuplex } from '../remote-helper/rpc/websocket.ts';
import { stopBoards } from './testing/boards.ts';
import { program, type Running, start } from './testing/command-process.ts';
import { privateFolders } from './testing/private-folders.ts';
import { attached } from './testing/served-host.ts';

const stack = new AsyncDisposableStack();
let serving: Running;
let client: Client<typeof hostContract>;
let address: string;
let port: number;
let origin: string;

beforeAll(async () => {
  stack.use(await privateFolders());
  serving = start(program, ['serve'], process.env, 'ignore');
  client = stack.use(await attached()).client;
  ({ address = '' } = await client.call('host.info', {}));
  port = Number(new URL(address).port);
  origin = `http://127.0.0.1:${port}`;
});
afterAll(async () => {
  await stopBoards(client);
  await stack.disposeAsync();
  serving.child.kill('SIGINT');
  await serving.ended;
});

interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

function ask(method: string, path: string, headers: Record<string, string> = {}, body = ''): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const sent = request({ host: '127.0.0.1', port, method, path, headers }, (response) => {
      let text = '';
      response.setEncoding('utf8').on('data', (piece: string) => {
        text += piece;
      });
      response.on('end', () => resolve({ status: response.statusCode ?? 0, headers: response.headers, body: text }));
    });
    sent.on('error', reject);
    sent.end(body);
  });
}

/** Bytes as they are, since http clients tidy paths up. */
function askRaw(text: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1', () => socket.write(text));
    let answer = '';
    socket.setEncoding('latin1').on('data', (piece: string) => {
      answer += piece;
    });
    socket.on('error', reject);
    socket.on('close', () => resolve(answer));
  });
}

const form = (token: string) => `token=${encodeURIComponent(token)}`;
const formHeaders = (from = 'null') => ({ Origin: from, 'Content-Type': 'application/x-www-form-urlencoded' });
const admit = (token: string, from?: string) => ask('POST', browserShell.admitPath, formHeaders(from), form(token));
const token = async () => (await client.call('window.admit', {})).token;
const keyIn = ({ body }: Answer) => /<meta name="uiomem-session-key" content="([^"]+)"/.exec(body)?.[1];
const key = async () => keyIn(await admit(await token())) ?? '';

/** Status of a WebSocket's refusal, or `open` with the connection. */
function upgrade(
  headers: Record<string, string>,
  protocols: readonly string[],
  path: string = browserShell.rpcPath,
): Promise<{ readonly status: number | 'open'; readonly socket: WebSocket }> {
  return new Promise((resolve) => {
    const socket = new WebSocket(`ws://127.0.0.1:${port}${path}`, [...protocols], { headers });
    socket.on('error', () => {});
    socket.on('open', () => resolve({ status: 'open', socket }));
    socket.on('unexpected-response', (_request, response) => {
      response.resume();
      resolve({ status: response.statusCode ?? 0, socket });
    });
  });
}
const protocols = (ofKey: string) => [browserShell.subprotocol, `${browserShell.keyPrefix}${ofKey}`];

describe('a token', () => {
  test('opens one window, with a key that is in the page alone', async () => {
    const given = await token();
    const answer = await admit(given);
    expect([answer.status, answer.headers['cache-control'], answer.headers['set-cookie']]).toEqual([
      200,
      'no-store',
      undefined,
    ]);
    expect(answer.headers['content-type']).toBe('text/html; charset=utf-8');
    expect(keyIn(answer)).toMatch(/^[\w-]{43}$/);
    expect(answer.body).toContain('<div id="root">');
    expect(answer.body).not.toContain(given);
  });

  test('that was used opens nothing more, and another one still does, with a key of its own', async () => {
    const [first, second] = [await token(), await token()];
    const one = await admit(first);
    const again = await admit(first);
    expect([again.status, keyIn(again)]).toEqual([403, undefined]);
    const two = await admit(second);
    expect(keyIn(two)).not.toBe(keyIn(one));
  });

  test.each([
    ['wrong', form('A'.repeat(43))],
    ['empty', form('')],
    ['missing', ''],
    ['of another name', 'key=x'],
  ])('%s is refused with a page that says what to do', async (_what, body) => {
    const { status, body: page, headers } = await ask('POST', browserShell.admitPath, formHeaders(), body);
    expect(status).toBe(403);
    expect(page).toContain('uiomem-studio open');
    expect(headers['cache-control']).toBe('no-store');
  });

  test.each(['http://evil.example', 'http://127.0.0.1:1', 'https://127.0.0.1', 'file://', ''])(
    'from the origin %j is refused, and stays good',
    async (foreign) => {
      const given = await token();
      expect((await admit(given, foreign)).status).toBe(403);
      expect((await admit(given)).status).toBe(200);
    },
  );

  test('from no origin at all is refused', async () => {
    const headers = { 'Content-Type': 'application/x-www-form-urlencoded' };
    expect((await ask('POST', browserShell.admitPath, headers, form(await token()))).status).toBe(403);
  });

  test('in the address opens nothing, and a form that is too long is not read', async () => {
    const given = await token();
    expect((await ask('GET', `${browserShell.admitPath}?token=${given}`)).status).toBe(405);
    const long = await ask('POST', browserShell.admitPath, formHeaders(), `${form(given)}&x=${'x'.repeat(4096)}`);
    expect(long.status).toBe(413);
    expect((await admit(given)).status).toBe(200);
  });
});

describe('the Host header', () => {
  test.each([
    'evil.example',
    `evil.example:${'PORT'}`,
    '127.0.0.1',
    'localhost',
    '127.0.0.1:1',
    '[::1]:PORT',
    '127.0.0.1.evil.example:PORT',
  ])('%j is refused everywhere', async (given) => {
    const host = given.replace('PORT', String(port));
    const ownOrigin = `http://${host}`;
    const used = await token();
    const good = await key();
    const asked = [
      ask('GET', '/', { Host: host }),
      ask('POST', browserShell.admitPath, { ...formHeaders(), Host: host }, form(used)),
      ask('POST', browserShell.bulkPath, { Host: host, Origin: ownOrigin, Authorization: `Bearer ${good}` }),
    ];
    for (const { status, body } of await Promise.all(asked)) {
      expect([400, 421]).toContain(status);
      expect(body).not.toContain('root');
    }
    const { status } = await upgrade({ Host: host, Origin: ownOrigin }, protocols(good));
    expect([400, 421]).toContain(status);
  });

  test('that is missing, or there twice, is refused', async () => {
    const own = `Host: 127.0.0.1:${port}\r\n`;
    for (const lines of ['', `${own}Host: evil.example\r\n`, `${own}${own}`]) {
      const answer = await askRaw(`GET / HTTP/1.1\r\n${lines}Connection: close\r\n\r\n`);
      expect(answer).toMatch(/^HTTP\/1\.1 (400|421) /);
    }
    expect(await askRaw('GET / HTTP/1.0\r\n\r\n')).toMatch(/^HTTP\/1\.1 421 /);
  });

  test('localhost is this computer too', async () => {
    expect((await ask('GET', '/', { Host: `localhost:${port}` })).status).toBe(200);
  });
});

describe('files', () => {
  test('the page and its scripts come with their types, and each answer with what keeps a page safe', async () => {
    const index = await ask('GET', '/');
    const script = /src="\.(\/assets\/[^"]+\.js)"/.exec(index.body)?.[1] ?? '';
    const asset = await ask('GET', script);
    const missing = await ask('GET', '/nothing');
    expect([index.status, asset.status, missing.status]).toEqual([200, 200, 404]);
    for (const { headers } of [
      index,
      asset,
      missing,
      await ask('PUT', '/'),
      await admit('x'),
      await ask('GET', '/', { Host: 'x' }),
    ]) {
      expect(headers).toMatchObject({
        'content-security-policy': contentSecurityPolicy,
        'x-content-type-options': 'nosniff',
        'referrer-policy': 'no-referrer',
        'cross-origin-opener-policy': 'same-origin',
        'cross-origin-resource-policy': 'same-origin',
      });
    }
    expect([index.headers['cache-control'], index.headers['content-type']]).toEqual([
      'no-store',
      'text/html; charset=utf-8',
    ]);
    expect(asset.headers['cache-control']).toBe('public, max-age=31536000, immutable');
    expect(asset.headers['content-type']).toBe('text/javascript; charset=utf-8');
    expect((await ask('HEAD', '/')).headers['content-length']).toBe(String(Buffer.byteLength(index.body)));
  });

  test.each([
    '/../cli/uiomem-studio.mjs',
    '/assets/../../cli/uiomem-studio.mjs',
    '/%2e%2e/cli/uiomem-studio.mjs',
    '/%2e%2e%2fcli%2fuiomem-studio.mjs',
    '/..%2fcli/uiomem-studio.mjs',
    '/%252e%252e%252fcli/uiomem-studio.mjs',
    '/..\\cli\\uiomem-studio.mjs',
    '/..%5ccli%5cuiomem-studio.mjs',
    '/assets/..%c0%af..%c0%afcli/uiomem-studio.mjs',
    '/index.html%00.js',
    '/index.html/../../uiomem-studio',
    '//etc/passwd',
    '/etc/passwd',
    '/%2fetc%2fpasswd',
    '/....//....//etc/passwd',
    'http://127.0.0.1/../../../etc/passwd',
    '/__proto__',
    '/constructor',
    '*',
  ])('%s is nothing that can be had', async (path) => {
    const answer = await askRaw(`GET ${path} HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nConnection: close\r\n\r\n`);
    expect(answer).toMatch(/^HTTP\/1\.1 (400|404) /);
    expect(answer).not.toMatch(/root:|#!|import |id="root"/);
  });

  test.each(['POST', 'PUT', 'DELETE', 'PATCH', 'OPTIONS', 'TRACE'])('%s is not for files', async (method) => {
    const { status, headers } = await ask(method, '/', { Origin: origin });
    expect([status, headers.allow]).toEqual([405, 'GET, HEAD']);
  });

  test('ways in have their methods', async () => {
    expect((await ask('GET', browserShell.bulkPath)).status).toBe(405);
    expect((await ask('GET', browserShell.rpcPath)).status).toBe(426);
    expect((await ask('POST', browserShell.rpcPath, { Origin: origin })).status).toBe(426);
  });
});

describe('the WebSocket', () => {
  test('speaks the host’s contract to a window with a key, for as long as the server lives', async () => {
    const good = await key();
    for (let times = 0; times < 2; times += 1) {
      const socket = new WebSocket(`ws://127.0.0.1:${port}${browserShell.rpcPath}`, protocols(good), {
        headers: { Origin: origin },
      });
      await using window = connectClient(hostContract, webSocketDuplex(socket as unknown as WebSocketLike));
      expect(await window.call('host.info', {})).toMatchObject({ shell: 'browser', pid: expect.any(Number) });
      expect(socket.protocol).toBe(browserShell.subprotocol);
    }
  });

  test.each<[string, (good: string) => [Record<string, string>, string[]], number]>([
    ['without a key', () => [{ Origin: origin }, [browserShell.subprotocol]], 401],
    ['with a wrong key', () => [{ Origin: origin }, protocols('A'.repeat(43))], 401],
    ['with the key alone', (good) => [{ Origin: origin }, [`${browserShell.keyPrefix}${good}`]], 401],
    [
      'with the key as a header',
      (good) => [{ Origin: origin, Authorization: `Bearer ${good}` }, [browserShell.subprotocol]],
      401,
    ],
    ['of another page', (good) => [{ Origin: 'http://evil.example' }, protocols(good)], 403],
    ['of another port', (good) => [{ Origin: 'http://127.0.0.1:1' }, protocols(good)], 403],
    ['of a file', (good) => [{ Origin: 'null' }, protocols(good)], 403],
    ['of no page', (good) => [{}, protocols(good)], 403],
  ])('%s is refused', async (_what, made, wanted) => {
    expect((await upgrade(...made(await key()))).status).toBe(wanted);
  });

  test('of another path, and with a token in place of a key, is refused', async () => {
    expect((await upgrade({ Origin: origin }, protocols(await key()), '/')).status).toBe(404);
    expect((await upgrade({ Origin: origin }, protocols(await token()))).status).toBe(401);
  });

  test('a message that is too long ends the connection, and only that', async () => {
    const { socket } = await upgrade({ Origin: origin }, protocols(await key()));
    const closed = new Promise<number>((resolve) => socket.on('close', resolve));
    socket.send(Buffer.alloc(largestFrame + 1));
    // RFC 6455, 7.4.1: too big to process.
    expect(await closed).toBe(1009);
    expect((await ask('GET', '/')).status).toBe(200);
  });
});

describe('bulk', () => {
  const bulk = (headers: Record<string, string>, body = '') => ask('POST', browserShell.bulkPath, headers, body);

  test.each<[string, (good: string) => Record<string, string>, number]>([
    ['without a key', () => ({ Origin: origin }), 401],
    ['with a wrong key', () => ({ Origin: origin, Authorization: `Bearer ${'A'.repeat(43)}` }), 401],
    ['with another scheme', (good) => ({ Origin: origin, Authorization: `Basic ${good}` }), 401],
    ['of another page', (good) => ({ Origin: 'http://evil.example', Authorization: `Bearer ${good}` }), 403],
    ['of no page', (good) => ({ Authorization: `Bearer ${good}` }), 403],
  ])('%s is refused', async (_what, headers, wanted) => {
    expect((await bulk(headers(await key()))).status).toBe(wanted);
  });

  test('a body that is too long is refused', async () => {
    const headers = { Origin: origin, Authorization: `Bearer ${await key()}` };
    expect((await bulk(headers, 'x'.repeat(largestFrame + 2048))).status).toBe(413);
  });
});

test('a port that is taken is a clear problem', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'uiomem-studio-port-'));
  const env = { ...process.env, XDG_RUNTIME_DIR: folder };
  const { status, err } = await start(program, ['serve', '--port', String(port)], env, 'ignore').ended;
  expect([status, err]).toEqual([1, expect.stringContaining('[web.port-taken]')]);
  expect(await readdir(folder)).toEqual([]);
  await rm(folder, { recursive: true });
});

test('nothing secret is in argv, the environment, or what the server prints', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'uiomem-studio-secret-'));
  const env = { ...process.env, XDG_RUNTIME_DIR: folder };
  const other = start(program, ['serve'], env, 'ignore');
  const seen = await new Promise<string>((resolve) => other.child.stderr?.once('data', resolve));
  const page = start(program, ['open', '--print'], env, 'ignore');
  const said = await new Promise<string>((resolve) => page.child.stderr?.once('data', resolve));
  const file = new URL(/file:\S+/.exec(said)?.[0] ?? '').pathname;
  expect([(await stat(file)).mode & 0o777, (await stat(join(file, '..'))).mode & 0o777]).toEqual([0o600, 0o700]);
  const html = await readFile(file, 'utf8');
  const secret = /name="token" value="([\w-]{43})"/.exec(html)?.[1] ?? '';
  expect(secret).not.toBe('');
  for (const pid of [other.child.pid, page.child.pid]) {
    expect(await readFile(`/proc/${pid}/cmdline`, 'latin1')).not.toContain(secret);
    expect(await readFile(`/proc/${pid}/environ`, 'latin1')).not.toContain(secret);
  }
  const action = new URL(/action="([^"]+)"/.exec(html)?.[1] ?? '');
  const response = await fetch(action, {
    method: 'POST',
    body: new URLSearchParams({ token: secret }),
    headers: { Origin: 'null' },
  });
  expect(response.status).toBe(200);
  expect(await page.ended).toMatchObject({ status: 0, out: expect.not.stringContaining(secret) });
  await expect(stat(join(file, '..'))).rejects.toMatchObject({ code: 'ENOENT' });
  other.child.kill('SIGINT');
  const { out, err, status } = await other.ended;
  expect([status, `${seen}${said}${out}${err}`.includes(secret)]).toEqual([0, false]);
  expect(await readdir(folder)).toEqual([]);
  await rm(folder, { recursive: true });
});

test('a dump over HTTP is what the RAM file holds; one that is given up is cancelled', async () => {
  const region = 0x7000_0000n;
  const size = 16 * 2 ** 20;
  const { status } = await client.call('emulated.up', { name: 'web-shell' });
  await client.call('module.load', {
    parameters: [
      { name: 'uiomem0_addr', value: `0x${region.toString(16)}` },
      { name: 'uiomem0_size', value: String(size) },
    ],
  });
  await using ram = await RamFile.open(status.ramFile ?? '', BigInt(status.ramBase ?? 0));
  const pattern = Buffer.from(Array.from({ length: 2 ** 16 }, (_, at) => (at * 7 + (at >> 8)) % 256));
  for (let at = 0; at < size; at += 2 ** 20)
    await ram.write(region + BigInt(at), Buffer.concat([pattern, Buffer.from([at >> 20])]));
  const place = { url: new URL(browserShell.bulkPath, address).href, key: await key() };
  // A page's fetch says where it comes from by itself.
  const plain = globalThis.fetch;
  globalThis.fetch = (url, init) => plain(url, { ...init, headers: { ...(init?.headers as object), Origin: origin } });
  try {
    const dump = { device: 'uiomem0', offset: 0n, content: 'memory', eye: 'device' } as const;
    const hash = createHash('sha256');
    const { sha256, size: got } = await callOverHttp(hostContract, place, 'memory.dump', dump, {
      onBytes: (bytes) => void hash.update(bytes),
    });
    const whole = await ram.read(region, size);
    expect([got, sha256, hash.digest('hex')]).toEqual([
      BigInt(size),
      sha256,
      createHash('sha256').update(whole).digest('hex'),
    ]);

    const abort = new AbortController();
    const given = callOverHttp(hostContract, place, 'memory.dump', dump, {
      signal: abort.signal,
      onBytes: () => abort.abort(),
    });
    expect(problemOf(await given.catch((thrown: unknown) => thrown)).id).toBe('cancelled');
  } finally {
    globalThis.fetch = plain;
  }
}, 300_000);
