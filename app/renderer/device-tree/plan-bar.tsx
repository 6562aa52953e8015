/** Above a source that was made of the board's plan: where the two differ, and each as what the other takes over. */
import { useEffect, useMemo, useState } from 'react';
import type { TreeFinding } from '../../devicetree/finding.ts';
import {
  agreement,
  intoPlan,
  nodeRegionsOf,
  type RegionDifference,
  regionDifferences,
} from '../../devicetree/uiomem/region-differences.ts';
import { readPlan } from '../../plan/document.ts';
import { applyEdits } from '../../plan/edit.ts';
import { Banner } from '../components/banner.tsx';
import { Button } from '../components/button.tsx';
import { useTexts } from '../plan/text-store.ts';
import { keepAgreed, usePlanLinks } from './plan-link.ts';
import './plan-bar.css';
import { useSourceRegions } from './use-source-regions.ts';

interface PlanBarProps {
  readonly board: string;
  /** Its facts are known. */
  readonly known: boolean;
  readonly name: string;
}

export function PlanBar(props: PlanBarProps) {
  const isLinked = usePlanLinks(({ byBoard }) => byBoard[props.board]?.source === props.name);
  return isLinked ? <Linked {...props} /> : null;
}

function Linked({ board, known, name }: PlanBarProps) {
  const agreed = usePlanLinks(({ byBoard }) => byBoard[board]?.agreed) ?? nothing;
  const written = useTexts(({ texts }) => texts[board]?.text);
  const plan = useMemo(() => (written === undefined ? undefined : readPlan(written).plan), [written]);
  const { regions, take } = useSourceRegions(name, known ? board : undefined);
  const [refusal, setRefusal] = useState<TreeFinding | undefined>();
  const planned = useMemo(() => plan && nodeRegionsOf(plan), [plan]);
  const differences = useMemo(
    () => (regions === undefined || planned === undefined ? [] : regionDifferences(regions, planned, agreed)),
    [regions, planned, agreed],
  );
  useEffect(() => {
    if (regions === undefined || planned === undefined) return;
    const now = agreement(regions, planned, agreed);
    if (JSON.stringify(now) !== JSON.stringify(agreed)) keepAgreed(board, now);
  }, [board, regions, planned, agreed]);
  if (written !== undefined && plan === undefined) {
    return (
      <p role="status" className="plan-link small muted">
        The plan of {board} cannot be read as it is: it is compared again when its text is mended.
      </p>
    );
  }
  if (plan === undefined || regions === undefined) return null;
  if (differences.length === 0) {
    return (
      <p role="status" className="plan-link small muted">
        The devices are as the plan of {board} has them.
      </p>
    );
  }
  const devices = differences.map(({ device }) => device);
  const changedHere = differences.some(({ changed }) => changed !== 'plan');
  const changedThere = differences.some(({ changed }) => changed !== 'tree');
  const fromPlan = async () =>
    setRefusal(
      await take(devices.map((device) => ({ device, region: planned?.find((each) => each.device === device) }))),
    );
  const toPlan = () => {
    const now = useTexts.getState().texts[board]?.text;
    // The plan that was compared, and no other.
    if (now === undefined || now !== written) return;
    useTexts.getState().change(board, { text: applyEdits(now, intoPlan(plan, regions, devices)) }, true);
  };
  return (
    <section className="plan-link" aria-label="Text and plan">
      <Banner
        tone="info"
        title={title(board, changedHere, changedThere)}
        actions={
          <>
            {changedHere && (
              <Button icon="arrow-up" onClick={toPlan}>
                Take into the plan
              </Button>
            )}
            {changedThere && (
              <Button icon="arrow-down" onClick={() => void fromPlan()}>
                Take from the plan
              </Button>
            )}
          </>
        }
      >
        <ul className="plan-link-devices small">
          {differences.map((each) => (
            <Difference key={each.device} difference={each} />
          ))}
        </ul>
        {refusal !== undefined && (
          <p className="field-error" role="alert">
            {refusal.message} {refusal.hint ?? refusal.why} <span className="mono small">{refusal.id}</span>
          </p>
        )}
      </Banner>
    </section>
  );
}

const nothing = {};

function title(board: string, changedHere: boolean, changedThere: boolean): string {
  if (changedHere && changedThere) return `This text and the plan of ${board} were both changed.`;
  return changedHere
    ? `This text differs from the plan of ${board}.`
    : `The plan of ${board} was changed; this text is as it was.`;
}

function Difference({ difference: { device, values } }: { difference: RegionDifference }) {
  return (
    <li>
      <span className="mono">{device}</span>: {values.join('; ')}
    </li>
  );
}
