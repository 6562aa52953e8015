/** How a connection tells what it is at. */
import type { Question, Stage } from '../../contract/board.ts';

export interface StageDetail {
  /** The jump host that the stage is about; absent: the board itself. */
  readonly hop?: string;
  /** It waits for the answer to this. */
  readonly question?: Question;
}

export type OnStage = (stage: Stage, text: string, detail?: StageDetail) => void;
