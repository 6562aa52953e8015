/** docs/keyboard.md, from the window's list of shortcuts. */
import { localKeys, shortcuts } from '../../app/renderer/frame/shortcut-list.ts';

/** Keys that are pressed together, as the page writes them. */
function chord(keys: readonly string[], mac: boolean): string {
  return keys.map((key) => `<kbd>${key === 'Mod' ? (mac ? '⌘' : 'Ctrl') : key}</kbd>`).join(' ');
}

function table(rows: readonly { readonly about: string; readonly shown: readonly string[] }[]): string {
  const lines = rows.map(({ about, shown }) => `| ${chord(shown, false)} | ${chord(shown, true)} | ${about} |`);
  return `| keys | on macOS | what they do |\n| --- | --- | --- |\n${lines.join('\n')}`;
}

/** The whole text of the page; `node resources/workstation/keyboard-reference.ts` writes it. */
export function keyboardPage(): string {
  return `# The keyboard

Made from the window's list (\`app/renderer/frame/shortcut-list.ts\`) by \`node resources/workstation/keyboard-reference.ts\`; a test fails
when this page is behind it. The same list is in the window's help (<kbd>F1</kbd>).

## Anywhere in the window

${table(shortcuts)}

<kbd>?</kbd> alone shows the shortcuts, too, where no text is being typed, unless the setting \`keys.questionMark\` is off
([settings](settings.md)).

## Where the focus is

Any of the keys of a line.

${table(localKeys)}
`;
}
