/** What stays on the board for its next boots: what the plan asks for, each file that it writes, and what no boot brings back. */
import type { Facts } from '../../plan/facts.ts';
import { type FileNow, notKept, type PreviewFile, persistPreview } from '../../plan/persist/preview.ts';
import type { Plan } from '../../plan/schema.ts';
import { CopyCommand } from '../components/command-line.tsx';
import { Icon } from '../components/icon.tsx';
import { printable } from '../components/printable.ts';
import { TextChanges } from '../components/text-changes.tsx';
import { persistShowCommand } from '../copied-commands/board.ts';
import { PlanRow } from './plan-row.tsx';

const nowWords: Readonly<Record<FileNow, string>> = {
  unknown: 'what is there is not known',
  new: 'nothing is there',
  same: 'it is there already',
  ours: 'one of an earlier plan is there',
  changed: 'there is one that was changed since the tool wrote it',
  foreign: 'one of somebody else is there',
};

const outcomeWords: Readonly<Record<PreviewFile['outcome'], readonly [text: string, icon: string]>> = {
  written: ['written', 'diff-added'],
  stays: ['stays', 'check'],
  goes: ['taken away', 'diff-removed'],
  refused: ['refused', 'error'],
};

export function PersistSection({
  plan,
  facts,
  board,
  isSaid,
}: {
  /** Absent while the text does not say a whole one. */
  plan: Plan | undefined;
  facts: Facts | undefined;
  /** That is connected; absent: none is. */
  board: string | undefined;
  /** The plan has a part about it. */
  isSaid: boolean;
}) {
  return (
    <>
      <table className="form-table form-narrow">
        <tbody>
          <PlanRow
            path={['persist', 'boot']}
            label="Loaded at every boot"
            control={{ kind: 'switch', usual: isSaid }}
          />
          <PlanRow
            path={['persist', 'group']}
            label="Group that may use it"
            control={{ kind: 'text', placeholder: 'root alone' }}
          />
          <PlanRow
            path={['persist', 'dkms']}
            label="Built again by DKMS"
            control={{ kind: 'switch', usual: false }}
            note="For this kernel and for each that comes."
          />
          <PlanRow
            path={['persist', 'replace']}
            label="Others’ files give way"
            control={{ kind: 'switch', usual: false }}
            note="They come back on removal."
          />
        </tbody>
      </table>
      {plan !== undefined && (
        <>
          <p className="row row-wrap small muted">
            {facts === undefined
              ? 'Files that are written; what lies there on the board is not known.'
              : 'Files that are written, beside what lies there on the board.'}
            {board !== undefined && <CopyCommand command={persistShowCommand(board)} />}
          </p>
          <Files files={persistPreview(plan, facts)} />
        </>
      )}
      {plan !== undefined && <Lost plan={plan} facts={facts} />}
    </>
  );
}

function Files({ files }: { files: readonly PreviewFile[] }) {
  if (files.length === 0) return <p className="muted">No file is written.</p>;
  return (
    <ul className="persist-files" aria-label="Files for the next boots">
      {files.map((file) => (
        <li key={file.path}>
          <FileOf file={file} />
        </li>
      ))}
    </ul>
  );
}

/** Somebody else may have written it. */
const shown = (text: string) => text.split('\n').map(printable).join('\n');

function FileOf({ file: { path, about, text, now, outcome, before } }: { file: PreviewFile }) {
  const [word, icon] = outcomeWords[outcome];
  const head = (
    <>
      <span className="mono">{printable(path)}</span>{' '}
      <span className="form-value">
        <Icon name={icon} />
        {word}
      </span>{' '}
      <span className="small muted">{nowWords[now]}</span>
    </>
  );
  if (text === undefined && before === undefined) {
    return (
      <div className="persist-file">
        <p>{head}</p>
        <p className="small muted">{about}</p>
      </div>
    );
  }
  return (
    <details className="form-more persist-file">
      <summary>{head}</summary>
      <div className="stack">
        <p className="small muted">{about}</p>
        {before !== undefined && (
          <>
            <p className="small muted">From what is there to what would be:</p>
            <TextChanges label={`Changes of ${path}`} before={shown(before)} after={text ?? ''} />
          </>
        )}
        {text !== undefined && (
          <figure aria-label={`Content of ${path}`} className="stack">
            <figcaption className="small muted">What it would say:</figcaption>
            <pre className="persist-text">{text}</pre>
          </figure>
        )}
      </div>
    </details>
  );
}

function Lost({ plan, facts }: { plan: Plan; facts: Facts | undefined }) {
  const list = notKept(plan, facts);
  if (list.length === 0) return null;
  return (
    <section className="stack small" aria-label="What the next boot does not bring back">
      <h4>What the next boot does not bring back</h4>
      <ul className="form-devices">
        {list.map(({ what, why }) => (
          <li key={what}>
            {what} <span className="muted">{why}</span>
          </li>
        ))}
      </ul>
    </section>
  );
}
