/** The profile that a board's facts call for. */
import type { BoardFacts } from '../../../remote-helper/contract/facts.ts';
import type { BoardProfile } from '../profile.ts';

export interface ChosenProfile {
  readonly profile: BoardProfile;
  /** The fact that decided, in a sentence. */
  readonly because: string;
}

/**
 * By the root's `compatible`, whose names go from the board to its family; else by the machine; else the profile that
 * says nothing of either. Undefined when there is none of that kind.
 */
export function chooseProfile(
  profiles: readonly BoardProfile[],
  board: Pick<BoardFacts, 'compatible' | 'kernel'>,
): ChosenProfile | undefined {
  for (const name of board.compatible) {
    const profile = profiles.find(({ compatible }) => compatible.includes(name));
    if (profile !== undefined) return { profile, because: `The device tree says that it is compatible with ${name}.` };
  }
  const generic = profiles.filter(({ compatible }) => compatible.length === 0);
  const { machine } = board.kernel;
  const told =
    board.compatible.length === 0
      ? 'No device tree tells the kind of board'
      : `No profile is for ${board.compatible.join(', ')}`;
  const byMachine = generic.find(({ machines }) => machines.includes(machine));
  if (byMachine !== undefined) return { profile: byMachine, because: `${told}; its machine is ${machine}.` };
  const last = generic.find(({ machines }) => machines.length === 0);
  return last && { profile: last, because: `${told}, and none is for the machine ${machine}.` };
}
