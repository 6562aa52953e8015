/** What goes wrong, and what a command that it hits may say of it. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Bench } from './bench.ts';
import type { OnTerminal } from './terminal.ts';

export interface Fault {
  readonly name: string;
  /** Does it. Answers what ends it and resolves when the board answers again; undefined: there was nothing to strike. */
  strike(bench: Bench, command: OnTerminal): Promise<((ended: Promise<unknown>) => Promise<void>) | undefined>;
  /**
   * - `lost`: the command ends within ten seconds with `link.lost` and the lists
   * - `or-done`: or it comes to its end as if nothing had been, within {@link patienceMs}
   * - `any`: as before, or it tells what became of the process that was killed
   * - `nothing`: nobody is there to say anything
   */
  readonly says: 'lost' | 'or-done' | 'any' | 'nothing';
  /** Milliseconds in which all of ours on the board ends: from the command's end, or from the link's return when it was down for a while. */
  readonly quietMs: number;
  readonly reboots: boolean;
  /** By a shell on the board, which is to be there before. */
  readonly strikesThere?: true;
}

/** Of a command that may go on. */
export const patienceMs = 120_000;

/** What of ours runs on the board ends: the helper in 20 s, an upload in 24 s, a build in 33 s (their own constants), and what they were at. */
const silenceMs = 50_000;

const linkDown = (name: string, milliseconds: number | undefined, says: Fault['says']): Fault => ({
  name,
  says,
  quietMs: milliseconds === undefined ? silenceMs : 30_000,
  reboots: false,
  async strike(bench) {
    const struck = performance.now();
    await bench.link(false);
    return async (ended) => {
      if (milliseconds === undefined) {
        await ended;
        return;
      }
      await sleep(Math.max(0, struck + milliseconds - performance.now()));
      await bench.link(true);
    };
  },
});

/** As `link for good`, without the wait for what the board does by itself meanwhile. */
export const linkUntilTold: Fault = {
  ...linkDown('link until told', undefined, 'lost'),
  async strike(bench) {
    await bench.link(false);
    return async (ended) => {
      await ended;
      await bench.link(true);
    };
  },
};

/** The helper; before it is there, the shell that becomes it; else whatever of ours runs. */
const killOurs = `k() { for p in /proc/[0-9]*; do c=; IFS= read -r c 2>/dev/null <$p/cmdline
case $c in *faults-own*) ;; *$1*) kill -9 \${p#/proc/} && echo \${p#/proc/} $1 ;; esac; done; }
k helper.cjs | grep . || k uiomem-studio-bootstrap | grep . || k .part | grep . || k uiomem`;

export const faults: readonly Fault[] = [
  linkDown('link 1 s', 1_000, 'or-done'),
  linkDown('link 30 s', 30_000, 'lost'),
  linkDown('link for good', undefined, 'lost'),
  {
    name: 'helper killed',
    says: 'any',
    quietMs: 15_000,
    reboots: false,
    strikesThere: true,
    async strike(bench) {
      const killed = await bench.strikeThere(killOurs);
      return killed === '' ? undefined : async () => {};
    },
  },
  {
    name: 'host killed',
    says: 'nothing',
    quietMs: 15_000,
    reboots: false,
    async strike(_bench, command) {
      await command.kill();
      return async () => {};
    },
  },
  {
    name: 'board reset',
    says: 'lost',
    quietMs: 15_000,
    reboots: true,
    async strike(bench) {
      const up = bench.reset();
      up.catch(() => {});
      return async () => await up;
    },
  },
];
