import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { readFdt } from '../../../devicetree/fdt/read-fdt.ts';
import { writeFdt } from '../../../devicetree/fdt/write-fdt.ts';
import type { Diagnostics } from '../../../devicetree/language/diagnostics.ts';
import { readSource } from '../../../devicetree/source/read-source.ts';
import { inProcess, onTheWayMs } from './testing/in-process.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const file = '/boards/board.dts';
const good = '/dts-v1/;\n/ {\n\tl: a {\n\t};\n};\n';
const ids = ({ findings }: Diagnostics) => findings.map(({ id }) => id);

/** All that is told of a document, as ids of its findings. */
function listener() {
  const told: string[][] = [];
  return { told, tell: (diagnostics: Diagnostics) => void told.push(ids(diagnostics)) };
}

describe('what is wrong with a text', () => {
  test('is told behind each edit, once for several in a row', async () => {
    using pair = inProcess();
    const { told, tell } = listener();
    using document = pair.client.open({ file, text: good }, tell);
    await vi.advanceTimersByTimeAsync(1000);
    const at = good.indexOf(';\n};');
    document.edit([{ start: at, end: at + 1, text: '' }]);
    document.edit([{ start: 0, end: 0, text: '/* x */ ' }]);
    await vi.advanceTimersByTimeAsync(1000);
    document.edit([{ start: at + 8, end: at + 8, text: ';' }]);
    await vi.advanceTimersByTimeAsync(1000);
    expect(told).toEqual([[], ['device-tree.syntax'], []]);
  });

  test('waits for longer where it takes long, and no longer than half a second', async () => {
    using pair = inProcess();
    const { told, tell } = listener();
    using document = pair.client.open({ file, text: good }, tell);
    let now = 0;
    let took = 40;
    const clock = vi.spyOn(performance, 'now').mockImplementation(() => {
      now += took;
      return now;
    });
    const waited = async () => {
      told.length = 0;
      document.edit([{ start: 0, end: 0, text: ' ' }]);
      for (let ms = 0; ms < 2000; ms += 10) {
        await vi.advanceTimersByTimeAsync(10);
        if (told.length > 0) return ms;
      }
      return undefined;
    };
    try {
      await vi.advanceTimersByTimeAsync(1000);
      expect(await waited()).toBeGreaterThanOrEqual(200);
      took = 4000;
      await waited();
      const most = await waited();
      expect(most).toBeGreaterThan(300);
      expect(most).toBeLessThan(500);
      took = 1;
      await waited();
      expect(await waited()).toBeLessThan(100);
    } finally {
      clock.mockRestore();
    }
  });

  test('of an older text is dropped', async () => {
    using pair = inProcess();
    const { told, tell } = listener();
    using document = pair.client.open({ file, text: `${good}}` }, tell);
    // Judged, and on its way.
    await vi.advanceTimersByTimeAsync(66);
    expect(told).toEqual([]);
    document.edit([{ start: good.length, end: good.length + 1, text: '' }]);
    await vi.advanceTimersByTimeAsync(1000);
    expect(told).toEqual([[]]);
  });

  test('says where it is, in included files too', async () => {
    using pair = inProcess({ '/boards/part.dtsi': '/ {\n\tb = <1>\n};\n' });
    const told: Diagnostics[] = [];
    using _ = pair.client.open(
      { file, text: `/dts-v1/;\n#include "part.dtsi"\n/ { };\n` },
      (each) => void told.push(each),
    );
    await vi.advanceTimersByTimeAsync(1000);
    expect(told.map(({ findings }) => findings.map(({ id, place, at }) => [id, place?.file, at]))).toEqual([
      [['device-tree.syntax', '/boards/part.dtsi', { line: 2, column: 9 }]],
    ]);
  });
});

describe('included files', () => {
  test('are asked of the page, and one that is not there is a finding', async () => {
    using pair = inProcess();
    const { told, tell } = listener();
    using _ = pair.client.open({ file, text: `#include "none.dtsi"\n${good}` }, tell);
    await vi.advanceTimersByTimeAsync(1000);
    expect(told).toEqual([['device-tree.include-missing']]);
  });

  test('are read anew when they change, and as they are open here', async () => {
    const files: Record<string, string> = { '/boards/part.dtsi': '/ { b = <1>; };\n' };
    using pair = inProcess(files);
    const { told, tell } = listener();
    using _ = pair.client.open({ file, text: `/dts-v1/;\n#include "part.dtsi"\n` }, tell);
    await vi.advanceTimersByTimeAsync(1000);
    files['/boards/part.dtsi'] = '/ { b = <1> };\n';
    pair.client.fileChanged('/boards/part.dtsi');
    await vi.advanceTimersByTimeAsync(1000);
    const part = pair.client.open({ file: '/boards/part.dtsi', text: '/ { b = <1>; };\n' }, () => {});
    await vi.advanceTimersByTimeAsync(1000);
    part.edit([{ start: 4, end: 5, text: '!' }]);
    await vi.advanceTimersByTimeAsync(1000);
    part[Symbol.dispose]();
    await vi.advanceTimersByTimeAsync(1000);
    expect(told).toEqual([[], ['device-tree.syntax'], [], ['device-tree.syntax'], ['device-tree.syntax']]);
  });
});

