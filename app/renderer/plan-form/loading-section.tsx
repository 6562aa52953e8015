/** The line that loads the module as the plan wants it, how it differs from what is loaded, and what loading it again does. */
import type { BoardState } from '../../contract/state.ts';
import { insmodLine, moduleParameters } from '../../plan/parameters.ts';
import { type DeviceOutcome, devicesAfterReload, type ParameterChange, parameterChanges } from '../../plan/reload.ts';
import type { Plan } from '../../plan/schema.ts';
import { CommandLine, CopyCommand } from '../components/command-line.tsx';
import { Icon } from '../components/icon.tsx';
import { loadPlannedCommand } from '../copied-commands/board.ts';
import { DeviceHolders } from './device-holders.tsx';

const changeWords: Readonly<Record<ParameterChange['change'], readonly [text: string, icon: string | undefined]>> = {
  comes: ['comes', 'diff-added'],
  goes: ['goes', 'diff-removed'],
  changes: ['changes', 'diff-modified'],
  stays: ['stays', undefined],
};

const outcomeWords: Readonly<Record<DeviceOutcome['outcome'], string>> = {
  again: 'comes back as it is, with the driver’s own sync attributes',
  changed: 'comes back as the plan has it',
  'by-node': 'comes back as its node of the device tree says',
  not: 'does not come back',
};

export function LoadingSection({
  plan,
  state: { board, driver, devices = [], connection },
}: {
  plan: Plan | undefined;
  state: BoardState;
}) {
  if (plan === undefined) {
    return <p className="muted">The line is shown once the plan says a whole one.</p>;
  }
  if (plan.module.from === 'loaded') return <p className="muted">The module is left as it is loaded.</p>;
  const planned = moduleParameters(plan);
  const isOpen = connection.state === 'open';
  const changes = isOpen && driver !== undefined ? parameterChanges(plan, driver) : [];
  const differing = changes.filter(({ change }) => change !== 'stays').length;
  const after = isOpen
    ? devicesAfterReload(
        plan,
        driver,
        devices.map(({ device }) => device),
      )
    : undefined;
  return (
    <>
      <CommandLine command={insmodLine(planned)} />
      {!isOpen ? (
        <p className="small muted">{board.name} is not connected: what it has loaded is not known.</p>
      ) : (
        <p className="row row-wrap small muted">
          {driver === undefined
            ? `No driver is loaded on ${board.name}.`
            : after === undefined
              ? `${board.name} has it loaded with these parameters.`
              : differing === 0
                ? `${board.name} has another driver loaded with these parameters, and is to load this one.`
                : `${board.name} has it loaded with others, and is to load it again:`}
          {(driver === undefined || after !== undefined) && (
            <CopyCommand command={loadPlannedCommand(board.name, planned, driver !== undefined)} />
          )}
        </p>
      )}
      {differing > 0 && (
        <table className="form-table form-differences" aria-label="Parameters, loaded and planned">
          <thead>
            <tr>
              <th scope="col">Parameter</th>
              <th scope="col">Loaded now</th>
              <th scope="col">Plan</th>
              <th scope="col">Change</th>
            </tr>
          </thead>
          <tbody>
            {changes.map(({ name, planned: wanted, loaded, change }) => {
              const [word, icon] = changeWords[change];
              return (
                <tr key={name} className={change === 'stays' ? 'muted' : ''}>
                  <th scope="row" className="mono">
                    {name}
                  </th>
                  <td className="mono">{loaded ?? 'not given'}</td>
                  <td className="mono">{wanted ?? 'not given'}</td>
                  <td>
                    <span className="form-value">
                      {icon !== undefined && <Icon name={icon} />}
                      {word}
                    </span>
                  </td>
                </tr>
              );
            })}
          </tbody>
        </table>
      )}
      {after !== undefined && <Reload board={board.name} after={after} />}
    </>
  );
}

function Reload({ board, after }: { board: string; after: readonly DeviceOutcome[] }) {
  return (
    <section className="stack small" aria-label="What a reload does">
      <p>
        The module is unloaded first: its devices go, with every mapping and open file of them. Views of this tool are
        closed; another program that has a device of {board} open keeps the module loaded, and is named.
      </p>
      {after.length === 0 ? (
        <p className="muted">No device of it is there.</p>
      ) : (
        <ul className="form-devices">
          {after.map(({ name, outcome }) => (
            <li key={name}>
              <span className="mono">{name}</span> {outcomeWords[outcome]}.
            </li>
          ))}
        </ul>
      )}
      {after.length > 0 && <DeviceHolders board={board} devices={after.map(({ name }) => name)} />}
    </section>
  );
}
