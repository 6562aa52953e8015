/** Everything the host can do for a window or a command line. */
import { contract } from '../remote-helper/rpc/contract.ts';
import { boardContract } from './contract/board.ts';
import { cleanContract } from './contract/clean.ts';
import { clientContract } from './contract/client.ts';
import { deviceContract } from './contract/device.ts';
import { deviceTreeContract } from './contract/device-tree.ts';
import { emulatedContract } from './contract/emulated.ts';
import { logContract } from './contract/log.ts';
import { moduleContract } from './contract/module.ts';
import { persistContract } from './contract/persist.ts';
import { planContract } from './contract/plan.ts';
import { profileContract } from './contract/profile.ts';
import { recentContract } from './contract/recent.ts';
import { settingsContract } from './contract/settings.ts';
import { stateContract } from './contract/state.ts';
import { terminalContract } from './contract/terminal.ts';
import { textContract } from './contract/text-file.ts';
import { windowContract } from './contract/window.ts';

export const hostContract = contract({
  ...boardContract,
  ...cleanContract,
  ...emulatedContract,
  ...logContract,
  ...moduleContract,
  ...deviceContract,
  ...deviceTreeContract,
  ...planContract,
  ...persistContract,
  ...clientContract,
  ...profileContract,
  ...settingsContract,
  ...recentContract,
  ...stateContract,
  ...terminalContract,
  ...textContract,
  ...windowContract,
});
export type HostContract = typeof hostContract;
