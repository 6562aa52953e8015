/** What the sections of a module's panel have in common. */
import type { BoardState } from '../../contract/state.ts';
import type { Choice } from './choice.ts';
import type { KnownStatus } from './module-status.ts';
import type { ModuleTasks } from './module-tasks.ts';
import type { ParameterSet } from './parameters.ts';
import type { Question } from './question.ts';

export interface ModuleParts {
  readonly state: BoardState;
  readonly choice: Choice;
  readonly tasks: ModuleTasks;
  /** Why nothing can be done on the board now; undefined: it can. */
  readonly locked: string | undefined;
  /** Undefined before the first answer. */
  readonly status: KnownStatus | undefined;
  /** What a module is loaded with. */
  readonly parameters: ParameterSet;
  /** Asks before it is done. */
  ask(question: Question): void;
}
