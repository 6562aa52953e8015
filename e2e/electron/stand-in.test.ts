/** The stand-in proves itself before anything is proved with it. */
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { decode, encode } from './stand-in/clone.ts';
import { Emitter, knownKeysOnly, strict } from './stand-in/strict.ts';
import { launchTierA, type TierAShell } from './tier-a.ts';

interface Probe {
  throws: string[];
  here(value: unknown): unknown;
  echo(value: unknown): Promise<unknown>;
  fail(): Promise<unknown>;
  call(f: (value: unknown) => unknown, value: unknown): unknown;
  connect(): void;
  give(): void;
}
type ProbeWindow = Window & {
  probe: Probe;
  values(): Record<string, unknown>;
  tell(value: unknown): string;
  portNamed(name: string): Promise<MessagePort>;
  echoOver(port: MessagePort, value: unknown, transfer?: MessagePort[]): Promise<unknown>;
};

let shell: TierAShell;
beforeAll(async () => {
  shell = await launchTierA({ main: join(import.meta.dirname, 'probe/main.ts') });
  await shell.page.evaluate(() => {
    const here = window as unknown as ProbeWindow;
    here.values = () => ({
      bigint: 2n ** 70n + 1n,
      bytes: Uint8Array.from({ length: 1 << 20 }, (_, index) => (index * 7919) >> 3),
      words: new BigUint64Array([1n, 2n ** 64n - 1n]),
      part: new Uint8Array([1, 2, 3, 4]).subarray(1, 3),
      map: new Map<unknown, unknown>([[1n, { of: new Set(['a']) }]]),
      error: new RangeError('too far', { cause: 'why' }),
      absent: undefined,
      odd: [Number.NaN, -0, Number.POSITIVE_INFINITY, null, true, 'ä'],
      date: new Date(0),
      nested: { a: [{ b: { c: [new Uint16Array([513])] } }] },
    });
    // Text that tells apart all that a clone must keep.
    here.tell = (value) => {
      const seen: unknown[] = [];
      const told = (item: unknown): unknown => {
        if (typeof item !== 'object' || item === null) return `${typeof item} ${Object.is(item, -0) ? '-0' : item}`;
        seen.push(item);
        const name = Object.prototype.toString.call(item);
        if (item instanceof Error) return [name, item.name, item.message, told(item.cause)];
        if (item instanceof Map || item instanceof Set) return [name, [...item].map(told)];
        if (item instanceof Date) return [name, item.getTime()];
        if (ArrayBuffer.isView(item)) return [name, `${item}`];
        return [name, Object.entries(item).map(([key, each]) => [key, told(each)])];
      };
      return JSON.stringify(told(value));
    };
    here.portNamed = (name) =>
      new Promise((resolve) => {
        const onMessage = ({ data, ports: [port] }: MessageEvent) => {
          if (data !== name || port === undefined) return;
          window.removeEventListener('message', onMessage);
          resolve(port);
        };
        window.addEventListener('message', onMessage);
      });
    here.echoOver = (port, value, transfer = []) =>
      new Promise((resolve) => {
        port.onmessage = ({ data }) => resolve(data);
        port.postMessage(value, transfer);
      });
  });
});
afterAll(async () => {
  await shell?.[Symbol.asyncDispose]();
});

/** Anything that structuredClone takes and that the text codec carries. */
const cloneable = fc.letrec((tie) => ({
  value: fc.oneof(
    { maxDepth: 4 },
    fc.constantFrom<unknown>(undefined, null, true, Number.NaN, -0, Number.NEGATIVE_INFINITY),
    fc.bigInt(),
    fc.double(),
    fc.string(),
    fc.uint8Array(),
    fc.float64Array(),
    fc.date(),
    fc.string().map((text) => new TypeError(text)),
    fc.array(tie('value')),
    fc.dictionary(fc.string(), tie('value')),
    fc.array(fc.tuple(tie('value'), tie('value'))).map((entries) => new Map(entries)),
    fc.array(tie('value')).map((items) => new Set(items)),
  ),
})).value;

test('values cross as text as structuredClone carries them', () => {
  fc.assert(
    fc.property(cloneable, (value) => {
      expect(isDeepStrictEqual(decode(encode(value)), structuredClone(value))).toBe(true);
    }),
  );
  const shared = { bytes: new Uint8Array(8) };
  const twice = decode(encode({ a: shared, b: shared, c: shared.bytes.buffer })) as Record<
    string,
    { bytes: Uint8Array }
  >;
  expect(twice.a).toBe(twice.b);
  expect(twice.c).toBe(twice.a?.bytes.buffer);
  const cycle: Record<string, unknown> = {};
  cycle.self = cycle;
  const back = decode(encode(cycle)) as Record<string, unknown>;
  expect(back.self).toBe(back);
  for (const value of [() => {}, Symbol('s'), { f() {} }, new WeakMap()]) {
    expect(() => encode(value)).toThrow(expect.objectContaining({ name: 'DataCloneError' }));
  }
});