describe('questions', () => {
  test('are answered of the text as it is', async () => {
    using pair = inProcess();
    using document = pair.client.open({ file, text: good }, () => {});
    const outline = document.ask('outline', { file });
    await vi.advanceTimersByTimeAsync(20);
    expect((await outline)?.map(({ name }) => name)).toEqual(['/', 'a']);
  });

  test('wait for the files that the text brings in, at every depth, and are cancelled meanwhile', async () => {
    const files = { '/boards/part.dtsi': '#include "deep.dtsi"\n', '/boards/deep.dtsi': '/ { b { }; };\n' };
    using pair = inProcess(files);
    const text = `/dts-v1/;\n#include "part.dtsi"\n/ { };\n`;
    using document = pair.client.open({ file, text }, () => {});
    const stop = new AbortController();
    const [outline, printed, never] = [
      document.ask('outline', { file: '/boards/deep.dtsi' }),
      pair.client.askTrees('print', { tree: { document: document.id } }),
      document.ask('outline', { file }, stop.signal),
    ];
    await vi.advanceTimersByTimeAsync(onTheWayMs + 1);
    stop.abort(new Error('enough'));
    await expect(never).rejects.toThrow('enough');
    await vi.advanceTimersByTimeAsync(1000);
    expect((await outline)?.map(({ name }) => name)).toEqual(['/', 'b']);
    expect((await printed).text).toContain('b {');
    expect(pair.said.filter(({ kind }) => kind === 'answer')).toHaveLength(2);
  });

  test('wait for a slow file, and the worker is not taken for dead meanwhile; silent after it, it is', async () => {
    using pair = inProcess({ '/boards/part.dtsi': '/ { b { }; };\n' });
    pair.readMs = 60_000;
    using document = pair.client.open({ file, text: `/dts-v1/;\n#include "part.dtsi"\n` }, () => {});
    const outline = document.ask('outline', { file: '/boards/part.dtsi' });
    await vi.advanceTimersByTimeAsync(61_000);
    expect((await outline)?.map(({ name }) => name)).toEqual(['/', 'b']);
    expect(pair.told).toHaveLength(1);
    pair.deafen();
    const deaf = expect(document.ask('outline', { file })).rejects.toMatchObject({ id: 'device-tree.worker-died' });
    await vi.advanceTimersByTimeAsync(61_000);
    await deaf;
  });

  test('about a text that is closed while they wait are over', async () => {
    using pair = inProcess({ '/boards/part.dtsi': '/ { };\n' });
    const document = pair.client.open({ file, text: `/dts-v1/;\n#include "part.dtsi"\n` }, () => {});
    const outline = document.ask('outline', { file });
    await vi.advanceTimersByTimeAsync(onTheWayMs + 1);
    document[Symbol.dispose]();
    await vi.advanceTimersByTimeAsync(1000);
    expect(await outline).toBeUndefined();
  });

  test('about a text that is another one by now have no answer', async () => {
    using pair = inProcess();
    using document = pair.client.open({ file, text: good }, () => {});
    const outline = document.ask('outline', { file });
    document.edit([{ start: 0, end: 0, text: ' ' }]);
    await vi.advanceTimersByTimeAsync(20);
    expect(await outline).toBeUndefined();
  });

  test('nor those whose answer is on its way then', async () => {
    using pair = inProcess();
    using document = pair.client.open({ file, text: good }, () => {});
    const outline = document.ask('outline', { file });
    await vi.advanceTimersByTimeAsync(onTheWayMs + 1);
    document.edit([{ start: 0, end: 0, text: ' ' }]);
    await vi.advanceTimersByTimeAsync(20);
    expect(await outline).toBeUndefined();
  });

  test('that are cancelled are never begun', async () => {
    using pair = inProcess();
    using document = pair.client.open({ file, text: good }, () => {});
    const stop = new AbortController();
    const outline = document.ask('outline', { file }, stop.signal);
    stop.abort(new Error('enough'));
    await expect(outline).rejects.toThrow('enough');
    await vi.advanceTimersByTimeAsync(1000);
    expect(pair.told.flat().map(({ kind }) => kind)).toEqual(['open', 'ask', 'cancel']);
    expect(pair.said.map(({ kind }) => kind)).toEqual(['diagnostics']);
  });

  test('about trees are refused with an id: device-tree.no-base, device-tree.no-node', async () => {
    using pair = inProcess();
    const print = pair.client.askTrees('print', { tree: { board: 'zynq' } });
    const node = pair.client.askTrees('print', { tree: { name: 'a.dts', text: good }, node: '/b' });
    const refused = [
      expect(print).rejects.toMatchObject({ id: 'device-tree.no-base' }),
      expect(node).rejects.toMatchObject({ id: 'device-tree.no-node' }),
    ];
    await vi.advanceTimersByTimeAsync(100);
    await Promise.all(refused);
  });

  test('about trees are answered with what is shown', async () => {
    using pair = inProcess();
    using document = pair.client.open({ file, text: good }, () => {});
    const before = { name: 'before.dts', text: '/dts-v1/; / { };' };
    const asked = pair.client.askTrees('compare', { before, after: { document: document.id } });
    await vi.advanceTimersByTimeAsync(100);
    expect(await asked).toEqual({
      changes: 1,
      cut: 0,
      text: '--- before.dts\n+++ /boards/board.dts\n@@ / @@\n+\ta {\n+\t};\n',
    });
  });
});

