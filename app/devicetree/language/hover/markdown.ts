/** What is said beside a text, as the editor's markdown takes it. */

/** In a code span: what a text says is never markup. */
export function code(text: string): string {
  const shown = text.replaceAll(/[`\s]+/g, ' ').trim();
  return shown === '' ? '' : `\`${shown}\``;
}

export function list(lines: readonly string[]): string {
  return lines.map((line) => `- ${line}`).join('\n');
}
