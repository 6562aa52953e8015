/** `plan client …`: programs that use a plan's regions. */
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { clientLanguage } from '../../contract/client.ts';
import type { Command } from '../command.ts';
import { openOutput } from '../output-file.ts';
import { readPlanFile } from '../plan-file.ts';

const languageName = { c: 'C', python: 'Python', rust: 'Rust' } as const;

export const clientCommands: readonly Command[] = clientLanguage.options.map((language) => ({
  words: `plan client ${language}`,
  about: `Write code in ${languageName[language]} that maps the plan’s regions and syncs them.`,
  example: `uiomem-studio plan client ${language} bringup.yaml --out src`,
  positionals: ['[FILE]'],
  options: {
    out: { value: 'FOLDER', about: 'where the files go; otherwise the current folder' },
    force: { about: 'replace files that are there' },
  },
  async run({ client, signal }, { positionals: [file], option, has }) {
    const { text, folder } = await readPlanFile(file);
    const result = await client.call('plan.client', { text, folder, language }, { signal });
    const out = option('out') ?? '.';
    await mkdir(out, { recursive: true });
    await using stack = new AsyncDisposableStack();
    // All of them or none: each is opened beside its place before the first one is put there.
    const outputs = [];
    for (const { path, text: code } of result.files) {
      const output = stack.use(await openOutput(join(out, path), { replace: has('force') }));
      await output.write(Buffer.from(code));
      outputs.push(output);
    }
    for (const output of outputs) await output.finish();
    return { result, text: result.files.map(({ path }) => `wrote ${join(out, path)}`).join('\n') };
  },
}));
