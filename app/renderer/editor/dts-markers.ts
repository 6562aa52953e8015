/** Findings of a device-tree source as marks of the editor. What is in an included file is marked where that is included. */
import * as monaco from 'monaco-editor/editor/editor.api.js';
import type { Diagnostics, PlacedFinding } from '../../devicetree/language/diagnostics.ts';

const owner = 'device-tree';

const severities = {
  error: monaco.MarkerSeverity.Error,
  warning: monaco.MarkerSeverity.Warning,
  info: monaco.MarkerSeverity.Info,
};

export function showFindings(model: monaco.editor.ITextModel, file: string, { findings }: Diagnostics): void {
  monaco.editor.setModelMarkers(
    model,
    owner,
    findings.map((finding) => ({ ...rangeOf(model, file, finding), ...about(file, finding) })),
  );
}

function about(file: string, { id, severity, message, why, hint, place, at }: PlacedFinding) {
  const elsewhere = place === undefined || place.file === file ? '' : `${place.file}:${at?.line ?? ''}: `;
  return {
    severity: severities[severity],
    code: id,
    message: [`${elsewhere}${message}`, why, ...(hint === undefined ? [] : [hint])].join('\n'),
  };
}

function rangeOf(model: monaco.editor.ITextModel, file: string, { place, related = [] }: PlacedFinding) {
  const shown = place?.file === file ? place : related.find((each) => each.place.file === file)?.place;
  const start = model.getPositionAt(shown?.start ?? 0);
  const end = model.getPositionAt(shown?.end ?? 0);
  return {
    startLineNumber: start.lineNumber,
    startColumn: start.column,
    endLineNumber: end.lineNumber,
    endColumn: end.column,
  };
}
