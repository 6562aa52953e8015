/** What was synced from this window. */
import { hex } from '../../../remote-helper/contract/hex.ts';
import { sizeWords } from '../memory/size-words.ts';
import { ownerNames } from './direction-words.ts';
import { type SyncDone, useSyncHistory } from './sync-history.ts';

export function SyncHistoryList({ board, device }: { board: string; device: string }) {
  const history = useSyncHistory(board, device);
  const [newest] = history;
  return (
    <section className="sync-history" aria-label="Syncs of this window">
      <h4 className="small muted">Done here</h4>
      <p role="status" className="unseen">
        {newest === undefined ? '' : words(newest)}
      </p>
      {history.length === 0 && <p className="small muted">Nothing yet. Looking at memory never syncs.</p>}
      <ol className="small">
        {history.map((done) => (
          <li key={done.number}>
            <div className="row">
              <span className="mono muted">{clock(done.at)}</span>
              <span className="grow truncate">{done.command === 'for-cpu' ? 'for CPU' : 'for device'}</span>
              {done.after !== undefined && (
                <span>
                  {ownerNames[done.before]} → {ownerNames[done.after]}
                </span>
              )}
            </div>
            {done.problem === undefined ? (
              <p className="mono muted">
                +{hex(done.range.offset)}, {sizeWords(done.range.size)} · {done.words.map(hex).join(' ')} ·{' '}
                {done.milliseconds.toFixed(1)} ms
              </p>
            ) : (
              <p className="sync-failed" role="alert">
                {done.problem.message} {done.problem.hint} <span className="mono muted">{done.problem.id}</span>
              </p>
            )}
          </li>
        ))}
      </ol>
    </section>
  );
}

function words(done: SyncDone): string {
  const what = done.command === 'for-cpu' ? 'Sync for CPU' : 'Sync for device';
  return done.after === undefined ? `${what} failed` : `${what} done, owner ${ownerNames[done.after]}`;
}

function clock(at: number): string {
  const date = new Date(at);
  return [date.getHours(), date.getMinutes(), date.getSeconds()].map((part) => String(part).padStart(2, '0')).join(':');
}
