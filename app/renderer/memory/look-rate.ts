/** What a live view says of itself: whether the board answers, whether it looks as often as was asked, whether anything changes. */
import type { WatchSample } from '../../../remote-helper/contract/memory.ts';

/** Milliseconds over which the rate is measured: two signs of life of a board on which nothing changes are in it. */
const measuredMs = 2500;
/** Milliseconds of silence, of which a sign of life comes each second. */
const silentMs = 2500;
/** Milliseconds after a change for which it is no news that there is none. */
const changedMs = 2000;
/** Of the asked rate: timers of the board make less of it, which nobody could see. */
const keepsUp = 0.93;

export interface LiveSaid {
  readonly text: string;
  readonly tone: 'plain' | 'warn' | 'bad';
}

/** Instants are of the window's clock, but for `at` of a sample, which is of the board's. */
export class LookRate {
  readonly #since: number;
  readonly #asked: number;
  #samples: { readonly looks: number; readonly at: number }[] = [];
  #heardAt: number | undefined;
  #changedAt: number | undefined;

  constructor(asked: number, now: number) {
    this.#asked = asked;
    this.#since = now;
  }

  heard({ sample, looks, at, changes }: WatchSample, now: number): void {
    this.#samples = [...this.#samples.filter((each) => each.at >= at - measuredMs), { looks, at }];
    this.#heardAt = now;
    // The first sample is what is there, not a change of it.
    if (sample > 0 && changes.length > 0) this.#changedAt = now;
  }

  said(now: number): LiveSaid {
    const silence = now - (this.#heardAt ?? this.#since);
    if (silence > silentMs) return { text: `no answer for ${Math.floor(silence / 1000)} s`, tone: 'bad' };
    const rate = this.#rate();
    if (rate === undefined) return { text: 'starting…', tone: 'plain' };
    const slow = rate < this.#asked * keepsUp;
    const speed = slow
      ? `${rate < 9.95 ? rate.toFixed(1) : rate.toFixed(0)} of ${this.#asked} Hz`
      : `${this.#asked} Hz`;
    const quiet = this.#changedAt === undefined || now - this.#changedAt > changedMs;
    return { text: quiet ? `${speed}, no changes` : speed, tone: slow ? 'warn' : 'plain' };
  }

  /** Looks a second. */
  #rate(): number | undefined {
    const [first] = this.#samples;
    const last = this.#samples.at(-1);
    if (first === undefined || last === undefined || last.at - first.at < 300) return undefined;
    return ((last.looks - first.looks) * 1000) / (last.at - first.at);
  }
}
