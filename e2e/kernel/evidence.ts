/** docs/evidence/kernel-conformance.md, as text. Pure. */
import type { TapTest } from './tap.ts';

export interface BoardEvidence {
  /** Architecture and series, such as `arm64-6.1`. */
  readonly name: string;
  /** As `uname -r` on the board says. */
  readonly release: string;
  readonly tests: readonly TapTest[];
}

const notCovered = `- Coherence. An emulated board has no caches; the rows *cache instructions* show which instructions ran and how many, not
  what a processor's caches made of them.
- The addresses of cache instructions. They are counted, and the counts at cut lines differ from those of any other range.
- The outer cache of armv7 (this board has none), a 32-bit kernel with LPAE, riscv64: no board here has them.
- Removal by a device-tree overlay: Debian's kernels have no OF_OVERLAY. Unbinding takes the same way through the driver.
- A kernel with lockdep, KASAN and kmemleak: Debian's kernels have none of them.
- A machine without any way to maintain caches (\`forcing cache off\`), and the PMEM API fallback: both architectures have a
  backend of their own.
- That lockdown refuses the address parameters (\`module_param_hw\`): it refuses an unsigned module before.
- Suspend: the interface promises nothing.
`;

function sectionOf(name: string): string {
  return name.startsWith('32-bit caller: ') ? '32-bit caller' : (name.split(': ', 1)[0] ?? name);
}

function count(tests: readonly TapTest[]): string {
  const failed = tests.filter(({ passed }) => !passed).length;
  const skipped = tests.filter((test) => test.skipped !== undefined).length;
  const passed = tests.length - failed - skipped;
  const more = [failed > 0 ? `${failed} failed` : '', skipped > 0 ? `${skipped} skipped` : ''].filter(
    (text) => text !== '',
  );
  return [String(passed), ...more].join(', ');
}

/** `commit` is what was tested, as git names it. */
export function evidence(boards: readonly BoardEvidence[], commit: string, date: Date): string {
  const sections = [...new Set(boards.flatMap(({ tests }) => tests.map(({ name }) => sectionOf(name))))];
  const row = (...cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  const rows = sections.map((section) =>
    row(
      section,
      ...boards.map(({ tests }) => {
        const here = tests.filter(({ name }) => sectionOf(name) === section);
        return here.length === 0 ? '' : count(here);
      }),
    ),
  );
  const skips = boards.flatMap(({ name, tests }) =>
    tests.flatMap((test) => (test.skipped === undefined ? [] : [`- ${name}: ${test.name}: ${test.skipped}`])),
  );
  const failures = boards.flatMap(({ name, tests }) =>
    tests.flatMap((test) => (test.passed ? [] : [`- ${[name, test.name, ...test.notes].join(': ')}`])),
  );
  return `# The driver on real kernels

Made by \`make test-kernel\` on ${date.toISOString().slice(0, 10)} from commit ${commit}. Each board is emulated by QEMU
and runs a kernel of Debian. [kernel/tests](../../kernel/tests/README.md) says which row of the interface each section covers.

${row('tests passed', ...boards.map(({ name }) => name))}
${row('---', ...boards.map(() => '---'))}
${row('kernel', ...boards.map(({ release }) => release))}
${rows.join('\n')}
${row('**all**', ...boards.map(({ tests }) => `**${count(tests)}**`))}

## Not done on a board, and why
${skips.length === 0 ? '- nothing' : skips.join('\n')}

## Failed
${failures.length === 0 ? '- nothing' : failures.join('\n')}

## Not covered
${notCovered}`;
}
