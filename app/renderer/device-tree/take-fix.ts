/** Places and fixes of findings: in the text that is shown, or led to in a file that it includes, which belongs to others, too. */
import type { SourcePlace, TreeFinding } from '../../devicetree/finding.ts';
import { applyTextEdits } from '../../devicetree/mend.ts';
import { revealIn } from './reveal-source.ts';
import { showSource } from './show-source.ts';
import { sourceText, useSources } from './source-store.ts';

type Fix = NonNullable<TreeFinding['fix']>;

const elsewhere = (name: string, { edits }: Fix) => edits.find(({ file }) => file !== name);

/** Pure: what its button says where the text `name` is shown. */
export function fixWords(name: string, fix: Fix): string {
  const other = elsewhere(name, fix);
  if (other === undefined) return `Fix: ${fix.title}`;
  return `Open ${other.file.slice(other.file.lastIndexOf('/') + 1)}: ${fix.title}`;
}

/** `of`: the text in which it was found; of another one by now it is nothing that could be done. */
export function takeFix(name: string, of: string | undefined, { fix }: TreeFinding): void {
  if (fix === undefined) return;
  const other = elsewhere(name, fix);
  const text = sourceText(name);
  if (other === undefined && text !== undefined && text === of) {
    useSources.getState().change(name, applyTextEdits(text, fix.edits));
  }
  if (other !== undefined) showSource(other.file, { offset: other.start });
}

/** `here` brings up the editor of the text `name`. */
export function showPlace(name: string, place: SourcePlace | undefined, here: () => void): void {
  if (place === undefined) return;
  if (place.file === name) {
    here();
    revealIn(place);
  } else showSource(place.file, { offset: place.start });
}
