/** Runs a main module as Electron would: `node run.ts MAIN`, from a test, which is told of faults and asks over node's channel. */
import { registerHooks } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { runInThisContext } from 'node:vm';
import { faults } from './faults.ts';
import { called } from './record.ts';

export type ToTest =
  | { readonly kind: 'open'; readonly endpoint: string | undefined }
  | { readonly kind: 'answer'; readonly id: number; readonly ok: boolean; readonly value: unknown }
  | { readonly kind: 'end'; readonly faults: readonly string[] };
export type FromTest =
  | { readonly kind: 'evaluate'; readonly id: number; readonly source: string; readonly arg: unknown }
  | { readonly kind: 'quit' };

const main = process.argv[2];
if (main === undefined) throw new Error('run.ts MAIN');
const standIn = pathToFileURL(join(import.meta.dirname, 'electron.ts')).href;
registerHooks({
  resolve: (specifier, context, next) =>
    specifier === 'electron'
      ? { url: standIn, format: 'module-typescript', shortCircuit: true }
      : next(specifier, context),
});

const electron = await import('./electron.ts');
const { realApp } = await import('./app.ts');
const say = (message: ToTest) => process.send?.(message);
realApp.onExit = () => say({ kind: 'end', faults });

process.on('disconnect', () => realApp.exit(1));
process.on('message', async (message) => {
  const asked = message as FromTest;
  if (asked.kind === 'quit') {
    realApp.quit();
    return;
  }
  const { id, source, arg } = asked;
  try {
    const asFunction = runInThisContext(`(${source})`) as (members: object, arg: unknown) => unknown;
    say({ kind: 'answer', id, ok: true, value: await asFunction(electron, arg) });
  } catch (reason) {
    say({ kind: 'answer', id, ok: false, value: reason instanceof Error ? reason : new Error(String(reason)) });
  }
});
/** For tests of this tier: which handlers the application's code was called through. */
Object.assign(globalThis, { standInCalled: called });

// Electron is ready only when the main module has run to its end, so that a module that waits for it there waits for ever.
await import(pathToFileURL(main).href);
const endpoint = await realApp.becomeReady(async (options) => (await electron.dialog.showSaveDialog(options)).filePath);
say({ kind: 'open', endpoint });
