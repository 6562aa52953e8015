/** The driver that a board has loaded, in words: whose it is, and its version. */
import type { BoardFacts } from '../../remote-helper/contract/facts.ts';

type Loaded = NonNullable<BoardFacts['uiomem']>;

const names = {
  ours: 'driver of this tool',
  reference: 'reference driver',
  other: 'module called uiomem that is another altogether',
};

/** Such as `reference driver 1.1.0-beta.1`. */
export function driverName({ driver, version }: Pick<Loaded, 'driver' | 'version'>): string {
  const name = driver === undefined ? 'uiomem driver that does not say whose it is' : names[driver];
  return version === undefined ? name : `${name} ${version}`;
}

/** Whether somebody loaded another's driver there; undefined where that cannot be told. */
export function ofAnother({ driver }: Pick<Loaded, 'driver'>): boolean | undefined {
  return driver === undefined ? undefined : driver !== 'ours';
}
