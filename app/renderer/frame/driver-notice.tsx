/** A driver of ours is loaded, and is another than this tool would load: what that means, and the command that changes it. */
import type { BoardState } from '../../contract/state.ts';
import { driverDifference, reloadCommand } from '../../plan/driver-difference.ts';
import { Banner } from '../components/banner.tsx';
import { CommandLine } from '../components/command-line.tsx';

export function DriverNotice({ state: { board, driver, toolDriver } }: { state: BoardState }) {
  const difference = driverDifference(driver, toolDriver);
  if (driver === undefined || difference === undefined) return null;
  const { kind, id, message, hint } = difference;
  return (
    <Banner tone={kind === 'newer' ? 'info' : 'warn'} title={message} hint={hint} id={id}>
      <CommandLine command={reloadCommand(board.name, driver)} />
    </Banner>
  );
}
