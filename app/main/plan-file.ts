/** A plan's text from a file that the user chose, without Electron. */
import { readFile, stat } from 'node:fs/promises';
import { basename, dirname } from 'node:path';
import { problem } from '../../remote-helper/rpc/problem.ts';

/** Bytes. A plan is written by hand; what is larger is another kind of file. */
const largest = 1 << 20;

/** Throws `plan.file-too-large`, before anything of it is read, or what reading threw. */
export async function readPlanFile(file: string): Promise<{ name: string; folder: string; text: string }> {
  const { size } = await stat(file);
  if (size > largest) {
    throw problem('plan.file-too-large', `${file} has ${size} bytes; a plan has at most ${largest}.`, {
      hint: 'Is it a plan? It is a text of some lines: plan new writes one.',
      data: { file, size, largest },
    });
  }
  return { name: basename(file), folder: dirname(file), text: await readFile(file, 'utf8') };
}
