/** The file of the module that is loaded: without it an unload could not be taken back. */
import { createHash } from 'node:crypto';
import type { BoardFacts } from '../../../remote-helper/contract/facts.ts';
import { problem } from '../../../remote-helper/rpc/problem.ts';
import { givenParameters, type Parameter } from '../../plan/parameters.ts';
import { readModuleFile } from '../module/module-file.ts';
import { uploadedModules } from '../module/upload.ts';
import type { BoardSession } from '../session/session.ts';
import { shellQuote } from '../ssh/shell-quote.ts';

/** A module of ours has some 50 KiB; larger ones than this are not looked into. */
const mostBytes = 4 * 2 ** 20;

/**
 * Path, digest and parameters with which the loaded module can be loaded again. Looked for among the files that the tool
 * sent and where modprobe finds it; known by its srcversion. Throws `plan.no-way-back`.
 */
export async function loadedFile(
  session: BoardSession,
  loaded: NonNullable<BoardFacts['uiomem']>,
  signal?: AbortSignal,
): Promise<{ path: string; sha256: string; parameters: Parameter[] }> {
  const control = signal === undefined ? {} : { signal };
  const { connection, probe } = session;
  const uploaded = await uploadedModules({ connection, places: probe.places }, signal);
  const installed = await connection.exec('modinfo -n uiomem 2>/dev/null || :', control);
  const paths = [...uploaded, Buffer.from(installed.stdout).toString().trim()].filter((path) => path.startsWith('/'));
  for (const path of loaded.srcversion === undefined ? [] : paths) {
    const { stdout } = await connection.exec(`cat ${shellQuote(path)} 2>/dev/null || :`, {
      ...control,
      maxOutput: mostBytes,
    });
    if (srcversionOf(stdout, path) !== loaded.srcversion) continue;
    const sha256 = createHash('sha256').update(stdout).digest('hex');
    return { path, sha256, parameters: givenParameters(loaded.parameters) };
  }
  throw problem(
    'plan.no-way-back',
    'The module that is loaded would have to be unloaded, and no file of it was found on the board to load it again if a later step failed.',
    {
      hint: 'Unload it yourself first: module unload. Then apply the plan.',
      data: { srcversion: loaded.srcversion ?? '', looked: paths, parameters: loaded.parameters },
    },
  );
}

function srcversionOf(bytes: Uint8Array, path: string): string | undefined {
  try {
    return readModuleFile(bytes, path).srcversion;
  } catch {
    return undefined;
  }
}
