import fc from 'fast-check';
import { expect, test } from 'vitest';
import { boardPanels, commonPanels, namedPanels, type PanelRef, panelId, panelRef } from './panel-ref.ts';

const board = fc.stringMatching(/^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/);
const name = fc.string({ minLength: 1 });
const plain = { noNullPrototype: true } as const;

const ref: fc.Arbitrary<PanelRef> = fc.oneof(
  fc.record({ kind: fc.constantFrom(...namedPanels), board, name }, plain),
  fc.record({ kind: fc.constantFrom(...boardPanels), board }, plain),
  fc.record({ kind: fc.constant('serial' as const), name }, plain),
  board.map((each) => ({ kind: 'workstation' as const, command: { run: 'emulated-up' as const, board: each } })),
  fc.record({ kind: fc.constantFrom(...commonPanels) }, plain),
);

test('the id of a panel tells it again, and no two panels have one', () => {
  fc.assert(
    fc.property(ref, (panel) => {
      expect(panelRef(panelId(panel))).toEqual(panel);
    }),
  );
});

test('what is no id of this version is no panel, whatever it is', () => {
  fc.assert(
    fc.property(
      fc.oneof(fc.string(), fc.constantFrom('board', 'device:zynq', 'plan', 'plan:', 'log:zynq:x')),
      (text) => {
        const found = panelRef(text);
        if (found !== undefined) expect(panelId(found)).toBe(text);
      },
    ),
  );
  for (const text of [
    'board',
    'device:zynq',
    'plan:',
    'log:zynq:x',
    'problems:zynq',
    'other:zynq',
    'serial:zynq:1',
    'serial',
    'workstation',
    'workstation::emulated-up',
    'workstation::emulated-up/a/b',
    'workstation::emulated-up/--help',
    'workstation::sh/zynq',
    'workstation:zynq:emulated-up/zynq',
  ]) {
    expect(panelRef(text)).toBeUndefined();
  }
});
