/** What stands in the way of applying a plan. */

/** Pure: why a plan cannot be applied now; undefined when it can. */
export function whyNot(now: {
  connected: boolean;
  held: boolean;
  running: boolean;
  errors: number;
}): string | undefined {
  if (!now.connected) return 'It can be applied when the board is connected.';
  if (now.held) return 'Another holds the board: it can be applied after taking over.';
  if (now.running) return 'An apply or a roll back is running.';
  if (now.errors > 0)
    return now.errors === 1
      ? 'An error keeps it from being applied.'
      : `${now.errors} errors keep it from being applied.`;
  return undefined;
}
