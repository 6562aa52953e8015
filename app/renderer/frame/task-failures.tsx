/** Failures of what was asked for a board and has no place of its own. */
import { ProblemBanner } from '../components/banner.tsx';
import { Button } from '../components/button.tsx';
import { forgetFailure, useTasks } from '../host/tasks.ts';

export function TaskFailures({ keys }: { keys: readonly string[] }) {
  const failed = useTasks((tasks) => tasks.failed);
  return keys.map((key) => {
    const problem = failed[key];
    if (problem === undefined) return null;
    return (
      <ProblemBanner
        key={key}
        problem={problem}
        actions={<Button onClick={() => forgetFailure(key)}>Dismiss</Button>}
      />
    );
  });
}