test('what is not implemented throws by name', async () => {
  const thing = strict('Thing', { known: 1 });
  expect(thing.known).toBe(1);
  expect(() => (thing as unknown as { more: unknown }).more).toThrow('Thing.more');
  expect(() => Object.assign(thing, { more: 1 })).toThrow('Thing.more');
  expect(() => new Emitter('Thing', ['one']).on('two', () => {})).toThrow("Thing.on('two')");
  expect(() => knownKeysOnly('Options', { a: 1, b: 2 }, ['a'])).toThrow('Options.b');
  const inMain = (source: string) =>
    shell.evaluate((members, text) => {
      try {
        return String(new Function('electron', `return ${text}`)(members));
      } catch (reason) {
        return (reason as Error).message;
      }
    }, source);
  for (const member of [
    'app.dock',
    'BrowserWindow.getAllWindows()[0].setOpacity(1)',
    'BrowserWindow.getAllWindows()[0].webContents.print()',
    "BrowserWindow.getAllWindows()[0].webContents.on('console-message', () => {})",
    'session.defaultSession.clearCache()',
    "session.fromPartition('x')",
    'new BrowserWindow({ kiosk: true })',
    'new BrowserWindow({ webPreferences: { webgl: true } })',
    "Menu.buildFromTemplate([{ role: 'close', visible: false }])",
    'ipcMain.handleOnce',
    'utilityProcess.fork("x", [], { execArgv: [] })',
    'new MessageChannelMain().port1.ref',
  ]) {
    const [, name] = /([A-Za-z]+)\W*$/.exec(member.replace(/\(.*?\)$|: .*$/, '')) ?? [];
    expect([member, await inMain(`electron.${member}`.replace('electron.new ', 'new electron.'))], name).toEqual([
      member,
      expect.stringMatching(/^The stand-in for electron does not implement \S+\.\S/),
    ]);
  }
  const { throws } = await shell.page.evaluate(() => ({
    throws: [...(window as unknown as ProbeWindow).probe.throws],
  }));
  expect(throws).toEqual([
    'The stand-in for electron does not implement ipcRenderer.sendSync.',
    'module not found: node:fs',
    'The stand-in for electron does not implement process (in a preload).env.',
  ]);
});

test('the preload has a world of its own', async () => {
  expect(
    await shell.page.evaluate(() => {
      const { probe } = window as unknown as ProbeWindow;
      Object.assign(Array.prototype, { poisoned: true });
      try {
        return {
          leaked: ['ofThePreload', '__standInSend', '__standInReceive', 'require'].filter((name) => name in window),
          // The function that it calls is given a clone, of this world's own classes.
          ownArray: probe.call((value) => Object.getPrototypeOf(value) === Array.prototype, [1]),
          sameObject: probe.here(probe) === probe,
          final: !Object.getOwnPropertyDescriptor(window, 'probe')?.writable && Object.isFrozen(probe),
        };
      } finally {
        Reflect.deleteProperty(Array.prototype, 'poisoned');
      }
    }),
  ).toEqual({ leaked: [], ownArray: true, sameObject: false, final: true });
});

test('values cross between page, preload, main and utility process as structuredClone carries them', async () => {
  const told = await shell.page.evaluate(async () => {
    const { probe, values, tell, portNamed, echoOver } = window as unknown as ProbeWindow;
    const connected = portNamed('here');
    probe.connect();
    const toUtility = await connected;
    const given = portNamed('given');
    probe.give();
    const toMain = await given;
    const second = new MessageChannel();
    const expected: Record<string, string> = {};
    const got: Record<string, Record<string, string>> = {
      preload: {},
      main: {},
      mainPort: {},
      utilityPort: {},
      nested: {},
    };
    await echoOver(toUtility, 'with a port', [second.port2]);
    for (const [name, value] of Object.entries(values())) {
      expected[name] = tell(structuredClone(value));
      const put = (hop: string, answer: unknown) => {
        const of = got[hop];
        if (of !== undefined) of[name] = tell(answer);
      };
      put('preload', probe.here(value));
      put('main', await probe.echo(value));
      put('mainPort', await echoOver(toMain, value));
      put('utilityPort', await echoOver(toUtility, value));
      put('nested', await echoOver(second.port1, value));
    }
    return { expected, got };
  });
  expect(Object.keys(told.expected)).toHaveLength(10);
  for (const [hop, got] of Object.entries(told.got)) {
    expect(isDeepStrictEqual(got, told.expected), hop).toBe(true);
  }
});

test('what cannot be cloned is refused at each hop, and an error of a handler arrives as its text', async () => {
  const answers = await shell.page.evaluate(async () => {
    const { probe } = window as unknown as ProbeWindow;
    const refusal = async (ask: () => unknown) => {
      try {
        await ask();
        return 'taken';
      } catch (reason) {
        return (reason as Error).message;
      }
    };
    return {
      symbol: await refusal(() => probe.here(Symbol('s'))),
      functionToMain: await refusal(() => probe.echo({ f: () => {} })),
      failed: await refusal(() => probe.fail()),
    };
  });
  expect(answers).toEqual({
    symbol: 'A symbol does not cross the context bridge.',
    functionToMain: expect.stringContaining('could not be cloned'),
    failed: "Error invoking remote method 'fail': RangeError: out of it",
  });
});

test('a port ends when its page goes away', async () => {
  const ended = shell.evaluate(
    ({ ipcMain }) =>
      new Promise<string>((resolve) => {
        ipcMain.on('give', ({ ports: [port] }) => port?.on('close', () => resolve('closed')));
      }),
    undefined,
  );
  await shell.page.evaluate(() => (window as unknown as ProbeWindow).probe.give());
  await shell.page.reload();
  expect(await ended).toBe('closed');
});
