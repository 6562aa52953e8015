/** A plan, by the name of its file: a command reads what was saved. */
import { tool } from './tool.ts';

const usualFile = 'bringup.yaml';

export const newPlanCommand = (board: string) => tool('plan', 'new', usualFile, '--from-board', '--board', board);
/** One to start from, that is of no board. */
export const blankPlanCommand = () => tool('plan', 'new', usualFile);
export const insmodPlanCommand = (line: string) => tool('plan', 'new', usualFile, '--insmod', line);

/** `board` absent: the plan by itself. `fix`: also mends what has one answer, in the file. */
export function lintCommand(file: string, board: string | undefined, fix = false): string {
  const by = board === undefined ? ['--offline'] : ['--board', board];
  return tool('plan', 'lint', file, ...(fix ? ['--fix'] : []), ...by);
}

export const stepsCommand = (file: string, board: string) => tool('plan', 'steps', file, '--board', board);

/** `resume`: goes on from one that was interrupted. */
export function applyCommand(file: string, board: string, resume = false): string {
  return tool('plan', 'apply', file, ...(resume ? ['--resume'] : []), '--board', board);
}

export const verifyCommand = (file: string, board: string) => tool('plan', 'verify', file, '--board', board);
export const rollbackCommand = (board: string) => tool('plan', 'rollback', '--board', board);
/** `output`: an HTML, Markdown or JSON file by its name. */
export const reportCommand = (board: string, output: string) =>
  tool('plan', 'report', '--board', board, '--output', output);
export const forgetPlanCommand = (file: string) => tool('recent', 'forget', file);
