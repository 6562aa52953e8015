/** The plan that a command line names. */
import { readFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { problem } from '../../remote-helper/rpc/problem.ts';
import { fileFault } from './file-fault.ts';

const usualFile = 'bringup.yaml';

export interface PlanFile {
  readonly path: string;
  readonly shown: string;
  readonly text: string;
  readonly folder: string;
}

/** `named` or bringup.yaml of the current folder. Throws `plan.file-missing`. */
export async function readPlanFile(named: string | undefined): Promise<PlanFile> {
  const shown = named ?? usualFile;
  const path = resolve(shown);
  const text = await readFile(path, 'utf8').catch((cause: unknown) => {
    throw problem('plan.file-missing', `${shown} cannot be read: ${fileFault(cause)}.`, {
      hint: `plan new ${usualFile} writes a plan to start from.`,
      data: { path },
      cause,
    });
  });
  return { path, shown, text, folder: dirname(path) };
}
