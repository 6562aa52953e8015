/** A region of the plan: its values beside what is loaded now and what the next boot makes. */
import { useState } from 'react';
import type { BoardState } from '../../contract/state.ts';
import { loadedColumn, nextBootColumn, plannedColumn } from '../../plan/columns.ts';
import { readBack } from '../../plan/read-back.ts';
import type { Region } from '../../plan/schema.ts';
import { Button } from '../components/button.tsx';
import type { KnownFacts } from '../host/use-facts.ts';
import { CacheQuestions } from './cache-questions.tsx';
import { FieldFindings } from './field-findings.tsx';
import { isAt, isWithin, usePlanForm } from './form-context.ts';
import { type Columns, PlanRow } from './plan-row.tsx';
import { RegionPicker } from './region-picker.tsx';

const modes = [
  ['as-is', 'As the device’s cache policy'],
  ['non-cached', 'Non-cached'],
  ['write-combine', 'Write-combine'],
  ['dma-coherent', 'DMA-coherent'],
] as const;

const directions = [
  ['both', 'Both ways'],
  ['cpu-writes', 'CPU writes, device reads'],
  ['device-writes', 'Device writes, CPU reads'],
] as const;

/** Keys below a region that have a row; what is found elsewhere in it is told at its head. */
const rows = [
  'device load address size content cache shareable minor source'.split(' ').map((key) => [key]),
  'mode always offset size direction'.split(' ').map((key) => ['sync', key]),
].flat();

export function RegionSection({
  index,
  region,
  state,
  facts,
  onDuplicate,
}: {
  index: number;
  /** Absent while the plan as a whole does not say one. */
  region: Region | undefined;
  state: BoardState;
  facts: KnownFacts | undefined;
  /** Absent: there is no room for one more. */
  onDuplicate: (() => void) | undefined;
}) {
  const { form, findings, readOnly, edit } = usePlanForm();
  const [picking, setPicking] = useState<'map' | 'profile' | undefined>();
  const at = ['regions', index];
  const device = form.written([...at, 'device']) ?? '';
  const called = device === '' ? `region ${index + 1}` : device;
  const loaded = state.devices?.find((known) => known.device.name === device);
  const next = facts === undefined ? undefined : nextBootColumn(device, facts.board);
  const columns: Columns = {
    planned: region === undefined ? undefined : plannedColumn(region),
    loaded: loaded === undefined ? undefined : loadedColumn(loaded.device),
    next: next !== undefined && 'why' in next ? undefined : (next as Columns['next']),
  };
  const isShown = (path: readonly (string | number)[]) => rows.some((row) => [...at, ...row].join() === path.join());
  const others = findings.filter((finding) => isWithin(finding, at) && !isShown(finding.path));
  const fromTree = form.written([...at, 'load']) === 'device-tree';
  const row = (key: string, label: string) => ({ path: [...at, key], label, of: called, columns });
  const sync = (key: string, label: string) => ({
    path: [...at, 'sync', key],
    label,
    of: called,
    columns,
    column: `sync.${key}`,
  });
  const hasSync = ['mode', 'always', 'offset', 'size', 'direction'].some(
    (key) =>
      form.written([...at, 'sync', key]) !== undefined || findings.some((each) => isAt(each, [...at, 'sync', key])),
  );
  return (
    <section className="form-section" aria-label={`Region ${called}`}>
      <div className="section-head">
        <h4 className="mono">{called}</h4>
        <span className="small muted">
          {loaded === undefined ? 'Not loaded.' : 'Loaded.'}{' '}
          {next === undefined ? '' : 'why' in next ? `Next boot: none. ${next.why}` : ''}
        </span>
        <span className="grow" />
        {onDuplicate !== undefined && (
          <Button icon="copy" disabled={readOnly} aria-label={`Duplicate ${called}`} onClick={onDuplicate}>
            Duplicate
          </Button>
        )}
        <Button
          icon="trash"
          disabled={readOnly}
          aria-label={`Remove ${called}`}
          onClick={() => edit([{ op: 'remove', path: at }])}
        >
          Remove
        </Button>
      </div>
      {picking !== undefined && (
        <RegionPicker
          index={index}
          called={called}
          state={state}
          facts={facts}
          first={picking}
          onClose={() => setPicking(undefined)}
        />
      )}
      <FieldFindings findings={others} />
      <table className="form-table">
        <thead>
          <tr>
            <th scope="col">
              <span className="unseen">Value</span>
            </th>
            <th scope="col">Plan</th>
            <th scope="col">Loaded now</th>
            <th scope="col">Next boot</th>
          </tr>
        </thead>
        <tbody>
          <PlanRow {...row('device', 'Device')} control={{ kind: 'text', required: true, placeholder: 'uiomem0' }} />
          <PlanRow
            {...row('load', 'Made by')}
            control={{
              kind: 'choice',
              usual: 'insmod',
              options: [
                ['insmod', 'Module parameters'],
                ['device-tree', 'A node of the device tree'],
              ],
            }}
          />
          <PlanRow
            {...row('address', 'Address')}
            control={{ kind: 'text', required: true, placeholder: '0x70000000' }}
            beside={
              <>
                <ReadBack written={form.written([...at, 'address'])} unit="address" />
                <Button
                  icon="map"
                  disabled={readOnly}
                  aria-label={`Pick on the map… the place of ${called}`}
                  onClick={() => setPicking('map')}
                >
                  Pick on the map…
                </Button>
                {form.written([...at, 'address']) === '' && facts !== undefined && (
                  <Button
                    disabled={readOnly}
                    aria-label={`From the board’s manual… the place of ${called}`}
                    onClick={() => setPicking('profile')}
                  >
                    From the board’s manual…
                  </Button>
                )}
              </>
            }
          />
          <PlanRow
            {...row('size', 'Size')}
            control={{ kind: 'text', required: true, placeholder: '256 KiB' }}
            beside={<ReadBack written={form.written([...at, 'size'])} unit="size" />}
          />
          <CacheQuestions
            at={at}
            called={called}
            board={state.board.name}
            region={region}
            facts={facts}
            columns={columns}
          />
          <PlanRow {...row('shareable', 'Shareable')} control={{ kind: 'switch', usual: false }} />
          {(fromTree || form.written([...at, 'minor']) !== undefined) && (
            <PlanRow {...row('minor', 'Minor')} control={{ kind: 'text', placeholder: 'any' }} />
          )}
          <PlanRow {...row('source', 'Taken from')} control={{ kind: 'text', placeholder: 'not said' }} />
        </tbody>
      </table>
      <details className="form-more" open={hasSync}>
        <summary>Sync attributes</summary>
        <table className="form-table">
          <tbody>
            <PlanRow
              {...sync('mode', 'O_SYNC mappings')}
              control={{ kind: 'choice', usual: 'non-cached', options: modes }}
            />
            <PlanRow {...sync('always', 'All mappings so')} control={{ kind: 'switch', usual: false }} />
            <PlanRow {...sync('offset', 'Sync offset')} control={{ kind: 'text', placeholder: '0' }} />
            <PlanRow {...sync('size', 'Sync size')} control={{ kind: 'text', placeholder: 'all of it' }} />
            <PlanRow
              {...sync('direction', 'Direction')}
              control={{ kind: 'choice', usual: 'both', options: directions }}
            />
          </tbody>
        </table>
      </details>
    </section>
  );
}

/** A number in the notations in which it is not written. */
function ReadBack({ written = '', unit }: { written: string | undefined; unit: 'address' | 'size' }) {
  const told = readBack(written, unit);
  return told === undefined ? null : <span className="form-read-back mono muted">= {told}</span>;
}
