/** The uiomem devices of a board as a table; when there are none, why, and what makes some. */
import { hex } from '../../../remote-helper/contract/hex.ts';
import type { BoardState, KnownDevice } from '../../contract/state.ts';
import { driverDifference } from '../../plan/driver-difference.ts';
import { driverName, ofAnother } from '../../plan/loaded-driver.ts';
import { Badge } from '../components/badge.tsx';
import { Button } from '../components/button.tsx';
import { EmptyState } from '../components/empty-state.tsx';
import { type Column, Table } from '../components/table.tsx';
import { loadCommand, unloadCommand } from '../copied-commands/board.ts';
import { openPanel } from '../dock/dock-store.ts';
import { cacheWord, directionWord, originWord, ownerWord, sizeWord } from './words.ts';

export function DeviceSection({ state: { board, devices, driver, toolDriver } }: { state: BoardState }) {
  const openPlan = () => openPanel({ kind: 'plan', board: board.name });
  if (devices === undefined) {
    return (
      <p role="status" className="muted">
        Looking for uiomem devices…
      </p>
    );
  }
  const module = (
    <Button icon="package" onClick={() => openPanel({ kind: 'module', board: board.name })}>
      Module
    </Button>
  );
  const plan = (
    <>
      <Button kind="primary" icon="file-code" onClick={openPlan}>
        Plan a bring-up
      </Button>
      {module}
    </>
  );
  if (devices.length === 0 && driver === undefined) {
    return (
      <EmptyState
        icon="package"
        title="The uiomem driver is not loaded"
        actions={plan}
        command={loadCommand(board.name)}
      >
        <p>
          A plan says which memory it is to give to user space, and does the rest. Or load the driver by hand: the
          command builds and uploads it when that is needed.
        </p>
        <p>Address and size are of memory that Linux does not use.</p>
      </EmptyState>
    );
  }
  if (devices.length === 0 && driver?.driver === 'other') {
    return (
      <EmptyState
        icon="package"
        title="Another module called uiomem is loaded"
        actions={module}
        command={unloadCommand(board.name)}
      >
        <p>
          It has none of the driver’s parameters, so it is something else of that name; while it is loaded the driver
          cannot be.
        </p>
      </EmptyState>
    );
  }
  if (devices.length === 0) {
    return (
      <EmptyState
        icon="layers"
        title="The driver is loaded and has no region"
        actions={plan}
        command={`${unloadCommand(board.name)} && ${loadCommand(board.name)}`}
      >
        <p>
          Regions come from parameters at loading, or from nodes of the device tree that are compatible with
          ikwzm,uiomem. Neither gave one: the kernel’s log says when one was refused.
        </p>
      </EmptyState>
    );
  }
  const columns: readonly Column<KnownDevice>[] = [
    {
      title: 'Device',
      cell: ({ device }) => (
        <Button
          kind="quiet"
          icon="circuit-board"
          onClick={() => openPanel({ kind: 'device', board: board.name, name: device.name })}
        >
          {device.name}
        </Button>
      ),
    },
    { title: 'Address', mono: true, cell: ({ device }) => hex(device.address) },
    { title: 'Size', mono: true, right: true, cell: ({ device }) => sizeWord(device.size) },
    { title: 'Cache', cell: ({ device }) => cacheWord(device) },
    { title: 'Owner', cell: ({ device }) => ownerWord(device.sync) },
    { title: 'Direction', cell: ({ device }) => directionWord(device.sync) },
    { title: 'Content', cell: ({ content }) => content ?? 'not known' },
    {
      title: 'From',
      cell: ({ device }) => (
        <span className="cell-cut truncate" title={originWord(device.origin)}>
          {originWord(device.origin)}
        </span>
      ),
    },
  ];
  return (
    <section className="stack" aria-label="Devices">
      <div className="section-head">
        <h3>Devices</h3>
        <span className="muted small">
          {devices.length} {devices.length === 1 ? 'device' : 'devices'}
        </span>
        {driver !== undefined && <DriverBadge driver={driver} toolDriver={toolDriver} />}
        <span className="grow" />
        {module}
        <Button icon="file-code" onClick={openPlan}>
          Plan
        </Button>
      </div>
      <Table label={`Devices of ${board.name}`} columns={columns} rows={devices} rowKey={({ device }) => device.name} />
    </section>
  );
}

const differences = { older: 'older', newer: 'newer', build: 'other build of the' };

/** Whose driver it is: another's is worked with, and never taken for the tool's own, nor another one of ours for the tool's. */
function DriverBadge({ driver, toolDriver }: Required<Pick<BoardState, 'driver' | 'toolDriver'>>) {
  if (driver === undefined) return null;
  const difference = driverDifference(driver, toolDriver);
  const name = difference === undefined ? driverName(driver) : `${differences[difference.kind]} ${driverName(driver)}`;
  return ofAnother(driver) === true || difference !== undefined ? (
    <Badge tone="warn" icon="package">
      {name}
    </Badge>
  ) : (
    <span className="muted small">{name}</span>
  );
}
