/** The page, built the same for both shells: electron-vite takes this as its renderer, vite alone builds it for the browser. */
import { join } from 'node:path';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

export default defineConfig({
  root: import.meta.dirname,
  base: './',
  plugins: [react()],
  build: {
    outDir: join(import.meta.dirname, '../../dist/renderer'),
    emptyOutDir: true,
    minify: true,
    // Chromium of Electron 45 and of Debian 12.
    target: 'chrome140',
    // An inlined font or script would need data: in the content security policy.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
    // Monaco is one piece of 4 MB, loaded when an editor opens.
    chunkSizeWarningLimit: 5_000,
    rolldownOptions: {
      output: {
        // Whichever piece makes a schema first, zod has been told by then not to try eval (no-eval.ts).
        codeSplitting: { groups: [{ name: 'zod', test: /node_modules\/zod\/|renderer\/no-eval\.ts$/ }] },
      },
    },
  },
});
