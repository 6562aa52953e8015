/** Test Anything Protocol, version 12, as kernel/tests prints it. Pure. */

export interface TapTest {
  readonly number: number;
  readonly name: string;
  readonly passed: boolean;
  /** Why it was not done, when it was not. */
  readonly skipped: string | undefined;
  /** The comment lines after it, without `# `. */
  readonly notes: readonly string[];
}

export interface TapRun {
  readonly tests: readonly TapTest[];
  /** What kept the run from being whole: a bail-out, a plan that does not fit, no plan. */
  readonly fault: string | undefined;
}

export function parseTap(text: string): TapRun {
  const tests: (TapTest & { notes: string[] })[] = [];
  let plan: number | undefined;
  let bail: string | undefined;
  for (const line of text.split('\n')) {
    const result = /^(not )?ok (\d+) - (.*?)(?: # SKIP (.*))?$/.exec(line);
    const planned = /^1\.\.(\d+)$/.exec(line);
    if (result !== null) {
      const [, not, number, name = '', skipped] = result;
      tests.push({ number: Number(number), name, passed: not === undefined, skipped, notes: [] });
    } else if (planned !== null) {
      plan = Number(planned[1]);
    } else if (line.startsWith('Bail out!')) {
      bail = line;
    } else if (line.startsWith('# ')) {
      tests.at(-1)?.notes.push(line.slice(2));
    }
  }
  if (bail !== undefined) return { tests, fault: bail };
  if (plan === undefined) return { tests, fault: `the run ended after test ${tests.length} without a plan` };
  if (plan !== tests.length) return { tests, fault: `${tests.length} tests of ${plan} were reported` };
  return { tests, fault: undefined };
}
