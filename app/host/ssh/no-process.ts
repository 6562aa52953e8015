/** A board that can start no more processes: what its programs say then, and how the tool says it. Pure. */
import { type ProblemError, problem } from '../../../remote-helper/rpc/problem.ts';

/**
 * dash: "Cannot fork"; busybox: "can't fork", "vfork: Resource temporarily unavailable"; bash: "fork: retry"; sudo: "unable to fork";
 * node: an assertion about uv_thread_create.
 */
const words =
  /can(?:'|no)t v?fork|unable to fork|fork: retry|uv_thread_create|pthread_create|Resource temporarily unavailable/i;

export function saysNoProcess(said: string): boolean {
  return words.test(said);
}

export function noProcess(host: string, said: string, data: Readonly<Record<string, unknown>> = {}): ProblemError {
  const line = said.split('\n').find(saysNoProcess)?.trim() ?? '';
  return problem('board.no-process', `${host} can start no more processes${line === '' ? '.' : `: ${line}`}`, {
    hint: noProcessHint,
    data: { ...data, said: said.slice(-1_000) },
  });
}

export const noProcessHint =
  'Something on the board starts processes without end, or pid_max, a cgroup or a limit of the user is reached: look at ps, and at ulimit -u there. Reboot it when even that cannot be started.';
