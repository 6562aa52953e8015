/** The process that the host lives in, and the way into a browser window of it. */
import { z } from 'zod';
import { contract } from '../../remote-helper/rpc/contract.ts';
import { boardName } from './board.ts';

/** Characters: hundreds of panels. */
const layoutLimit = 256 * 1024;

/** Characters: the text of the largest plan and that of its file (text-file.ts), each as JSON writes it at worst. */
const draftLimit = 16 * 1024 * 1024;

export const windowContract = contract({
  'host.info': {
    input: z.object({}),
    output: z.object({
      pid: z.int(),
      version: z.string(),
      /** What it runs for: a desktop application, a browser's server, one command. */
      shell: z.enum(['electron', 'browser', 'command']),
      /** ISO 8601. */
      since: z.string(),
      /** The user's folder: where a file is that nobody says more of. */
      home: z.string(),
      /** Where a browser reaches it; only of a browser's server. */
      address: z.string().optional(),
    }),
  },
  /** Ends the host after its answer: sessions are closed, leases given back. `host.not-ours-to-stop` for `electron` and `command`. */
  'host.stop': { input: z.object({}), output: z.object({}) },
  /** A token that opens one browser window once, within a minute. `window.no-browser-shell` where no server runs. */
  'window.admit': { input: z.object({}), output: z.object({ address: z.string(), token: z.string() }) },
  /** How the workbench was laid out in the window that changed it last, as that window wrote it; absent: none has. */
  'window.layout': { input: z.object({}), output: z.object({ layout: z.string().optional() }) },
  'window.keepLayout': { input: z.object({ layout: z.string().max(layoutLimit) }), output: z.object({}) },
  /** What was written in windows and is in no file: by board, as the window that changed it last wrote it. */
  'window.drafts': {
    input: z.object({}),
    output: z.object({ drafts: z.array(z.object({ board: boardName, draft: z.string() })) }),
  },
  /** `draft` absent: there is none any more. `window.draft-not-kept` when it cannot be written. */
  'window.keepDraft': {
    input: z.object({ board: boardName, draft: z.string().max(draftLimit).optional() }),
    output: z.object({}),
  },
  /** Answers when the token has opened a window (`entered`), or can no more. */
  'window.entered': {
    input: z.object({ token: z.string() }),
    output: z.object({ entered: z.boolean() }),
    deadlineMs: 0,
  },
});
