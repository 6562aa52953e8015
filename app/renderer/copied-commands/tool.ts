/** The commands of the tool that do what a button of a window does: *Copy as command*. The command line's own parser reads each in the tests. */

/** What a shell would split or expand is quoted; the ~ of a home it may expand. */
function word(text: string): string {
  return /^(~\/)?[A-Za-z0-9_./:@%+=,-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}

/** A line for a shell. Words that are undefined are left out. */
export function tool(...words: readonly (string | undefined)[]): string {
  return ['uiomem-studio', ...words.filter((each) => each !== undefined).map(word)].join(' ');
}
