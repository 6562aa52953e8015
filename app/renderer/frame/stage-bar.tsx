/** The stages that something goes through, in order: each one press away, with what it has to say beside its name. */
import { Badge } from '../components/badge.tsx';
import './stage-bar.css';
import type { Word } from './words.ts';

export interface StageOfBar<Stage extends string> {
  readonly stage: Stage;
  readonly label: string;
  readonly word?: Word | undefined;
}

export function StageBar<Stage extends string>({
  label,
  stages,
  now,
  onStage,
}: {
  label: string;
  stages: readonly StageOfBar<Stage>[];
  now: Stage;
  onStage(stage: Stage): void;
}) {
  return (
    <nav className="stage-bar" aria-label={label}>
      <ol>
        {stages.map(({ stage, label: called, word }, index) => (
          <li key={stage}>
            <button
              type="button"
              className="stage-bar-stage"
              aria-current={stage === now ? 'step' : undefined}
              onClick={() => onStage(stage)}
            >
              <span aria-hidden="true" className="stage-bar-number">
                {index + 1}
              </span>
              {called}
              {word !== undefined && (
                <span className="stage-bar-word">
                  <span className="unseen">: </span>
                  <Badge tone={word.tone} icon={word.icon} spin={word.busy === true}>
                    {word.text}
                  </Badge>
                </span>
              )}
            </button>
          </li>
        ))}
      </ol>
    </nav>
  );
}
