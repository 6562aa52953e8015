/** `completion …`: what a shell needs to complete our words. */
import type { Command, ProcessCommand } from '../command.ts';
import { bashCompletion } from '../completion.ts';

export function completionCommand(commands: () => readonly Command[]): ProcessCommand {
  return {
    words: 'completion bash',
    about: 'Print a script by which bash completes commands, options and their values.',
    example: 'uiomem-studio completion bash > ~/.local/share/bash-completion/completions/uiomem-studio',
    positionals: [],
    async runAlone() {
      const script = bashCompletion(commands());
      return { result: { script }, text: script.trimEnd() };
    },
  };
}
