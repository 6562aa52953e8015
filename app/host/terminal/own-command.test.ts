import { expect, it } from 'vitest';
import { type HostPlace, ownCommand } from './own-command.ts';

const node = '/opt/node/bin/node';
const electron = '/opt/electron/electron';
const bundled = { bundled: true, program: node, electron: false } as const;

/** How each kind of host was started, and the files that are there. */
const places: readonly [what: string, place: HostPlace, files: readonly string[], wanted: unknown][] = [
  [
    'the sources',
    { folder: '/src/app/host/terminal', bundled: false, program: node, electron: false },
    ['/src/app/cli/main.ts', '/src/dist/cli/uiomem-studio.mjs'],
    { words: [node, '/src/app/cli/main.ts', 'a', 'b c'], environment: {} },
  ],
  [
    'the bundled command line of the checkout, or of the npm package',
    { folder: '/p/node_modules/uiomem-studio/dist/cli', ...bundled },
    ['/p/node_modules/uiomem-studio/dist/cli/uiomem-studio.mjs'],
    { words: [node, '/p/node_modules/uiomem-studio/dist/cli/uiomem-studio.mjs', 'a', 'b c'], environment: {} },
  ],
  [
    'Electron in the checkout, which runs as node when it is told to',
    { folder: '/src/dist/electron/main', bundled: true, program: electron, electron: true },
    ['/src/dist/cli/uiomem-studio.mjs', '/src/app/cli/main.ts'],
    {
      words: [electron, '/src/dist/cli/uiomem-studio.mjs', 'a', 'b c'],
      environment: { ELECTRON_RUN_AS_NODE: '1' },
    },
  ],
  [
    'the packaged application, whose Electron does not, but which brings a node',
    {
      folder: '/opt/studio/resources/app.asar/dist/electron/main',
      bundled: true,
      program: '/opt/studio/uiomem-studio-desktop',
      electron: true,
    },
    ['/opt/studio/resources/cli/uiomem-studio.mjs', '/opt/studio/resources/node/node'],
    {
      words: ['/opt/studio/resources/node/node', '/opt/studio/resources/cli/uiomem-studio.mjs', 'a', 'b c'],
      environment: {},
    },
  ],
];

it.each(places)('is found from %s', (_what, place, files, wanted) => {
  expect(ownCommand(['a', 'b c'], place, (path) => files.includes(path))).toEqual(wanted);
});

it('says so where it is not', () => {
  expect(() => ownCommand([], { folder: '/somewhere/else', ...bundled }, () => false)).toThrow(
    expect.objectContaining({ id: 'terminal.no-command-line' }),
  );
});
