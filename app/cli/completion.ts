/** A completion script for bash, from the commands themselves: words, options, choices; else files. */
import { commonOptions } from './arguments.ts';
import type { Command, Option } from './command.ts';

/** Pure text; bash reads it with `source <(uiomem-studio completion bash)`. */
export function bashCompletion(commands: readonly Command[]): string {
  const nexts = new Map<string, Set<string>>();
  for (const { words } of commands) {
    const parts = words.split(' ');
    parts.forEach((part, index) => {
      const before = parts.slice(0, index).join(' ');
      nexts.set(before, (nexts.get(before) ?? new Set()).add(part));
    });
  }
  const wordCases = [...nexts].map(([before, after]) => `    "${before}") next="${[...after].join(' ')}" ;;`);
  const optionCases = commands.map(({ words, options }) => {
    const names = Object.keys({ ...options, ...commonOptions }).map((name) => `--${name}`);
    return `    "${words}") options="${names.join(' ')}" ;;`;
  });
  const choices = commands.flatMap(({ words, options }) =>
    Object.entries<Option>(options ?? {}).flatMap(([name, option]) =>
      option.choices === undefined ? [] : [`    "${words} --${name}") next="${option.choices.join(' ')}" ;;`],
    ),
  );
  return `# bash completion for uiomem-studio: source <(uiomem-studio completion bash)
_uiomem_studio() {
  local current=\${COMP_WORDS[COMP_CWORD]} last=\${COMP_WORDS[COMP_CWORD-1]} words='' next='' options='' at word
  COMPREPLY=()
  for ((at = 1; at < COMP_CWORD; at += 1)); do
    word=\${COMP_WORDS[at]}
    [ "$word" != --board ] || { at=$((at + 1)); continue; }
    case $word in -*) continue ;; esac
    case "\${words:+$words }$word" in
${[
  ...new Set(
    commands.flatMap(({ words }) => words.split(' ').map((_, index, parts) => parts.slice(0, index + 1).join(' '))),
  ),
]
  .map((words) => `    "${words}") words="${words}" ;;`)
  .join('\n')}
    *) break ;;
    esac
  done
  case "$words" in
${wordCases.join('\n')}
  esac
  case "$words" in
${optionCases.join('\n')}
  esac
  case "$words $last" in
${choices.join('\n')}
  esac
  case $current in
  -*) mapfile -t COMPREPLY < <(compgen -W "$options" -- "$current") ;;
  *)
    mapfile -t COMPREPLY < <(compgen -W "$next" -- "$current")
    [ -n "$next" ] || mapfile -t COMPREPLY < <(compgen -f -- "$current")
    ;;
  esac
}
complete -o filenames -F _uiomem_studio uiomem-studio
`;
}
