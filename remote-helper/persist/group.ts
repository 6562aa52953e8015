/**
 * One line of /etc/group (and of gshadow, where there is one), changed in a copy that takes the file's place, under the lock
 * that shadow's own programs take (link(2) to /etc/group.lock, group(5) and shadow's lib/commonio.c). groupadd and addgroup do
 * the same and leave copies of the old files behind; this leaves none.
 */
import { readFile, rm, writeFile } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';
import { problem } from '../rpc/problem.ts';
import { type FoundFile, findFile, writeWhole } from './whole-file.ts';

/** SYS_GID_MIN and SYS_GID_MAX of login.defs(5), where nothing else is said. */
const systemIds = { lowest: 100, highest: 999 } as const;

export interface Group {
  readonly name: string;
  readonly gid: number;
}

interface GroupLine extends Group {
  readonly members: readonly string[];
}

/** `name:password:gid:member,member` (group(5)). */
export function parseGroups(text: string): GroupLine[] {
  return text.split('\n').flatMap((line) => {
    const [name, , gid, members = ''] = line.split(':');
    if (name === undefined || name === '' || !/^\d+$/.test(gid ?? '')) return [];
    return [{ name, gid: Number(gid), members: members.split(',').filter((each) => each !== '') }];
  });
}

/** The highest id for the system that neither a group nor a user has. Undefined when all are taken. */
export function freeId(groups: readonly Group[], passwd: string): number | undefined {
  const taken = new Set([
    ...groups.map(({ gid }) => gid),
    ...passwd.split('\n').map((line) => Number(line.split(':')[3])),
  ]);
  for (let gid: number = systemIds.highest; gid >= systemIds.lowest; gid -= 1) if (!taken.has(gid)) return gid;
  return undefined;
}

export class GroupFile {
  readonly #etc: string;

  /** `root`: what stands for `/`. */
  constructor(root: string) {
    this.#etc = `${root}/etc`;
  }

  async find(name: string): Promise<GroupLine | undefined> {
    const { bytes } = await this.#file('group');
    return parseGroups(bytes.toString()).find((each) => each.name === name);
  }

  /** An id for a group that is not there yet. Throws `persist.no-group-id`. */
  async choose(): Promise<number> {
    const { bytes } = await this.#file('group');
    const passwd = await findFile(`${this.#etc}/passwd`);
    const users = passwd === undefined || passwd === 'other' ? '' : passwd.bytes.toString();
    const gid = freeId(parseGroups(bytes.toString()), users);
    if (gid === undefined) {
      throw problem('persist.no-group-id', 'Every group id of the system (100 to 999) is taken on the board.', {
        hint: 'Make the group yourself, then name it in the plan.',
      });
    }
    return gid;
  }

  /** Adds it; there already with that id: nothing. Throws `persist.group-busy`, and what writing throws. */
  async add({ name, gid }: Group): Promise<void> {
    await this.#locked(async () => {
      if ((await this.find(name)) !== undefined) return;
      await this.#change('group', (text) => `${ended(text)}${name}:x:${gid}:\n`);
      await this.#change('gshadow', (text) => `${ended(text)}${name}:!::\n`);
    });
  }

  /** `kept`: it has members or another id now, so somebody uses it. `over`: members do not matter. */
  async remove({ name, gid }: Group, over: boolean): Promise<'removed' | 'gone' | 'kept'> {
    return await this.#locked(async () => {
      const found = await this.find(name);
      if (found === undefined) return 'gone';
      if (found.gid !== gid || (found.members.length > 0 && !over)) return 'kept';
      const without = (text: string) =>
        text
          .split('\n')
          .filter((line) => !line.startsWith(`${name}:`))
          .join('\n');
      await this.#change('gshadow', without);
      await this.#change('group', without);
      return 'removed';
    });
  }

  async #change(name: 'group' | 'gshadow', edit: (text: string) => string): Promise<void> {
    const file = await findFile(`${this.#etc}/${name}`);
    if (file === undefined || file === 'other') return;
    // latin1 keeps every byte as it is.
    await writeWhole(`${this.#etc}/${name}`, Buffer.from(edit(file.bytes.toString('latin1')), 'latin1'), file);
  }

  async #file(name: string): Promise<FoundFile> {
    const found = await findFile(`${this.#etc}/${name}`);
    if (found !== undefined && found !== 'other') return found;
    throw problem('persist.no-group-file', 'The board has no file /etc/group: it knows no groups.', {
      hint: 'Leave the group out of the plan.',
    });
  }

  /** Throws `persist.group-busy` when another has the lock for three seconds. */
  async #locked<T>(work: () => Promise<T>): Promise<T> {
    const lock = `${this.#etc}/group.lock`;
    for (let tries = 0; ; tries += 1) {
      try {
        await writeFile(lock, `${process.pid}\0`, { flag: 'wx', mode: 0o600 });
        break;
      } catch (thrown) {
        const { code } = thrown as NodeJS.ErrnoException;
        // A place that cannot be written is told by the write itself.
        if (code !== 'EEXIST') return await work();
        if (await removeStale(lock)) continue;
        if (tries === 30) {
          throw problem('persist.group-busy', 'Another program is changing /etc/group on the board.', {
            hint: 'When none is, remove /etc/group.lock.',
            data: { lock },
          });
        }
        await delay(100);
      }
    }
    try {
      return await work();
    } finally {
      await rm(lock, { force: true });
    }
  }
}

/** A lock of a process that is gone counts for nothing; it holds its writer's number. */
async function removeStale(lock: string): Promise<boolean> {
  const pid = Number.parseInt(await readFile(lock, 'utf8').catch(() => ''), 10);
  if (!(pid > 0)) return false;
  try {
    process.kill(pid, 0);
    return false;
  } catch (thrown) {
    if ((thrown as NodeJS.ErrnoException).code !== 'ESRCH') return false;
    await rm(lock, { force: true });
    return true;
  }
}

function ended(text: string): string {
  return text === '' || text.endsWith('\n') ? text : `${text}\n`;
}
