/** Hosts of ~/.ssh/config that can be boards, and where each is. */
import { problemOf } from '../../../remote-helper/rpc/problem.ts';
import type { SshHost } from '../../contract/board.ts';
import { hostNames } from './config/host-names.ts';
import { aroundHere, configHere, type RouteOptions, routeIn } from './route.ts';

/** Throws `ssh.config-unreadable`, `ssh.config-bad-line`. One that cannot be resolved says why. */
export async function sshHosts(options: RouteOptions = {}): Promise<SshHost[]> {
  const files = await configHere(options);
  const around = aroundHere(options);
  return hostNames(files).map((name) => {
    try {
      const { user, host, port } = routeIn({ name: 'board', host: name }, files, around).board;
      return { name, user, host, port };
    } catch (thrown) {
      return { name, problem: problemOf(thrown).message };
    }
  });
}
