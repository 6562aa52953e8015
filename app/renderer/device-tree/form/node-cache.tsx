/** The cache policy of a device, chosen, or asked as questions: who writes the memory, and whether the port is coherent. */
import { useMemo, useState } from 'react';
import type { FieldValue } from '../../../devicetree/uiomem/form/changed-text.ts';
import type { FieldName, NodeForm } from '../../../devicetree/uiomem/form/node-form.ts';
import {
  answersOf,
  type CacheAnswers,
  cacheChoice,
  cacheEdits,
  cacheValues,
  type Snoops,
  snoopAnswers,
  type Writer,
  writers,
} from '../../../plan/cache-questions.ts';
import type { PlanPath } from '../../../plan/finding.ts';
import type { Region } from '../../../plan/schema.ts';
import { whyNotSnooped } from '../../../plan/snooping.ts';
import { Button } from '../../components/button.tsx';
import { Select } from '../../components/select.tsx';
import type { KnownFacts } from '../../host/use-facts.ts';
import { CacheDiagram } from '../../plan-form/cache-diagram.tsx';
import '../../plan-form/cache-questions.css';
import { policyWords, snoopWords, writerWords } from '../../plan-form/cache-words.ts';
import { FieldRow } from './field-row.tsx';
import { type NodeEditing, useNode } from './node-context.ts';

export function NodeCache({ facts }: { facts: KnownFacts | undefined }) {
  const { node } = useNode();
  const [asks, setAsks] = useState(false);
  return (
    <FieldRow
      name="cache"
      label="Cache"
      control={{ kind: 'choice', usual: 'Cached, synchronised by hand', options: policyWords }}
      beside={
        <Button
          aria-expanded={asks}
          aria-label={`${asks ? 'Ask no more' : 'Ask me'} about the cache of ${node.title}`}
          onClick={() => setAsks(!asks)}
        >
          {asks ? 'Ask no more' : 'Ask me'}
        </Button>
      }
    >
      {asks && <Questions facts={facts} />}
    </FieldRow>
  );
}

function Questions({ facts }: { facts: KnownFacts | undefined }) {
  const editing = useNode();
  const { node, readOnly, change } = editing;
  const [given, setGiven] = useState<CacheAnswers | undefined>();
  const written = asRegion(editing);
  const whyNot = useMemo(() => whyNotSnooped(regionOf(node), facts), [node, facts]);
  const answers = given ?? answersOf(cacheValues(written, []), whyNot);
  const answer = (part: Partial<CacheAnswers>) => {
    const next: CacheAnswers = { content: 'memory', writer: 'turns', snoops: 'unknown', ...answers, ...part };
    setGiven(next);
    change(
      cacheEdits(written, [], cacheChoice(next, whyNot)).flatMap((edit): FieldValue[] => {
        // The last of them: in a plan nothing is left of `sync` then.
        if (edit.path.join() === 'sync') return asked.map((field) => ({ field, value: undefined }));
        const field = fieldsByKey[edit.path.join('.')];
        return field === undefined ? [] : [{ field, value: edit.op === 'set' ? String(edit.value) : undefined }];
      }),
    );
  };
  const choice = answers && cacheChoice(answers, whyNot);
  const none = answers === undefined ? [{ value: '' as const, label: 'not answered' }] : [];
  return (
    <fieldset className="cache-questions" disabled={readOnly}>
      <legend className="unseen">Questions about the cache of {node.title}</legend>
      <Select<Writer | ''>
        label="Who writes this memory?"
        value={answers?.writer ?? ''}
        options={[...none, ...writers.map((value) => ({ value, label: writerWords[value] }))]}
        onValue={(value) => value !== '' && answer({ writer: value })}
      />
      {answers?.writer !== 'alone' && (
        <Select<Snoops | ''>
          label="Is the port coherent: does it snoop the CPU’s cache?"
          value={answers?.snoops ?? ''}
          options={[
            ...none,
            ...snoopAnswers.map((value) => ({
              value,
              label: snoopWords[value],
              disabled: value === 'yes' && whyNot !== undefined,
            })),
          ]}
          onValue={(value) => value !== '' && answer({ snoops: value })}
        />
      )}
      {whyNot !== undefined && <p className="small muted">{whyNot}</p>}
      {choice !== undefined && answers !== undefined && (
        <div className="cache-answer">
          <CacheDiagram choice={choice} writer={answers.writer} />
          <p>{choice.consequence}</p>
        </div>
      )}
    </fieldset>
  );
}

/** By a plan’s keys. What a region alone has is not among them. */
const fieldsByKey: Readonly<Record<string, FieldName>> = {
  cache: 'cache',
  'sync.mode': 'sync-mode',
  'sync.always': 'sync-always',
  'sync.offset': 'sync-offset',
  'sync.size': 'sync-size',
  'sync.direction': 'sync-direction',
};

/** Those that an answer may take away. */
const asked = ['sync-mode', 'sync-always', 'sync-direction'] as const;

/** The node’s values as a plan’s region has them. */
const asRegion = ({ field }: NodeEditing) => ({
  written(path: PlanPath) {
    const name = fieldsByKey[path.join('.')];
    return name === undefined ? undefined : field(name)?.value;
  },
});

/** As far as it counts for what snoops there. */
function regionOf({ title, range }: NodeForm): Region | undefined {
  if (range === undefined) return undefined;
  return { device: title, load: 'device-tree', ...range, content: 'memory', cache: 'coherent', shareable: false };
}
