/** The line that loads the module as the plan wants it, and how it differs from what is loaded. */
import type { BoardState } from '../../contract/state.ts';
import { insmodLine, moduleParameters, type Parameter } from '../../plan/parameters.ts';
import { parseQuantity } from '../../plan/quantity.ts';
import type { Plan } from '../../plan/schema.ts';
import { CommandLine } from '../components/command-line.tsx';

interface Difference {
  readonly name: string;
  readonly planned: string | undefined;
  readonly loaded: string | undefined;
}

/** Pure. Parameters that are not loaded as they are planned; those that nobody gave have the driver's own default. */
export function differences(planned: readonly Parameter[], loaded: Readonly<Record<string, string>>): Difference[] {
  const number = (value: string | undefined) => (value === undefined ? undefined : parseQuantity(value));
  const usual = (name: string) => (name.endsWith('_option') ? 2n : name === 'info_enable' ? 1n : 0n);
  const names = new Set([...planned.map(({ name }) => name), ...Object.keys(loaded)]);
  return [...names].sort().flatMap((name) => {
    const [now, wanted] = [loaded[name], planned.find((each) => each.name === name)?.value];
    const same = (number(now) ?? usual(name)) === (number(wanted) ?? usual(name));
    return same ? [] : [{ name, planned: wanted, loaded: now }];
  });
}

export function LoadingSection({
  plan,
  state: { board, driver, connection },
}: {
  plan: Plan | undefined;
  state: BoardState;
}) {
  if (plan === undefined) {
    return <p className="muted">The line is shown once the plan says a whole one.</p>;
  }
  const planned = moduleParameters(plan);
  if (plan.module.from === 'loaded') return <p className="muted">The module is left as it is loaded.</p>;
  const differing = driver === undefined ? [] : differences(planned, driver.parameters);
  return (
    <>
      <CommandLine command={insmodLine(planned)} />
      {connection.state === 'open' && (
        <p className="small muted">
          {driver === undefined
            ? `No driver is loaded on ${board.name}.`
            : differing.length === 0
              ? `${board.name} has it loaded with these parameters.`
              : `${board.name} has it loaded with others, and is to load it again:`}
        </p>
      )}
      {differing.length > 0 && (
        <table className="form-table form-differences" aria-label="Parameters that differ">
          <thead>
            <tr>
              <th scope="col">Parameter</th>
              <th scope="col">Plan</th>
              <th scope="col">Loaded now</th>
            </tr>
          </thead>
          <tbody>
            {differing.map(({ name, planned: wanted, loaded }) => (
              <tr key={name}>
                <th scope="row" className="mono">
                  {name}
                </th>
                <td className="mono">{wanted ?? 'not given'}</td>
                <td className="mono">{loaded ?? 'not given'}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </>
  );
}
