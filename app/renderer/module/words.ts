/** What the panel says of modules: one place, so that a thing has one word. Pure. */
import type { BuiltModule } from '../../contract/module.ts';
import type { BoardState } from '../../contract/state.ts';
import { driverDifference } from '../../plan/driver-difference.ts';
import { driverName } from '../../plan/loaded-driver.ts';
import { instantWord, type Word } from '../frame/words.ts';

/** What is loaded, in a word. */
export function driverWord({ connection, driver, toolDriver, devices }: BoardState): Word {
  if (driver === undefined) {
    const isKnown = connection.state === 'open' && devices !== undefined;
    return { text: isKnown ? 'driver not loaded' : 'not known', icon: 'circle-outline', tone: 'plain' };
  }
  if (driver.driver === 'other') return { text: 'another module', icon: 'warning', tone: 'bad' };
  if (driver.driver === 'reference') return { text: 'reference driver', icon: 'package', tone: 'warn' };
  const kind = driverDifference(driver, toolDriver)?.kind;
  if (kind === 'build') return { text: 'other build', icon: 'package', tone: 'warn' };
  if (kind !== undefined) return { text: `${kind} driver`, icon: 'package', tone: 'warn' };
  return { text: 'driver loaded', icon: 'package', tone: 'good' };
}

/** Such as `driver of this tool 0.2.0`, or that there is none. */
export function loadedName({ driver }: Pick<BoardState, 'driver'>): string {
  return driver === undefined ? 'none' : driverName(driver);
}

/** As a question names it: `0.2.0 for 6.1.0 (arm64), built 12:04:11`. */
export function builtName({ version, release, architecture, built }: BuiltModule): string {
  const when = built === undefined ? '' : `, built ${instantWord(built)}`;
  return `${version === undefined ? '' : `${version} `}for ${release} (${architecture})${when}`;
}
