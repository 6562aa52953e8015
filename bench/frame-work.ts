/** What a page costs its main thread, a frame at a time, as Chromium's own trace tells it. */
import type { Page } from 'playwright-core';

interface TraceEvent {
  readonly name: string;
  readonly ph: string;
  /** Microseconds. */
  readonly ts: number;
  readonly dur?: number;
  /** Of which the thread had a processor. */
  readonly tdur?: number;
  readonly pid: number;
  readonly tid: number;
}

/**
 * Milliseconds of work on the page's main thread for each frame that it made while `work` ran: all tasks between one frame's
 * begin and the next one's.
 */
export async function frameWork(page: Page, work: () => Promise<void>): Promise<number[]> {
  return perFrame(mainThread(await traced(page, work)));
}

export interface Task {
  /** Milliseconds by the clock: during one the page answers nobody. */
  readonly time: number;
  /** Milliseconds of them that the thread had a processor: the rest it waited for one. */
  readonly work: number;
}

/** What the page's main thread did while `work` ran. */
export async function tasksOf(page: Page, work: () => Promise<void>): Promise<Task[]> {
  return mainThread(await traced(page, work)).tasks.map(({ dur = 0, tdur = 0 }) => ({
    time: dur / 1000,
    work: tdur / 1000,
  }));
}

async function traced(page: Page, work: () => Promise<void>): Promise<TraceEvent[]> {
  const browser = page.context().browser();
  if (browser === null) throw new Error('the page has no browser to trace');
  // Of the browser: the trace is of all its processes.
  const cdp = await browser.newBrowserCDPSession();
  const events: TraceEvent[] = [];
  cdp.on('Tracing.dataCollected', ({ value }: { value: unknown[] }) => void events.push(...(value as TraceEvent[])));
  try {
    await cdp.send('Tracing.start', {
      transferMode: 'ReportEvents',
      traceConfig: { includedCategories: ['toplevel', 'devtools.timeline'] },
    });
    try {
      await work();
    } finally {
      const complete = new Promise((resolve) => cdp.once('Tracing.tracingComplete', resolve));
      await cdp.send('Tracing.end');
      await complete;
    }
    return events;
  } finally {
    await cdp.detach();
  }
}

interface Thread {
  /** When each frame began. */
  readonly frames: number[];
  readonly tasks: TraceEvent[];
}

/** Of the page that made the most frames. */
function mainThread(events: readonly TraceEvent[]): Thread {
  const threads = new Map<string, Thread>();
  for (const event of events) {
    const key = `${event.pid}:${event.tid}`;
    const thread = threads.get(key) ?? { frames: [], tasks: [] };
    threads.set(key, thread);
    if (event.name === 'AnimationFrame' && event.ph === 'b') thread.frames.push(event.ts);
    if (event.ph === 'X' && event.name === 'ThreadControllerImpl::RunTask') thread.tasks.push(event);
  }
  const [main] = [...threads.values()].sort((a, b) => b.frames.length - a.frames.length);
  if (main === undefined) throw new Error('the trace has no thread of a page');
  return main;
}

function perFrame({ frames, tasks }: Thread): number[] {
  if (frames.length < 2) return [];
  const begins = frames.toSorted((a, b) => a - b);
  const work = new Array<number>(begins.length - 1).fill(0);
  let frame = 0;
  for (const { ts, dur = 0 } of tasks.toSorted((a, b) => a.ts - b.ts)) {
    while (frame + 1 < begins.length && (begins[frame + 1] ?? 0) <= ts) frame += 1;
    if (ts + dur >= (begins[0] ?? 0) && frame < work.length) work[frame] = (work[frame] ?? 0) + dur / 1000;
  }
  return work;
}

/** The value that `share` (0 to 1) of the values do not exceed. */
export function percentile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  const found = sorted[Math.min(sorted.length - 1, Math.ceil(share * sorted.length) - 1)];
  if (found === undefined) throw new Error('percentile of nothing');
  return found;
}
