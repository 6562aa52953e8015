/** What an emulated board needs of a machine, each with whether it is there and what mends it. */
import type { EmulatedNeed } from '../../contract/emulated.ts';
import { CommandLine } from '../components/command-line.tsx';
import { Icon } from '../components/icon.tsx';

export function NeedList({ needs }: { needs: readonly EmulatedNeed[] }) {
  return (
    <ul className="start-needs" aria-label="What it needs">
      {needs.map((need) => {
        const { icon, text, tone } = word(need);
        return (
          <li key={need.what} className="start-need">
            <Icon name={icon} />
            <div className="grow stack start-need-words">
              <p>
                {need.what} <span className={`start-${tone}`}>{text}</span>
              </p>
              <p className="small muted">{need.detail}</p>
              {need.remedy?.kind === 'command' && <CommandLine command={need.remedy.text} />}
              {need.remedy?.kind === 'advice' && <p className="small">{need.remedy.text}</p>}
            </div>
          </li>
        );
      })}
    </ul>
  );
}

function word({ present, required }: EmulatedNeed) {
  if (present) return { icon: 'pass', text: 'here', tone: 'good' };
  if (required) return { icon: 'error', text: 'missing', tone: 'bad' };
  return { icon: 'warning', text: 'not yet', tone: 'warn' };
}
