/** How long the page's own thread is held at a time, in its processor time: what other programs of the machine take is not counted. */
import type { Page } from 'playwright-core';
import { z } from 'zod';

const trace = z.object({
  traceEvents: z.array(
    z.object({
      name: z.string(),
      pid: z.number(),
      tid: z.number(),
      tdur: z.number().optional(),
      args: z
        .object({ name: z.string().optional(), data: z.object({ url: z.string().optional() }).loose().optional() })
        .loose()
        .optional(),
    }),
  ),
});

export interface Longest {
  /** Milliseconds of the longest task, whoever did what in it. */
  readonly task: number;
  /** Of the longest call into a script that is not Monaco's: a timer, an event, a message. */
  readonly own: number;
}

/** Of the main threads of all pages of the browser while this runs. */
export async function longestTask(page: Page, run: () => Promise<void>): Promise<Longest> {
  const browser = page.context().browser();
  if (browser === null) throw new Error('the page has no browser of its own');
  await browser.startTracing(page, { categories: ['toplevel', 'devtools.timeline', '__metadata'] });
  await run();
  const { traceEvents } = trace.parse(JSON.parse((await browser.stopTracing()).toString()));
  const threadOf = ({ pid, tid }: { pid: number; tid: number }) => `${pid}.${tid}`;
  const ofPages = new Set(
    traceEvents.filter(({ name, args }) => name === 'thread_name' && args?.name === 'CrRendererMain').map(threadOf),
  );
  const seen = traceEvents.filter((event) => ofPages.has(threadOf(event)));
  const tasks = seen.filter(({ name }) => name.endsWith('RunTask'));
  if (tasks.length === 0) throw new Error('nothing was traced');
  const calls = seen.filter(({ name, args }) => name === 'FunctionCall' && isOwn(args?.data?.url));
  const longest = (events: typeof seen) => Math.max(0, ...events.map(({ tdur = 0 }) => tdur)) / 1_000;
  return { task: longest(tasks), own: longest(calls) };
}

/** The page's scripts are named after what is in them. */
const isOwn = (url: string | undefined) => url?.startsWith('http') === true && !/\/monaco-[^/]*\.js$/.test(url);
