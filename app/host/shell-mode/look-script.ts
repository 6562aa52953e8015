/** What is asked of a board in one round trip: a script of small functions, and its output as answers. Pure. */
import { shellQuote } from '../ssh/shell-quote.ts';

/**
 * `file`: its bytes. `folder`: its entries. `link`: the text of a link. `real`: the path with all links followed. `device`: a
 * character device. `programs`: what may be started in a folder. `room`: free space. `output`: of a program that changes nothing.
 */
export type Question =
  | { readonly kind: 'file' | 'folder' | 'link' | 'real' | 'device' | 'programs' | 'room'; readonly path: string }
  | { readonly kind: 'output'; readonly words: readonly string[] };

/** Bytes of a record by {@link keyOf}; undefined: asked, and there is no such thing. */
export type Answers = Map<string, Buffer | undefined>;

const letters = {
  file: 'f',
  folder: 'd',
  link: 'l',
  real: 'r',
  device: 'c',
  programs: 'x',
  room: 's',
  output: 'o',
} as const;

export function keyOf(question: Question): string {
  return `${letters[question.kind]} ${question.kind === 'output' ? question.words.join(' ') : question.path}`;
}

/**
 * Functions that print records: `MARKER LETTER PATH`, a newline, and the content up to the next marker. `MARKER - LETTER PATH` says
 * that there is none, also after a record whose content could not be read. Builtins where they do: a process costs a slow board
 * some milliseconds.
 */
export function lookFunctions(marker: string): string {
  return `M=${marker}
h() { printf '%s %s %s\\n' $M "$1" "$2"; }
no() { printf '%s - %s %s\\n' $M "$1" "$2"; }
f() { if [ -f "$1" ] && [ -r "$1" ]; then h f "$1"; cat "$1" 2>/dev/null || no f "$1"; else no f "$1"; fi; }
t() { if [ -f "$1" ] && [ -r "$1" ]; then h f "$1"; while IFS= read -r y || [ -n "$y" ]; do printf '%s\\n' "$y"; done <"$1"; else no f "$1"; fi; }
d() { if [ -d "$1" ]; then h d "$1"; for y in "\${1%/}"/* "\${1%/}"/.*; do z=\${y##*/}
case $z in . | ..) continue ;; esac
if [ -h "$y" ]; then printf 'f%s\\n' "$z"; elif [ -d "$y" ]; then printf 'd%s\\n' "$z"; elif [ -e "$y" ]; then printf 'f%s\\n' "$z"; fi; done
else no d "$1"; fi; }
l() { if [ -h "$1" ]; then h l "$1"; readlink "$1" || no l "$1"; else no l "$1"; fi; }
r() { if [ -e "$1" ]; then h r "$1"; readlink -f "$1" || no r "$1"; else no r "$1"; fi; }
c() { if [ -c "$1" ]; then h c "$1"; ls -lLnd "$1" 2>/dev/null || no c "$1"; else no c "$1"; fi; }
x() { h x "$1"; for y in "$1"/*; do [ -x "$y" ] && printf '%s\\n' "\${y##*/}"; done; }
s() { if [ -d "$1" ] && [ -w "$1" ]; then h s "$1"; df -Pk "$1" 2>/dev/null || no s "$1"; else no s "$1"; fi; }
o() { h o "$*"; "$@" 2>/dev/null || no o "$*"; }
`;
}

export function questionScript(question: Question): string {
  const words = question.kind === 'output' ? question.words : [question.path];
  return `${letters[question.kind]} ${words.map(shellQuote).join(' ')}\n`;
}

/** `marker`: the one that the script's functions print. What precedes the first record is dropped. */
export function parseAnswers(output: Buffer, marker: string): Answers {
  const answers: Answers = new Map();
  const starts: number[] = [];
  for (let at = output.indexOf(`${marker} `); at >= 0; at = output.indexOf(`${marker} `, at + 1)) starts.push(at);
  for (const [index, start] of starts.entries()) {
    const end = starts[index + 1] ?? output.length;
    const headEnd = output.indexOf(10, start);
    if (headEnd < 0 || headEnd >= end) continue;
    const head = output.toString('utf8', start + marker.length + 1, headEnd);
    if (head.startsWith('- ')) answers.set(head.slice(2), undefined);
    else answers.set(head, output.subarray(headEnd + 1, end));
  }
  splitMany(answers);
  return answers;
}

/** Records of many files that do not change: `sizes` is what `wc -c` said of them, `bytes` all their bytes in the same order. */
export const manyFiles = { sizes: 'sizes', bytes: 'bytes' } as const;

/** Takes {@link manyFiles} apart; sizes that do not add up to the bytes tell nothing. */
function splitMany(answers: Answers): void {
  for (const key of [...answers.keys()].filter((each) => each.startsWith(`${manyFiles.sizes} `))) {
    const sizes = answers.get(key)?.toString('utf8') ?? '';
    const bytesKey = key.replace(manyFiles.sizes, manyFiles.bytes);
    const bytes = answers.get(bytesKey);
    answers.delete(key);
    answers.delete(bytesKey);
    const files = [...sizes.matchAll(/^ *(\d+) (\/.*)$/gm)].map(([, size, path]) => ({ path, size: Number(size) }));
    if (bytes === undefined || files.reduce((sum, { size }) => sum + size, 0) !== bytes.length) continue;
    let at = 0;
    for (const { path, size } of files) {
      answers.set(`${letters.file} ${path}`, bytes.subarray(at, at + size));
      at += size;
    }
  }
}
