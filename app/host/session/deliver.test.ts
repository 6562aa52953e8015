import { expect, it } from 'vitest';
import type { SshConnection } from '../ssh/connection.ts';
import { deliver } from './deliver.ts';
import type { HelperFiles } from './helper-files.ts';
import type { Probe } from './probe.ts';

const none = (name: string) => () => Promise.reject(new Error(`${name} although the board cannot run the helper`));
/** Nothing may be asked of the board or read for it. */
const connection = {
  board: { host: 'polarfire' },
  open: none('opened'),
  exec: none('ran'),
} as unknown as SshConnection;
const file = (name: string, architecture?: string) => ({
  name,
  size: 1,
  sha256: '00',
  ...(architecture && { architecture }),
});
const files: HelperFiles = {
  manifest: {
    version: '00ff',
    node: '18.19.0',
    files: [file('helper.cjs'), file('koffi-arm64', 'arm64'), file('koffi-arm', 'arm'), file('koffi-x64', 'x64')],
    bootstrap: file('bootstrap.sh'),
  },
  bootstrap: '',
  read: none('read'),
};
const probe = { machine: 'riscv64', nodes: [], loaders: [], places: [], unfit: [], present: new Map() };

it('helper.architecture: a processor that the helper is not built for, told before anything is sent', async () => {
  const reach = { way: 'root', prefix: '', input: '' } as const;
  await expect(deliver(connection, reach, probe as unknown as Probe, files)).rejects.toMatchObject({
    problem: {
      id: 'helper.architecture',
      message: 'There is no helper for boards of riscv64 (riscv64).',
      hint: 'It is built for arm64, arm, x64. Plain commands drive any board: board runtime NAME shell.',
      data: { stage: 'deliver', machine: 'riscv64' },
    },
  });
});
