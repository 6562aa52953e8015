/**
 * The Electron shell into dist/electron/: main and the host's process as ES modules, the preload as one CommonJS file that
 * requires nothing but electron (a sandboxed preload can have nothing else), and the page from the same configuration as the browser's.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { defineConfig } from 'electron-vite';
import page from './app/renderer/vite.config.ts';
import { buildStamp } from './resources/workstation/build-stamp.ts';

const here = import.meta.dirname;
const built = join(here, 'dist/electron');
const { version } = JSON.parse(readFileSync(join(here, 'package.json'), 'utf8')) as { version: string };

export default defineConfig({
  main: {
    define: {
      'process.env.UIOMEM_STUDIO_VERSION': JSON.stringify(version),
      // The command line attaches only to a host of its own build.
      'process.env.UIOMEM_STUDIO_STAMP': JSON.stringify(buildStamp()),
    },
    build: {
      outDir: join(built, 'main'),
      minify: true,
      // The package holds no node_modules: everything is in the bundle.
      externalizeDeps: false,
      reportCompressedSize: false,
      chunkSizeWarningLimit: 1000,
      rollupOptions: {
        input: { main: join(here, 'app/main/main.ts'), host: join(here, 'app/main/host.ts') },
        output: { format: 'es', entryFileNames: '[name].js', chunkFileNames: '[name]-[hash].js' },
        // Native add-ons that their packages do without; ssh2 falls back to node's own crypto.
        // serialport stands beside the application, unpacked (resources/workstation/bundle.ts).
        external: [
          'electron',
          'cpu-features',
          /\.node$/,
          'bufferutil',
          'utf-8-validate',
          'msgpackr-extract',
          'serialport',
        ],
      },
    },
  },
  preload: {
    build: {
      outDir: join(built, 'preload'),
      minify: true,
      externalizeDeps: false,
      reportCompressedSize: false,
      rollupOptions: {
        input: { preload: join(here, 'app/preload/preload.ts') },
        output: { format: 'cjs', entryFileNames: '[name].cjs' },
        external: ['electron'],
      },
    },
  },
  renderer: {
    ...page,
    // Said again, since the configuration is bundled into one file, where the page's own folder is not known.
    root: join(here, 'app/renderer'),
    build: {
      ...page.build,
      outDir: join(built, 'renderer'),
      rolldownOptions: { ...page.build?.rolldownOptions, input: join(here, 'app/renderer/index.html') },
    },
  },
});
