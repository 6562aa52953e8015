/** What happened here, and the way out: a sentence, a hint, actions beside it, and the id to look it up by. */
import type { ReactNode } from 'react';
import './banner.css';
import { Icon } from './icon.tsx';

export type BannerTone = 'bad' | 'warn' | 'info' | 'good';

const signs: Readonly<Record<BannerTone, readonly [icon: string, word: string]>> = {
  bad: ['error', 'Error'],
  warn: ['warning', 'Warning'],
  info: ['info', 'Note'],
  good: ['pass', 'Done'],
};

export function Banner({
  tone,
  title,
  id,
  hint,
  actions,
  children,
}: {
  tone: BannerTone;
  title: ReactNode;
  id?: string;
  hint?: ReactNode;
  actions?: ReactNode;
  children?: ReactNode;
}) {
  const [icon, word] = signs[tone];
  return (
    <div className={`banner banner-${tone}`} role={tone === 'bad' ? 'alert' : 'status'}>
      <Icon name={icon} />
      <div className="banner-text">
        <p className="banner-title">
          <span className="unseen">{word}: </span>
          {title}
        </p>
        {hint !== undefined && <p className="banner-hint">{hint}</p>}
        {children}
        {id !== undefined && <p className="banner-id mono">{id}</p>}
        {actions !== undefined && <div className="banner-actions">{actions}</div>}
      </div>
    </div>
  );
}

/** A Problem, as thrown or as it comes with the state. */
export interface ToldProblem {
  readonly id: string;
  readonly message: string;
  readonly hint?: string | undefined;
}

/** A Problem as the host told it; `tone`: `bad` unless it only asks for something. */
export function ProblemBanner({
  problem,
  tone = 'bad',
  actions,
  children,
}: {
  problem: ToldProblem;
  tone?: BannerTone;
  actions?: ReactNode;
  children?: ReactNode;
}) {
  return (
    <Banner
      tone={tone}
      title={problem.message}
      id={problem.id}
      {...(problem.hint !== undefined && { hint: problem.hint })}
      actions={actions}
    >
      {children}
    </Banner>
  );
}
