/**
 * One of several processes that want the lease of a folder: `racer.ts FOLDER WINS [kill]`. Each time it gets it, it makes a
 * file that only one may make at a time, removes it and gives the lease back; at the end it prints how often the file was there
 * already. `kill`: it ends by SIGKILL while it holds the lease the last time.
 */
import { rmSync, writeFileSync } from 'node:fs';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { BoardLease } from '../board-lease.ts';

const [folder = '', wins = '', end] = process.argv.slice(2);
const lease = new BoardLease(`${folder}/lease`);
lease.introduce({ who: `racer ${process.pid}`, program: 'test' });
let intruded = 0;
for (let won = 0; won < Number(wins); ) {
  if (lease.take(false).held !== 'ours') {
    await nextTurn();
    continue;
  }
  won += 1;
  try {
    writeFileSync(`${folder}/inside`, '', { flag: 'wx' });
  } catch {
    intruded += 1;
  }
  lease.beforeChange();
  rmSync(`${folder}/inside`, { force: true });
  if (won === Number(wins)) {
    process.stdout.write(`${intruded}\n`, () => {
      if (end === 'kill') process.kill(process.pid, 'SIGKILL');
      lease.release();
    });
  } else {
    lease.release();
  }
}
