/** Files that are others now, told to the worker for the texts that bring them in; apart from it, so that panels do not load it. */
export async function readAnew(files: readonly string[]): Promise<void> {
  const { deviceTrees } = await import('./worker/page-client.ts');
  for (const file of files) deviceTrees.fileChanged(file);
}
