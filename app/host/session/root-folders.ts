/** Where root's copies may lie on a board, in turn, as the bootstrap takes them when it is told none (remote-helper/bootstrap.sh). */
export const rootFolders: readonly string[] = [
  '/var/lib/uiomem-studio',
  '/root/.uiomem-studio',
  '/run/uiomem-studio',
  '/dev/shm/uiomem-studio',
  '/tmp/uiomem-studio',
];
