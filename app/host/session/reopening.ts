/** When a lost link is tried again, and after which failures trying again is of no use. */

/** Milliseconds before each try; the last one is used for all that follow. */
const pauses = [1_000, 2_000, 4_000, 8_000, 15_000, 30_000];
/** Of a pause, up or down: hosts that lost one board together do not come back together. */
const jitter = 0.2;

/** `failures`: tries that failed since the link was lost. `random`: 0 to 1. */
export function pauseBefore(failures: number, random: number): number {
  const pause = pauses[Math.min(failures, pauses.length - 1)] ?? 0;
  return Math.round(pause * (1 - jitter + 2 * jitter * random));
}

/** What only a person can mend: keys, secrets, rights, a board that was switched off on purpose. */
const lasting = [
  /^ssh\.(host-key|password|passphrase|authentication|identity|known-hosts|no-common-algorithm|answer|config|jump|name-unsafe)/,
  /^(sudo|privilege)\./,
  /^board\./,
  /^emulated\./,
  /^bootstrap\./,
  /^node\./,
  /^helper\.(architecture|not-built)$/,
];

export function mayMendItself(problemId: string): boolean {
  return !lasting.some((pattern) => pattern.test(problemId));
}
