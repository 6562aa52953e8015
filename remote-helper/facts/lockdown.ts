/** Kernel lockdown: `[none] integrity confidentiality`, the brackets around the one in force. */
export function parseLockdown(text: string | undefined): string | undefined {
  return text === undefined ? undefined : /\[(\w+)\]/.exec(text)?.[1];
}
