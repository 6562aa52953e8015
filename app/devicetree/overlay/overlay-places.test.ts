/** Findings of an overlay that has a text: the place, and the fix where there is one. */
import { expect, test } from 'vitest';
import { readSource } from '../source/read-source.ts';
import { baseOf, built } from '../testing/built.ts';
import type { DeviceTree } from '../tree.ts';
import { applyOverlay } from './apply-overlay.ts';

const body = '/ { aliases { serial0 = "/soc/serial@1"; }; soc: soc { serial0: serial@1 { }; }; };';
const withSymbols = baseOf(body);
const without = built(`/dts-v1/; ${body}`);

function applied(text: string, base: DeviceTree, labels?: ReadonlyMap<string, string>) {
  const whole = `/dts-v1/;\n/plugin/;\n${text}`;
  const source = readSource('o.dtso', whole, () => undefined);
  expect(source.findings).toEqual([]);
  const { findings, tree } = applyOverlay(base, source.tree, { source, labels });
  const at = (place: { start: number; end: number } | undefined) => place && whole.slice(place.start, place.end);
  return { whole, tree, findings, places: findings.map(({ place }) => at(place)) };
}

test.each([
  ['&nothing { a; };', '&nothing'],
  ['&soc { a = <&nothing>; };', '&nothing'],
  ['/ { fragment@0 { target-path = "/gone"; __overlay__ { a; }; }; };', 'target-path'],
  ['&soc { #address-cells = <2>; };\n&{/soc} { #size-cells = <1>; };', undefined],
  ['&{/gone} { a; };', '&{/gone}'],
  ['&soc { serial@1 { a; }; };\n&serial0 { a; };', 'a'],
  ['&soc { l: serial@1 { a; }; };', 'serial@1'],
  ['/ { f { __overlay__ { }; }; };', 'f'],
])('%s: at %s', (text, place) => {
  const { places } = applied(text, withSymbols);
  expect(places).toEqual(place === undefined ? [] : [place]);
});

/** The text after the fix of its first finding. */
function mended(text: string, base: DeviceTree, labels?: ReadonlyMap<string, string>) {
  const { whole, findings } = applied(text, base, labels);
  const edits = findings[0]?.fix?.edits;
  if (edits === undefined) return undefined;
  return [...edits]
    .sort((a, b) => b.start - a.start)
    .reduce((now, edit) => now.slice(0, edit.start) + edit.text + now.slice(edit.end), whole)
    .split('\n')
    .slice(2)
    .join('\n');
}

test('a label that a tree without symbols cannot tell: its path, where that is known', () => {
  const labels = new Map([['soc', '/soc']]);
  for (const [text, to] of [
    ['&serial0 { a; };', '&{/soc/serial@1} { a; };'],
    ['&soc { a; };\n&serial0 { b; };', '&{/soc} { a; };\n&{/soc/serial@1} { b; };'],
    ['/ { f { target = <&soc>; __overlay__ { a; }; }; };', '/ { f { target-path = "/soc"; __overlay__ { a; }; }; };'],
  ] as const) {
    expect(mended(text, without, labels)).toBe(to);
    expect(applied(to, without).tree).toBeDefined();
  }
  // No path is known, or a value wants a phandle.
  const beside = '/ { f { target = <&soc>; other = <&serial0>; __overlay__ { a; }; }; };';
  expect(mended(beside, without, labels)).toBeUndefined();
  expect(mended('&soc { a; };', without)).toBeUndefined();
  expect(mended('&soc { a = <&serial0>; };', without, labels)).toBeUndefined();
});
