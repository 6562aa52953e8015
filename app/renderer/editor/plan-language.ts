/** What the editor offers while a plan is typed, and what it says of a key that is pointed at. */
import * as monaco from 'monaco-editor/editor/editor.api.js';
import { completionAt, hoverAt } from '../../plan/completion.ts';

export const planLanguageId = 'yaml';

export function registerPlanLanguage(): void {
  monaco.languages.registerCompletionItemProvider(planLanguageId, {
    triggerCharacters: [' ', '-', '{', ','],
    provideCompletionItems(model, position) {
      const offset = model.getOffsetAt(position);
      const found = completionAt(model.getValue(), offset);
      if (found === undefined) return { suggestions: [] };
      const range = monaco.Range.fromPositions(model.getPositionAt(found.from), position);
      const kind = monaco.languages.CompletionItemKind.Property;
      const suggestions = found.suggestions.map(({ label, insert, about }, index) => ({
        label,
        kind,
        range,
        documentation: about,
        insertText: insert,
        // The order of the schema, which is that of thinking.
        sortText: String(index).padStart(3, '0'),
        // The values of what was put in come next.
        ...(insert.endsWith(' ') && { command: { id: 'editor.action.triggerSuggest', title: 'Suggest' } }),
      }));
      return { suggestions };
    },
  });
  monaco.languages.registerHoverProvider(planLanguageId, {
    provideHover(model, position) {
      const found = hoverAt(model.getValue(), model.getOffsetAt(position));
      if (found === undefined) return null;
      const { key, about, values, usual } = found.field;
      const choices = values === undefined ? '' : `\n\nOne of ${values.map((each) => `\`${each}\``).join(', ')}.`;
      const missing = usual === undefined ? '' : ` Usually \`${usual}\`.`;
      return {
        range: monaco.Range.fromPositions(model.getPositionAt(found.from), model.getPositionAt(found.to)),
        contents: [{ value: `**${key}**: ${about}${choices}${missing}` }],
      };
    },
  });
}
