/** What somebody saw when they reviewed a plan, as applying it compares with; and what is not so any more. Pure. */
import { z } from 'zod';
import { uiomemModule } from '../../../remote-helper/contract/facts.ts';
import { hex } from '../../../remote-helper/contract/quantity.ts';
import { problem } from '../../../remote-helper/rpc/problem.ts';
import { driverName } from '../loaded-driver.ts';
import { givenParameters } from '../parameters.ts';

export const reviewed = z.object({
  format: z.literal(1),
  /** Of the board then: a boot of another board has another one, too. */
  bootId: z.string(),
  /** The driver that was loaded; absent: none was. */
  driver: uiomemModule.optional(),
  /** SHA-256 of the module that the plan means; absent: it had to be built, or the plan means none. */
  module: z.string().optional(),
  /** In order, without what happens on the workstation alone; `sha256` is of all that a step does, and of what it finds. */
  steps: z.array(z.object({ title: z.string(), sha256: z.string() })),
});
export type Reviewed = z.output<typeof reviewed>;

type Driver = NonNullable<Reviewed['driver']>;

/** A Problem's parts; nothing was done when it is thrown. */
export interface SinceReview {
  readonly id: 'plan.board-rebooted' | 'plan.board-changed' | 'plan.steps-changed';
  readonly message: string;
  readonly hint: string;
  readonly data: Readonly<Record<string, unknown>>;
}

const again = 'Review the plan again: its steps may be others now.';

/** What of the board is not as it was reviewed; undefined: all of it is. What came first hides the rest. */
export function boardSince(
  { bootId, driver }: Pick<Reviewed, 'bootId' | 'driver'>,
  now: Pick<Reviewed, 'bootId' | 'driver'>,
): SinceReview | undefined {
  if (bootId !== now.bootId) {
    return {
      id: 'plan.board-rebooted',
      message: 'The board has booted since the plan was reviewed, or another board answers in its place.',
      hint: again,
      data: { reviewed: bootId, found: now.bootId },
    };
  }
  const [was, is] = [driver, now.driver].map((each) => (each === undefined ? 'no driver' : driverText(each)));
  if (was === is) return undefined;
  return {
    id: 'plan.board-changed',
    message: `The driver on the board is another one since the plan was reviewed: it was ${was}, and is ${is}.`,
    hint: again,
    data: { reviewed: was, found: is },
  };
}

type Steps = Reviewed['steps'];

/** What applying would do other than was reviewed; undefined: the same. */
export function stepsSince(
  before: Pick<Reviewed, 'steps' | 'module'>,
  now: { readonly steps: Steps; readonly module?: string | undefined },
): SinceReview | undefined {
  const [gone, fresh] = [without(before.steps, now.steps), without(now.steps, before.steps)];
  const isSame =
    before.steps.length === now.steps.length &&
    before.steps.every(({ sha256 }, at) => sha256 === now.steps[at]?.sha256);
  const isOtherModule = now.steps.length > 0 && before.module !== undefined && before.module !== now.module;
  if (isSame && !isOtherModule) return undefined;
  const parts = [
    ...(fresh.length === 0 ? [] : [`now it would ${fresh.join(', ')}`]),
    ...(gone.length === 0 ? [] : [`reviewed was to ${gone.join(', ')}`]),
    ...(isSame || gone.length + fresh.length > 0 ? [] : ['the steps have another order']),
    ...(isOtherModule ? ['the module is another file, or is to be built anew'] : []),
  ];
  return {
    id: 'plan.steps-changed',
    message: `Applying would do something else than was reviewed: ${parts.join('; ')}.`,
    hint: 'The board, the plan or the module was changed meanwhile. Review the plan again.',
    data: { reviewed: gone, found: fresh, module: isOtherModule },
  };
}

function without(list: Steps, other: Steps): string[] {
  return list.filter(({ sha256 }) => !other.some((each) => each.sha256 === sha256)).map(({ title }) => title);
}

/** Such as `driver of this tool 0.2.0 (uiomem0_addr=0x70000000 uiomem0_size=0x100000, source 1F0C…)`. */
function driverText(driver: Driver): string {
  const words = givenParameters(driver.parameters).map(({ name, value }) => {
    const isPlace = /_(addr|size)$/.test(name) && /^\d+$/.test(value);
    return `${name}=${isPlace ? hex(BigInt(value)) : value}`;
  });
  const source = driver.srcversion === undefined ? '' : `, source ${driver.srcversion}`;
  return `the ${driverName(driver)} (${words.length === 0 ? 'no region' : words.join(' ')}${source})`;
}

/** The review in what `plan steps --json` wrote. Throws `plan.bad-review`. */
export function savedReview(json: string): Reviewed {
  const frame = z.object({ ok: z.literal(true), result: z.object({ reviewed }) });
  const hint = 'plan steps --json > review.json writes one, of a board.';
  let value: unknown;
  try {
    value = JSON.parse(json);
  } catch (cause) {
    throw problem('plan.bad-review', 'The file of the review is no JSON.', { hint, cause });
  }
  const parsed = z.safeDecode(frame, value as never);
  if (parsed.success) return parsed.data.result.reviewed;
  const [issue] = parsed.error.issues;
  throw problem(
    'plan.bad-review',
    `The file does not hold a review of a plan: ${issue?.path.join('.')}: ${issue?.message}.`,
    { hint },
  );
}
