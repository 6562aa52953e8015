/** Every command of the command line, in the order of `--help`. */
import type { Command } from './command.ts';
import { boardCommands } from './commands/board.ts';
import { cleanCommands } from './commands/clean.ts';
import { clientCommands } from './commands/client.ts';
import { completionCommand } from './commands/completion.ts';
import { deviceCommands } from './commands/device.ts';
import { dtCommands } from './commands/dt.ts';
import { dtApplyCommands } from './commands/dt-apply.ts';
import { dtExportCommands } from './commands/dt-export.ts';
import { dtLintCommands } from './commands/dt-lint.ts';
import { dtRehearseCommands } from './commands/dt-rehearse.ts';
import { emulatedCommands } from './commands/emulated.ts';
import { hostCommands } from './commands/host.ts';
import { logCommands } from './commands/log.ts';
import { memCommands } from './commands/mem.ts';
import { moduleCommands } from './commands/module.ts';
import { openCommand } from './commands/open.ts';
import { persistCommands } from './commands/persist.ts';
import { planCommands } from './commands/plan.ts';
import { planReportCommands } from './commands/plan-report.ts';
import { profileCommands } from './commands/profile.ts';
import { recentCommands } from './commands/recent.ts';
import { runtimeCommands } from './commands/runtime.ts';
import { serialCommands } from './commands/serial.ts';
import { serveCommand } from './commands/serve.ts';
import { settingsCommands } from './commands/settings.ts';
import { syncCommands } from './commands/sync.ts';
import { terminalCommands } from './commands/terminal.ts';

const working: readonly Command[] = [
  ...boardCommands,
  ...runtimeCommands,
  ...recentCommands,
  ...cleanCommands,
  ...profileCommands,
  ...logCommands,
  ...emulatedCommands,
  ...planCommands,
  ...planReportCommands,
  ...persistCommands,
  ...clientCommands,
  ...dtCommands,
  ...dtLintCommands,
  ...dtRehearseCommands,
  ...dtExportCommands,
  ...dtApplyCommands,
  ...moduleCommands,
  ...deviceCommands,
  ...memCommands,
  ...syncCommands,
  ...settingsCommands,
  ...terminalCommands,
  ...serialCommands,
  openCommand,
  serveCommand,
  ...hostCommands,
];
export const commands: readonly Command[] = [...working, completionCommand(() => commands)];
