/** A board of its own whose applies are reported by the command line. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'vitest';
import { z } from 'zod';
import { type Report, report as reportSchema } from '../../app/plan/report/report.ts';
import { type Ended, program, start } from './command-process.ts';
import { type EmulatedHost, emulatedHost } from './emulated-host.ts';

export const planText = `version: 1
name: two regions | <b>loud</b>
regions:
  - { device: uiomem0, address: 0x70000000, size: 1M, sync: { direction: device-writes } }
  - { device: uiomem2, address: 0x71000000, size: 64K, cache: coherent }
persist: { boot: true }
`;

export interface ReportedBoard extends AsyncDisposable {
  readonly host: EmulatedHost;
  /** The file of {@link planText}. */
  readonly plan: string;
  /** Of the test's own folder. */
  file(name: string): string;
  /** `uiomem-studio plan … --board NAME` */
  studio(...args: string[]): Promise<Ended>;
  /** What `plan report` says, as data. */
  reported(...args: string[]): Promise<Report>;
}

/** The module is built, and nothing applied. */
export async function reportedBoard(name: string): Promise<ReportedBoard> {
  const host = await emulatedHost(name);
  await host.client.call('module.build', { board: name });
  // The commands work through hosts of their own.
  await host.client.call('board.disconnect', { board: name });
  const file = (called: string) => join(host.folder, called);
  const plan = file('bringup.yaml');
  await writeFile(plan, planText);
  const studio = (...args: string[]): Promise<Ended> =>
    start(program, ['plan', ...args, '--board', name], process.env, 'ignore').ended;
  return {
    host,
    plan,
    file,
    studio,
    async reported(...args) {
      const { status, out, err } = await studio('report', ...args, '--format', 'json');
      expect([status, err]).toEqual([0, '']);
      return z.decode(reportSchema, JSON.parse(Buffer.from(out, 'latin1').toString('utf8')));
    },
    [Symbol.asyncDispose]: () => host[Symbol.asyncDispose](),
  };
}
