import { describe, expect, test } from 'vitest';
import { defaultSettings } from '../../contract/setting-info.ts';
import { firstViewState, type ViewState, withPage } from './view-state.ts';

/** 256 rows of 16 bytes. */
const size = 0x1000n;
const state = (part: Partial<ViewState>): ViewState => ({ ...firstViewState(defaultSettings), ...part });

describe('withPage', () => {
  test('keeps the caret in view when fewer rows fit', () => {
    expect(withPage(state({ top: 100n, pageRows: 30, caret: 129n * 16n }), size, 24)).toEqual({
      pageRows: 24,
      top: 106n,
    });
  });

  test('leaves the rows where they are while the caret is among them', () => {
    expect(withPage(state({ top: 100n, pageRows: 30, caret: 110n * 16n }), size, 24)).toEqual({
      pageRows: 24,
      top: 100n,
    });
  });

  test('does not run after a caret that was scrolled away', () => {
    expect(withPage(state({ top: 100n, pageRows: 30, caret: 0n }), size, 24)).toEqual({ pageRows: 24, top: 100n });
  });

  test('shows no room below the last row when more rows fit', () => {
    expect(withPage(state({ top: 240n, pageRows: 16, caret: 250n * 16n }), size, 30)).toEqual({
      pageRows: 30,
      top: 226n,
    });
  });
});
