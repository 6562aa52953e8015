/** The page with a scripted host, built as the real one is, beside it. */
import { join } from 'node:path';
import { defineConfig, mergeConfig } from 'vite';
import page from '../vite.config.ts';

export default mergeConfig(
  page,
  defineConfig({
    root: import.meta.dirname,
    publicDir: join(import.meta.dirname, '../public'),
  }),
);
