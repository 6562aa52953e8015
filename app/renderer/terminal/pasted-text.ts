/** Text of the clipboard on its way into a terminal. Pure. */

/**
 * Without what is no text: an escape in it could end the brackets by which a shell knows that it is pasted, and what follows would run
 * at once. Lines and tabs stay.
 */
export function pastedText(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is taken out
  return text.replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f]/g, '');
}
