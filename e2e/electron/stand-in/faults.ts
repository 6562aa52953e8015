/** What went wrong inside the stand-in, or was asked of it and cannot be done: the test that started it fails with these. */
export const faults: string[] = [];

export function fault(reason: unknown): void {
  const text = reason instanceof Error ? (reason.stack ?? reason.message) : String(reason);
  faults.push(text);
  process.stderr.write(`stand-in: ${text}\n`);
}