describe('a worker that dies', () => {
  test('is started again and told everything, and what was asked is answered', async () => {
    using pair = inProcess();
    const { told, tell } = listener();
    pair.client.setBoard('zynq', {});
    using document = pair.client.open({ file, text: good, board: 'zynq' }, tell);
    document.edit([
      { start: 0, end: 0, text: '/* told once */ ' },
      { start: good.length, end: good.length, text: '}' },
    ]);
    const outline = document.ask('outline', { file });
    pair.kill();
    await vi.advanceTimersByTimeAsync(1000);
    expect((await outline)?.length).toBe(2);
    expect(told).toEqual([['device-tree.syntax']]);
    expect(pair.told[1]?.map(({ kind }) => kind)).toEqual(['board', 'open', 'ask']);
    expect(pair.told[1]?.[1]).toMatchObject({ text: `/* told once */ ${good}}`, version: 2, board: 'zynq' });
  });

  test('or that says nothing, too', async () => {
    using pair = inProcess();
    using document = pair.client.open({ file, text: good }, () => {});
    pair.deafen();
    const outline = document.ask('outline', { file });
    const failed = expect(outline).rejects.toMatchObject({ id: 'device-tree.worker-died' });
    await vi.advanceTimersByTimeAsync(100_000);
    await failed;
    expect(pair.told.length).toBe(3);
  });

  test('device-tree.worker-died: several times in a row is told, and an edit tries again', async () => {
    using pair = inProcess();
    const { told, tell } = listener();
    using document = pair.client.open({ file, text: good }, tell);
    for (let deaths = 0; deaths < 3; deaths += 1) pair.kill();
    document.edit([{ start: 0, end: 0, text: ' ' }]);
    await vi.advanceTimersByTimeAsync(1000);
    expect(told).toEqual([['device-tree.worker-died'], []]);
  });
});

describe('/incbin/', () => {
  const text = '/dts-v1/;\n/ {\n\ta = /incbin/("f.bin");\n};\n';

  test('brings the bytes of the file in, whatever is asked of the text', async () => {
    using pair = inProcess({ '/boards/f.bin': Uint8Array.of(0, 7, 255) });
    const { told, tell } = listener();
    using document = pair.client.open(
      { file, text: text.replace('/dts-v1/;', '/dts-v1/;\n/plugin/;').replace('/ {', '&{/} {') },
      tell,
    );
    await vi.advanceTimersByTimeAsync(1000);
    expect(told).toEqual([[]]);
    const [{ bytes }, printed] = await Promise.all([
      pair.client.askTrees('compile', { tree: { document: document.id } }),
      pair.client.askTrees('print', { tree: { name: file, text } }),
      vi.advanceTimersByTimeAsync(1000),
    ]);
    const overlay = readFdt(bytes).tree?.root.children[0]?.children[0];
    expect(overlay?.properties.get('a')).toEqual(Uint8Array.of(0, 7, 255));
    expect(printed.text).toContain('a = [00 07 ff];');
  });

  test('is compared with a tree that was compiled with symbols', async () => {
    const bytes = Uint8Array.of(1, 2);
    using pair = inProcess({ '/boards/f.bin': bytes });
    using _ = pair.client.open({ file, text }, () => {});
    await vi.advanceTimersByTimeAsync(1000);
    const labelled = text.replace('\n};', '\n\tl: n {\n\t};\n};');
    const { tree } = readSource(file, labelled, () => undefined, { symbols: true, readBytes: () => bytes });
    const compared = pair.client.askTrees('compare', {
      before: { name: file, text: labelled },
      after: { name: 'board.dtb', bytes: writeFdt(tree) },
    });
    await vi.advanceTimersByTimeAsync(1000);
    expect(await compared).toMatchObject({ text: '', changes: 0 });
  });

  test('of a file that is not there is a finding, until it is', async () => {
    const files: Record<string, Uint8Array> = {};
    using pair = inProcess(files);
    const { told, tell } = listener();
    using _ = pair.client.open({ file, text }, tell);
    await vi.advanceTimersByTimeAsync(1000);
    files['/boards/f.bin'] = Uint8Array.of(1);
    pair.client.fileChanged('/boards/f.bin');
    await vi.advanceTimersByTimeAsync(1000);
    expect(told).toEqual([['device-tree.incbin-missing'], []]);
  });
});
