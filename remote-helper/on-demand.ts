/** Parts of node that a helper may live without: loading each costs a slow board tens of milliseconds of the start. */
import { createRequire } from 'node:module';

const require = createRequire(import.meta.filename);

export const onDemand = {
  get crypto() {
    return require('node:crypto') as typeof import('node:crypto');
  },
  get zlib() {
    return require('node:zlib') as typeof import('node:zlib');
  },
  get childProcess() {
    return require('node:child_process') as typeof import('node:child_process');
  },
};
