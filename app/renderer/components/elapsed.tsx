/** Time that goes by, in seconds and minutes. */
import { useEffect, useState } from 'react';

/** `0 s`, `59 s`, `1 min 05 s`, `2 h 03 min`. Never below zero, whatever two clocks say. */
export function durationText(milliseconds: number): string {
  const seconds = Math.max(0, Math.floor(milliseconds / 1000));
  if (seconds < 60) return `${seconds} s`;
  const two = (value: number) => String(value).padStart(2, '0');
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min ${two(seconds % 60)} s`;
  return `${Math.floor(seconds / 3600)} h ${two(Math.floor(seconds / 60) % 60)} min`;
}

/** Milliseconds since the epoch, anew each second. */
export function useNow(): number {
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 1000);
    return () => clearInterval(timer);
  }, []);
  return now;
}

/** Not a live region: a reader would be told each second. */
export function Elapsed({ since }: { since: number }) {
  return <span className="mono muted">{durationText(useNow() - since)}</span>;
}

/** Until an instant: `in 4 s`, `now`. */
export function Until({ at }: { at: number }) {
  const left = at - useNow();
  return <span className="mono">{left <= 0 ? 'now' : `in ${durationText(left + 999)}`}</span>;
}
