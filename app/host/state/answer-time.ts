/** How long a board takes to answer, as far as it is worth telling: what varies from look to look is not. */

/** Looks that are remembered: the quickest of them says most of the link, for a board that is busy answers late at times. */
const looks = 5;

/** Milliseconds: what is less is told as this, for nobody waits for it. */
export const leastAnswer = 10;

/** Told anew when it has changed by this factor. */
const worthTelling = 2;

export interface AnswerTime {
  /** Milliseconds of the newest looks, newest last. */
  readonly newest: readonly number[];
  /** Whole milliseconds as they were told last; absent until there was a look. */
  readonly told: number | undefined;
}

export const noAnswerYet: AnswerTime = { newest: [], told: undefined };

/** Pure. After one more look, which took so many milliseconds. */
export function onAnswer({ newest, told }: AnswerTime, milliseconds: number): AnswerTime {
  const now = [...newest, milliseconds].slice(-looks);
  const best = Math.max(leastAnswer, Math.round(Math.min(...now)));
  const differs = told === undefined || best >= told * worthTelling || best * worthTelling <= told;
  return { newest: now, told: differs ? best : told };
}
