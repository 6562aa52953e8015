/** What a module file says of itself. */
import type { ModuleCheck } from '../../contract/module.ts';
import { Badge } from '../components/badge.tsx';

const drivers = {
  ours: { text: 'this tool’s driver', tone: 'good' },
  reference: { text: 'reference driver', tone: 'warn' },
  other: { text: 'none of uiomem', tone: 'bad' },
} as const;

export function FileSection({ check }: { check: ModuleCheck | undefined }) {
  if (check === undefined) return null;
  const { name, version, architecture, vermagic, licence, signer, parameters, driver } = check;
  const { text, tone } = drivers[driver];
  const rows: readonly (readonly [name: string, value: string])[] = [
    ['Module', [name ?? 'without a name', version].filter((each) => each !== undefined).join(' ')],
    ['For', architecture],
    ['Version magic', vermagic],
    ['Licence', licence ?? 'not told'],
    ['Signed', signer === undefined ? 'no' : `by ${signer}`],
    ['Parameters', String(parameters.length)],
  ];
  return (
    <section className="stack" aria-label="What the file says">
      <div className="section-head">
        <h3>The file</h3>
        <Badge tone={tone} icon="package">
          {text}
        </Badge>
      </div>
      <dl className="facts">
        {rows.map(([title, value]) => (
          <div key={title}>
            <dt>{title}</dt>
            <dd className={title === 'Version magic' ? 'mono' : ''}>{value}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}
