/** Starts `serve` as a process of its own that outlives this one. */
import { spawn } from 'node:child_process';
import { mkdir, open, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { problem } from '../../../remote-helper/rpc/problem.ts';
import type { Hosts } from '../hosts.ts';
import { stateFolder } from './places.ts';

/** Seconds without a window or a command after which it ends by itself. */
const idleSeconds = 60;
/** A loaded computer starts it within a few seconds. */
const patienceMs = 20_000;

/** Resolves once it can be connected to. Throws `host.not-started` with what its log says. */
export async function startInBackground(hosts: Hosts, signal: AbortSignal): Promise<void> {
  const folder = stateFolder();
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const logFile = join(folder, 'serve.log');
  await using log = await open(logFile, 'w', 0o600);
  await log.chmod(0o600);
  const child = spawn(
    process.execPath,
    [...process.execArgv, process.argv[1] ?? '', 'serve', '--until-idle', String(idleSeconds)],
    { cwd: '/', detached: true, stdio: ['ignore', log.fd, log.fd] },
  );
  child.unref();
  let over = false;
  child.once('exit', () => {
    over = true;
  });
  child.once('error', () => {
    over = true;
  });
  for (const until = Date.now() + patienceMs; Date.now() < until; ) {
    signal.throwIfAborted();
    // Another one may have been first: then ours ended by itself, and that one is as good.
    const lastLook = over;
    if ((await hosts.find()) !== undefined) return;
    if (lastLook) break;
    await sleep(30, undefined, { signal });
  }
  const said = (await readFile(logFile, 'utf8').catch(() => '')).trim();
  throw problem(
    'host.not-started',
    `The host could not be started in the background.${said === '' ? '' : ` It said: ${said}`}`,
    {
      hint: 'uiomem-studio serve shows what it does.',
      data: { log: logFile },
    },
  );
}
