/** What comes of it: the changes of the plan, the line that loads it, the nodes that the board's device tree needs. */
import { type ReactNode, useMemo } from 'react';
import { nodeRegionsOf } from '../../devicetree/uiomem/region-differences.ts';
import { overlaySource } from '../../devicetree/uiomem/region-source.ts';
import { readPlan } from '../../plan/document.ts';
import type { Finding } from '../../plan/finding.ts';
import { insmodLine, moduleParameters } from '../../plan/parameters.ts';
import type { Region } from '../../plan/schema.ts';
import type { Fault } from '../../plan/share/share-draft.ts';
import type { Shared } from '../../plan/share/share-plan.ts';
import { Banner } from '../components/banner.tsx';
import { Button } from '../components/button.tsx';
import { Icon } from '../components/icon.tsx';
import { TextChanges } from '../components/text-changes.tsx';
import { useCopy } from '../components/use-copy.ts';
import { gradeWords } from '../plan/grade-words.ts';
import { saveText } from '../plan/save-text.ts';

export function ResultStep({
  before,
  shared,
  devices,
  faults,
  onFault,
  onOpen,
}: {
  before: string;
  /** Absent while the plan's text cannot be read. */
  shared: Shared | undefined;
  devices: readonly string[];
  faults: readonly Fault[];
  onFault(fault: Fault): void;
  /** All nodes of the plan as it would be, in the device-tree window. */
  onOpen(regions: readonly Region[]): void;
}) {
  const plan = useMemo(() => (shared === undefined ? undefined : readPlan(shared.text).plan), [shared]);
  if (faults.length > 0) {
    return (
      <section className="stack" aria-label="Still to do">
        <p>Nothing is put in the plan before these are mended.</p>
        <ul className="share-sentences">
          {faults.map((fault) => (
            <li key={`${fault.field} ${fault.user ?? ''}`} className="row row-wrap">
              <Icon name={gradeWords.error.icon} />
              <span className="grow">
                {fault.user === undefined ? '' : `${devices[fault.user] || `Device ${fault.user + 1}`}: `}
                {fault.message} <span className="mono small muted">{fault.id}</span>
              </span>
              <Button onClick={() => onFault(fault)}>Show</Button>
            </li>
          ))}
        </ul>
      </section>
    );
  }
  if (shared === undefined || plan === undefined) {
    return (
      <Banner
        tone="warn"
        title="The plan of this board cannot be read as it is."
        hint="Mend its text first: nothing can be put in it. What was filled in here stays."
      />
    );
  }
  const nodes = plan.regions.filter(({ device, load }) => load === 'device-tree' && devices.includes(device));
  const isByInsmod = plan.regions.some(({ device, load }) => load === 'insmod' && devices.includes(device));
  return (
    <>
      <Findings findings={shared.findings} />
      {isByInsmod && <Text title="Line that loads it" text={insmodLine(moduleParameters(plan))} />}
      {nodes.length > 0 && (
        <Text
          title="Nodes for the device tree"
          text={overlaySource(nodes)}
          file="shared-range.dtso"
          note="The board needs these nodes before the driver is loaded: the plan says what must come of them, and puts none there."
          action={
            <Button icon="symbol-structure" onClick={() => onOpen(nodeRegionsOf(plan))}>
              Open in the device-tree window
            </Button>
          }
        />
      )}
      <section className="stack" aria-label="Changes of the plan">
        <h3>Changes of the plan</h3>
        <TextChanges label="Lines that change" before={before} after={shared.text} />
      </section>
    </>
  );
}

/** In one line, unless there are errors among them. */
function Findings({ findings }: { findings: readonly Finding[] }) {
  if (findings.length === 0) return null;
  const isError = ({ severity }: Finding) => severity === 'error';
  const errors = findings.filter(isError).length;
  const errorsFirst = findings.toSorted((one, other) => Number(isError(other)) - Number(isError(one)));
  const count = (number: number, what: string) => `${number} ${what}${number === 1 ? '' : 's'}`;
  return (
    <details open={errors > 0}>
      <summary>
        {errors === 0
          ? `${count(findings.length, 'finding')} about these devices, no error`
          : `${count(errors, 'error')} of ${count(findings.length, 'finding')} about these devices: it can be put in the plan, and is not applied while they are in it`}
      </summary>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard. */}
      <ul className="share-sentences" aria-label="Findings" tabIndex={0}>
        {errorsFirst.map(({ id, severity, message, why, overridden }) => (
          <li key={`${id} ${message}`} className={`share-finding-${severity}`}>
            <Icon name={gradeWords[severity].icon} /> <span className="unseen">{gradeWords[severity].text}: </span>
            {message}{' '}
            <span className="small muted">{overridden === undefined ? why : `Overridden: ${overridden}`}</span>{' '}
            <span className="mono small muted">{id}</span>
          </li>
        ))}
      </ul>
    </details>
  );
}

function Text({
  title,
  text,
  file,
  note,
  action,
}: {
  title: string;
  text: string;
  file?: string;
  note?: string;
  action?: ReactNode;
}) {
  const { said, copy } = useCopy();
  return (
    <section className="stack" aria-label={title}>
      <div className="row">
        <h3>{title}</h3>
        <span className="grow" />
        <span role="status" className="small muted">
          {said}
        </span>
        <Button icon="copy" onClick={() => copy(text)} aria-label={`Copy: ${title}`}>
          Copy
        </Button>
        {file !== undefined && (
          <Button icon="cloud-download" onClick={() => saveText(file, text, 'text/plain')}>
            Download
          </Button>
        )}
        {action}
      </div>
      {note !== undefined && <p className="small muted">{note}</p>}
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard. */}
      <pre className="share-text mono" tabIndex={0}>
        {text}
      </pre>
    </section>
  );
}
