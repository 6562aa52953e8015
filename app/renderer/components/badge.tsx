/** A state in a word, with a sign; the colour only repeats it. */
import './badge.css';
import { Icon } from './icon.tsx';

export type Tone = 'plain' | 'good' | 'warn' | 'bad' | 'accent';

export function Badge({
  tone = 'plain',
  icon,
  spin = false,
  children,
}: {
  tone?: Tone;
  icon?: string;
  spin?: boolean;
  children: string;
}) {
  return (
    <span className={`badge badge-${tone}`}>
      {icon !== undefined && <Icon name={icon} spin={spin} />}
      {children}
    </span>
  );
}
