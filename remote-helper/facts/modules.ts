/** Loaded modules: `/proc/modules`, and what sysfs tells of ours. */
import type { BoardFiles } from '../board-files.ts';
import type { BoardFacts } from '../contract/facts.ts';
import { driverOf } from './loaded-driver.ts';

type LoadedModule = BoardFacts['modules'][number];

/** Lines of `name size references users state address`; users are comma-separated, `-` for none. */
export function parseModules(text: string): LoadedModule[] {
  const modules: LoadedModule[] = [];
  for (const line of text.split('\n')) {
    const [name, size, references, users] = line.split(' ');
    if (name === undefined || users === undefined || !/^\d+$/.test(size ?? '')) continue;
    modules.push({
      name,
      size: Number(size),
      references: /^\d+$/.test(references ?? '') ? Number(references) : 0,
      usedBy: users.split(',').filter((user) => user !== '' && user !== '-' && user !== '[permanent]'),
    });
  }
  return modules;
}

export async function readModules(files: BoardFiles): Promise<LoadedModule[]> {
  return parseModules((await files.text('/proc/modules')) ?? '');
}

/** The loaded uiomem module, or undefined when there is none (a driver built into the kernel included). */
export async function readUiomemModule(files: BoardFiles): Promise<BoardFacts['uiomem']> {
  const folder = '/sys/module/uiomem';
  const { files: names } = await files.entries(folder);
  if (!names.includes('initstate') && !names.includes('srcversion') && !names.includes('refcnt')) return undefined;
  const parameters: Record<string, string> = {};
  for (const name of await files.list(`${folder}/parameters`)) {
    const value = await files.text(`${folder}/parameters/${name}`);
    if (value !== undefined) parameters[name] = value;
  }
  const srcversion = await files.text(`${folder}/srcversion`);
  const devices = '/sys/class/uiomem';
  const versions = await Promise.all(
    (await files.list(devices)).map((name) => files.text(`${devices}/${name}/driver_version`)),
  );
  const told = versions.filter((each) => each !== undefined);
  // Not every driver has a MODULE_VERSION; all of them tell it in their class.
  const version = (await files.text(`${folder}/version`)) ?? told[0];
  const driver = driverOf({ ...(version !== undefined && { version }), parameters });
  return {
    ...(driver === undefined ? {} : { driver }),
    ...(version === undefined ? {} : { version }),
    ...(srcversion === undefined ? {} : { srcversion }),
    parameters,
  };
}
