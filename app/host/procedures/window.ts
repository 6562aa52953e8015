/** What a client can ask of the process that the host lives in. */
import { homedir } from 'node:os';
import type { Handlers } from '../../../remote-helper/rpc/contract.ts';
import { problem } from '../../../remote-helper/rpc/problem.ts';
import type { windowContract } from '../../contract/window.ts';
import { toolVersion } from '../one-host/greeting.ts';
import { keepDraft, readDrafts } from '../window/kept-drafts.ts';
import { readLayout, writeLayout } from '../window/kept-layout.ts';

/** What runs the host, and what it can do for its clients. */
export interface Shell {
  readonly kind: 'electron' | 'browser' | 'command';
  /** Where a browser reaches it. */
  readonly address?: string;
  /** Ends the process after the answer has left; absent where that is not a client's to say. */
  stop?(): void;
  /** A new way in for one browser window. */
  admit?(): { readonly address: string; readonly token: string };
  /** Resolves when the token was used (true) or can no more be. */
  entered?(token: string): Promise<boolean>;
}

export function windowProcedures(shell: Shell): Handlers<typeof windowContract> {
  const since = new Date().toISOString();
  return {
    'host.info': async () => ({
      pid: process.pid,
      version: toolVersion,
      shell: shell.kind,
      since,
      home: homedir(),
      ...(shell.address !== undefined && { address: shell.address }),
    }),
    'host.stop': async () => {
      if (shell.stop === undefined) {
        const what = shell.kind === 'electron' ? 'an application with windows' : 'one command';
        throw problem('host.not-ours-to-stop', `The host ${process.pid} belongs to ${what}.`, {
          hint: shell.kind === 'electron' ? 'Quit the application.' : 'It ends with the command.',
          data: { pid: process.pid, shell: shell.kind },
        });
      }
      shell.stop();
      return {};
    },
    'window.admit': async () => {
      if (shell.admit === undefined) throw noBrowserShell(shell);
      return shell.admit();
    },
    'window.layout': async () => {
      const layout = await readLayout();
      return layout === undefined ? {} : { layout };
    },
    'window.keepLayout': async ({ layout }) => {
      await writeLayout(layout);
      return {};
    },
    'window.drafts': async () => ({ drafts: await readDrafts() }),
    'window.keepDraft': async ({ board, draft }) => {
      await keepDraft(board, draft);
      return {};
    },
    'window.entered': async ({ token }) => {
      if (shell.entered === undefined) throw noBrowserShell(shell);
      return { entered: await shell.entered(token) };
    },
  };
}

function noBrowserShell({ kind }: Shell) {
  return problem('window.no-browser-shell', `The host ${process.pid} serves no browser.`, {
    hint: kind === 'electron' ? 'Use the windows of the application.' : 'uiomem-studio serve runs one that does.',
    data: { pid: process.pid, shell: kind },
  });
}
