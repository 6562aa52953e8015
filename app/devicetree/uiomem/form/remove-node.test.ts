/** Nodes taken out of texts: dtc takes what is left, and has all of it but them. */
import { expect, test } from 'vitest';
import { readFdt } from '../../fdt/read-fdt.ts';
import { compiledByDtc } from '../../testing/dtc.ts';
import { indexTree } from '../../tree-index.ts';
import { textWithoutNode } from './changed-text.ts';
import { board, overlay, read } from './testing/form-samples.ts';

const of = (text: string, files: Readonly<Record<string, string>> = {}) => ({
  file: 'board.dts',
  source: read(text, files),
  readAgain: () => read(text, files),
});

function removed(text: string, path: string, files: Readonly<Record<string, string>> = {}) {
  const { text: after = '', refusal, uses } = textWithoutNode(of(text, files), undefined, path);
  return { text: after, refused: refusal?.id, uses: uses?.map(({ by, property }) => [by, property]) };
}

/** By dtc. */
function paths(text: string): string[] {
  const { tree } = readFdt(compiledByDtc(text, '-q'));
  if (tree === undefined) throw new Error('dtc made no tree');
  return [...indexTree(tree).byPath.keys()].filter((path) => !/^\/__|__overlay__\/.*phandle/.test(path)).sort();
}

test.each(['/frames', '/soc/uiomem@40000', '/reserved-memory/pool'])('%s goes, and all else stays', (path) => {
  const { text, uses } = removed(board, path);
  expect(uses).toEqual([]);
  expect(paths(text)).toEqual(paths(board).filter((each) => each !== path));
  const left = text.split('\n');
  const lines = board.split('\n');
  // Lines go, and nothing else happens to any.
  let at = 0;
  for (const line of lines) if (line === left[at]) at += 1;
  expect(at).toBe(left.length);
  expect(text).not.toMatch(/\n\n\n|\n\n\t*\}/);
});

test('what refers to it is named', () => {
  const { text, uses } = removed(board, '/reserved-memory/frames@70000000');
  expect(uses).toEqual([['/frames', 'memory-region']]);
  expect(() => paths(text)).toThrow();
});

test('on a line with others it takes no other along', () => {
  expect(removed(overlay, '/fragment@0/__overlay__/bus/bram@a0000000').text).toBe(
    overlay.replace(/\n\n\t\tbram@.*\n/, '\n'),
  );
  const inline = '/dts-v1/; / { a { }; u { compatible = "ikwzm,uiomem"; }; b { }; };\n';
  expect(removed(inline, '/u').text).toBe('/dts-v1/; / { a { }; b { }; };\n');
});

test('each place of the text that speaks of it goes, and what speaks of one below it is named', () => {
  const text = `/dts-v1/;
/ {
	u: u {
		compatible = "ikwzm,uiomem";
		inner: inner {
			own = <&inner>;
		};
	};
};

&u {
	status = "okay";
};

&inner {
	status = "okay";
};
`;
  const { text: after, uses } = removed(text, '/u');
  expect(after).toBe('/dts-v1/;\n/ {\n};\n\n&inner {\n\tstatus = "okay";\n};\n');
  expect(uses).toEqual([['/u/inner', undefined]]);
});

test('refused: what is not there, what an included text says, what a macro makes', () => {
  expect(removed(board, '/none').refused).toBe('device-tree.edit-no-node');
  const part = { 'part.dtsi': '/ { u: u { compatible = "ikwzm,uiomem"; }; };\n' };
  const including = '/dts-v1/;\n#include "part.dtsi"\n';
  expect(removed(including, '/u', part).refused).toBe('device-tree.edit-elsewhere');
  expect(removed(`${including}&u { status = "okay"; };\n`, '/u', part).refused).toBe('device-tree.edit-elsewhere');
  const macro = '/dts-v1/;\n#define U u { compatible = "ikwzm,uiomem"; };\n/ { U };\n';
  expect(removed(macro, '/u').refused).toBe('device-tree.edit-macro');
});
