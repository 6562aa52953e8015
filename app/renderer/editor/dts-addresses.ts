/** Addresses in the colours of what lies there on the board, for the lines that are seen. */
import * as monaco from 'monaco-editor/editor/editor.api.js';
import './dts-addresses.css';
import { groundText } from '../../devicetree/language/landscape.ts';
import type { OpenDocument } from '../device-tree/worker/open-document.ts';

/** Scrolling goes on for as long as it does; what is in between is not drawn. */
const stillMs = 120;

export function showAddresses(
  editor: monaco.editor.ICodeEditor,
  model: monaco.editor.ITextModel,
  document: OpenDocument,
): { draw(): void; dispose(): void } {
  const shown = editor.createDecorationsCollection();
  let timer: ReturnType<typeof setTimeout> | undefined;
  let stop = new AbortController();
  const draw = async () => {
    stop.abort();
    stop = new AbortController();
    const [first] = editor.getVisibleRanges();
    const last = editor.getVisibleRanges().at(-1);
    if (first === undefined || last === undefined || editor.getModel() !== model) return;
    const start = model.getOffsetAt(first.getStartPosition());
    const end = model.getOffsetAt(last.getEndPosition());
    const { file } = document;
    const ranges = await document.ask('addressRanges', { file, start, end }, stop.signal).catch(() => undefined);
    if (ranges === undefined || model.isDisposed()) return;
    shown.set(
      ranges.map((range) => ({
        range: monaco.Range.fromPositions(model.getPositionAt(range.start), model.getPositionAt(range.end)),
        options: {
          inlineClassName: `address-ground address-${range.ground}`,
          description: groundText(range.ground),
          stickiness: monaco.editor.TrackedRangeStickiness.NeverGrowsWhenTypingAtEdges,
        },
      })),
    );
  };
  const soon = () => {
    clearTimeout(timer);
    timer = setTimeout(() => void draw(), stillMs);
  };
  const listening = [editor.onDidScrollChange(soon), editor.onDidLayoutChange(soon)];
  return {
    draw: () => void draw(),
    dispose() {
      clearTimeout(timer);
      stop.abort();
      for (const each of listening) each.dispose();
      shown.clear();
    },
  };
}
