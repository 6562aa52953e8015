/** Plans and device-tree sources of the host's machine. */
import type { Handlers } from '../../../remote-helper/rpc/contract.ts';
import type { textContract } from '../../contract/text-file.ts';
import { readBytesFile, readTextFile, writeTextFile, writeTextFiles } from '../text-file/text-file.ts';

export const textProcedures: Handlers<typeof textContract> = {
  'text.open': async ({ kind, path }) => ({ ...(await readTextFile(kind, path)) }),
  'text.save': async ({ kind, path, text, was }) => ({ ...(await writeTextFile(kind, path, text, was)) }),
  'text.saveAll': async ({ kind, files }) => ({ files: await writeTextFiles(kind, files) }),
  'text.bytes': async ({ path: written }) => {
    const { path, bytes } = await readBytesFile(written);
    return { output: { path }, bytes };
  },
};
