/** The bootstrap as it travels: in an SSH command's text, where dropbear takes 9000 bytes. */

/** Drops lines that are comments or empty, and indentation; everything else is kept as it is. */
export function withoutComments(script: string): string {
  const lines = script.split('\n').map((line) => line.trim());
  return `${lines.filter((line) => line !== '' && !line.startsWith('#')).join('\n')}\n`;
}
