/** *Report…*: what the newest apply of a board did, as a file or for the clipboard. */
import { useState } from 'react';
import type { Client } from '../../../remote-helper/rpc/contract.ts';
import type { BoardState } from '../../contract/state.ts';
import type { HostContract } from '../../contract.ts';
import { reportHtml } from '../../plan/report/html.ts';
import { reportMarkdown } from '../../plan/report/markdown.ts';
import type { Report } from '../../plan/report/report.ts';
import { Button } from '../components/button.tsx';
import { Menu } from '../components/menu.tsx';
import { reportCommand } from '../copied-commands/plan.ts';
import { useHost } from '../host/host-context.tsx';
import { runTask, useTask } from '../host/tasks.ts';
import { saveText } from '../plan/save-text.ts';

export const reportKey = (board: string) => `report:${board}`;

export function ReportMenu({ state: { board, connection, work } }: { state: BoardState }) {
  const host = useHost();
  const { name } = board;
  const task = useTask(reportKey(name));
  const [said, setSaid] = useState('');
  const file = `${name}-report`;
  const gather = async (use: (report: Report) => string) => {
    setSaid('');
    await gathered(host, name, (report) => setSaid(use(report)));
  };
  const save = (ending: string, type: string, write: (report: Report) => string) =>
    void gather((report) => {
      saveText(`${file}.${ending}`, write(report), type);
      return `Saved as ${file}.${ending}`;
    });
  return (
    <>
      <span role="status" className="small muted truncate">
        {task === undefined ? said : 'Gathering the report…'}
      </span>
      <Menu
        entries={[
          { label: 'Save as HTML', icon: 'save', run: () => save('html', 'text/html', reportHtml) },
          { label: 'Save as Markdown', icon: 'markdown', run: () => save('md', 'text/markdown', reportMarkdown) },
          'line',
          { label: 'Copy as Markdown', icon: 'copy', run: () => void copied(gather).then(setSaid) },
          {
            label: 'Copy as command',
            icon: 'terminal',
            run: () => void copiedText(reportCommand(name, `${file}.html`)).then(setSaid),
          },
        ]}
      >
        <Button
          icon="file-text"
          disabled={connection.state !== 'open' || work?.outcome === 'running' || task !== undefined}
        >
          Report…
        </Button>
      </Menu>
    </>
  );
}

/** Nothing is used of one that fails: the steps panel tells why. */
async function gathered(host: Client<HostContract>, board: string, use: (report: Report) => void): Promise<void> {
  await runTask(reportKey(board), `Gather the report of ${board}`, async (signal) => {
    use((await host.call('plan.report', { board }, { signal })).report);
  });
}

/** The clipboard is asked for at once, as long as the click counts; the text comes when it is there. */
async function copied(gather: (use: (report: Report) => string) => Promise<void>): Promise<string> {
  let text: string | undefined;
  const coming = gather((report) => {
    text = reportMarkdown(report);
    return '';
  }).then(() => {
    if (text === undefined) throw new Error('there is no report');
    return new Blob([text], { type: 'text/plain' });
  });
  return await navigator.clipboard.write([new ClipboardItem({ 'text/plain': coming })]).then(
    () => 'Copied as Markdown',
    () => (text === undefined ? '' : refused),
  );
}

async function copiedText(text: string): Promise<string> {
  return await navigator.clipboard.writeText(text).then(
    () => 'Copied as command',
    () => refused,
  );
}

const refused = 'The system did not let it be copied';
