/** What is loaded on the board now, who holds it, and taking it away. */
import type { Holder } from '../../../remote-helper/contract/device.ts';
import type { Problem } from '../../../remote-helper/rpc/problem.ts';
import { moduleBefore } from '../../contract/module.ts';
import { driverDifference } from '../../plan/driver-difference.ts';
import { givenParameters, insmodLine, readable } from '../../plan/parameters.ts';
import { Banner, ProblemBanner } from '../components/banner.tsx';
import { Button } from '../components/button.tsx';
import { CopyCommand } from '../components/command-line.tsx';
import { type Column, Table } from '../components/table.tsx';
import { unloadCommand } from '../copied-commands/board.ts';
import { openPanel } from '../dock/dock-store.ts';
import { forgetFailure, useFailure } from '../host/tasks.ts';
import { type Stage, useBuilds } from './build-store.ts';
import { moduleKey } from './module-tasks.ts';
import type { ModuleParts } from './parts.ts';
import { loadedName } from './words.ts';

export function LoadedSection({ parts, problem }: { parts: ModuleParts; problem: Problem | undefined }) {
  const { state, locked, status, ask } = parts;
  const { board, driver, toolDriver, devices } = state;
  const difference = driverDifference(driver, toolDriver);
  const holders = status?.board?.holders ?? [];
  const others = holders.filter(({ ours }) => !ours);
  const given = givenParameters(driver?.parameters ?? {}).map(readable);
  return (
    <section className="stack" aria-label="Loaded now">
      <div className="section-head">
        <h3>Loaded now</h3>
        {driver === undefined && (
          <span className="muted">
            {devices === undefined
              ? `What ${board.name} has loaded is not known: it was not asked yet.`
              : `No uiomem driver is loaded on ${board.name}.`}
          </span>
        )}
        <span className="grow" />
        {driver !== undefined && (
          <>
            <Button
              icon="debug-restart"
              disabled={locked !== undefined || driver.driver === 'other'}
              title={locked}
              onClick={() => ask({ kind: 'reload' })}
            >
              Reload…
            </Button>
            <Button
              icon="debug-stop"
              disabled={locked !== undefined}
              title={locked}
              onClick={() => ask({ kind: 'unload' })}
            >
              Unload…
            </Button>
            <CopyCommand command={unloadCommand(board.name)} />
          </>
        )}
      </div>
      {problem !== undefined && <ProblemBanner problem={problem} tone="warn" />}
      <StageFailure parts={parts} stages={['unload', 'reload']} />
      {difference !== undefined && (
        <Banner
          tone={difference.kind === 'newer' ? 'info' : 'warn'}
          title={difference.message}
          hint={difference.hint}
          id={difference.id}
        />
      )}
      {driver !== undefined && (
        <>
          <dl className="facts">
            <div>
              <dt>Driver</dt>
              <dd>{loadedName(state)}</dd>
            </div>
            <div>
              <dt>Source version</dt>
              <dd className="mono">{driver.srcversion ?? 'not told'}</dd>
            </div>
            {toolDriver !== undefined && (
              <div>
                <dt>This tool’s</dt>
                <dd>
                  {toolDriver.version ?? 'not told'}
                  {toolDriver.builds[0] !== undefined && <span className="mono muted"> {toolDriver.builds[0]}</span>}
                </dd>
              </div>
            )}
            <div>
              <dt>Held by</dt>
              <dd>{status?.board === undefined ? 'not asked yet' : heldWords(holders)}</dd>
            </div>
          </dl>
          <code className="module-line">{insmodLine(given)}</code>
          {others.length > 0 && <Holders holders={others} />}
          {devices !== undefined && devices.length > 0 && (
            <div className="row row-wrap">
              {devices.map(({ device: { name } }) => (
                <Button
                  key={name}
                  kind="quiet"
                  icon="circuit-board"
                  onClick={() => openPanel({ kind: 'device', board: board.name, name })}
                >
                  {name}
                </Button>
              ))}
            </div>
          )}
        </>
      )}
    </section>
  );
}

function heldWords(holders: readonly Holder[]): string {
  const others = new Set(holders.filter(({ ours }) => !ours).map(({ pid }) => pid)).size;
  const tool = holders.some(({ ours }) => ours) ? ['this tool'] : [];
  const words = [...tool, ...(others === 0 ? [] : [`${others} ${others === 1 ? 'process' : 'processes'}`])];
  return words.length === 0 ? 'nobody' : words.join(' and ');
}

const holderColumns: readonly Column<Holder>[] = [
  { title: 'Process', cell: ({ command }) => command },
  { title: 'Number', mono: true, cell: ({ pid }) => String(pid) },
  { title: 'Device', mono: true, cell: ({ device }) => device },
];

function Holders({ holders }: { holders: readonly Holder[] }) {
  return (
    <>
      <p className="small muted">While these have a device open or mapped the driver cannot be unloaded:</p>
      <Table
        label="Who holds the devices"
        columns={holderColumns}
        rows={holders}
        rowKey={({ pid, device }) => `${pid} ${device}`}
      />
    </>
  );
}

/** How the newest work failed, where it belongs; after a reload that left no driver, with the way back. */
export function StageFailure({ parts, stages }: { parts: ModuleParts; stages: readonly Stage[] }) {
  const { state, tasks, locked } = parts;
  const { name } = state.board;
  const failure = useFailure(moduleKey(name));
  const stage = useBuilds((builds) => builds.stages[name]);
  if (failure === undefined || stage === undefined || !stages.includes(stage)) return null;
  const { data: before } = moduleBefore.safeParse(failure.data?.before);
  const file = before?.file;
  return (
    <ProblemBanner
      problem={failure}
      actions={
        <>
          {before !== undefined && file !== undefined && (
            <Button
              disabled={locked !== undefined}
              onClick={() =>
                void (before.loaded
                  ? tasks.replace({ file }, before.parameters)
                  : tasks.load({ file }, before.parameters))
              }
            >
              Put back what was loaded
            </Button>
          )}
          <Button onClick={() => forgetFailure(moduleKey(name))}>Dismiss</Button>
        </>
      }
    />
  );
}
