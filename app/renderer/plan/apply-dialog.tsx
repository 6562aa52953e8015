/** Asks before a plan is applied: which board, and what will be done to it. */
import type { BoardState } from '../../contract/state.ts';
import { CopyCommand } from '../components/command-line.tsx';
import { Dialog } from '../components/dialog.tsx';
import { applyCommand } from '../copied-commands/plan.ts';
import { openPanel } from '../dock/dock-store.ts';
import { useHost } from '../host/host-context.tsx';
import { applyPlan } from './apply-task.ts';
import { ReviewSteps, useReview } from './steps-review.tsx';
import type { PlanText } from './text-store.ts';

export function ApplyDialog({
  state: { board },
  plan,
  resume,
  onClose,
}: {
  state: BoardState;
  plan: PlanText;
  /** Goes on from an apply that was interrupted. */
  resume: boolean;
  onClose(): void;
}) {
  const host = useHost();
  const review = useReview(board.name, plan);
  const apply = () => {
    onClose();
    openPanel({ kind: 'steps', board: board.name }, { quiet: true });
    void applyPlan(host, board.name, plan, resume);
  };
  return (
    <Dialog
      wide
      title={resume ? `Go on with the apply on ${board.name}?` : `Apply ${plan.name} to ${board.name}?`}
      about={
        <p className="muted">
          This is done on {board.name}, in this order. When a step fails, or on Cancel, those before it are rolled back.
        </p>
      }
      confirm={{
        label: resume ? `Go on with ${board.name}` : `Apply to ${board.name}`,
        disabled: review.state !== 'known',
        run: apply,
      }}
      extra={<CopyCommand command={applyCommand(plan.name, board.name, resume)} />}
      onClose={onClose}
    >
      <ReviewSteps review={review} board={board.name} />
    </Dialog>
  );
}
