/** What a region is and how it is cached: asked as questions, with what the answers mean; or chosen directly. */
import { useMemo, useState } from 'react';
import {
  answersOf,
  type CacheAnswers,
  cacheChoice,
  cacheEdits,
  cacheValues,
  isChosen,
  type Snoops,
  snoopAnswers,
  type Writer,
  writers,
} from '../../plan/cache-questions.ts';
import type { PlanPath } from '../../plan/finding.ts';
import type { Region } from '../../plan/schema.ts';
import { portWords, whyNotSnooped } from '../../plan/snooping.ts';
import { Button } from '../components/button.tsx';
import { Select } from '../components/select.tsx';
import type { KnownFacts } from '../host/use-facts.ts';
import { keepAnswers, useCacheAnswers } from './cache-answers-store.ts';
import { CacheDiagram } from './cache-diagram.tsx';
import './cache-questions.css';
import { cacheProperties } from '../../plan/tree-nodes.ts';
import { policyWords, snoopWords, writerWords } from './cache-words.ts';
import { usePlanForm } from './form-context.ts';
import { type Columns, PlanRow } from './plan-row.tsx';

/** In the order in which one reads them. */
const writerOrder: readonly Writer[] = ['cpu', 'device', 'turns', 'any-time', 'alone'];
const snoopOrder: readonly Snoops[] = ['yes', 'no', 'unknown'];

export function CacheQuestions({
  at,
  called,
  board,
  region,
  facts,
  columns,
}: {
  at: PlanPath;
  called: string;
  board: string;
  region: Region | undefined;
  facts: KnownFacts | undefined;
  columns: Columns;
}) {
  const { form, readOnly, edit } = usePlanForm();
  const values = cacheValues(form, at);
  const whyNot = useMemo(() => whyNotSnooped(region, facts), [region, facts]);
  const kept = useCacheAnswers(({ byBoard }) => byBoard[board]?.[called]);
  const answers = kept !== undefined && isChosen(kept, values, whyNot) ? kept : answersOf(values, whyNot);
  const [wished, setDirect] = useState<boolean | undefined>();
  const isDirect = wished ?? answers === undefined;
  const isByTree = form.written([...at, 'load']) === 'device-tree';

  const answer = (part: Partial<CacheAnswers>) => {
    const next: CacheAnswers = { content: 'memory', writer: 'turns', snoops: 'unknown', ...answers, ...part };
    keepAnswers(board, called, next);
    const edits = cacheEdits(form, at, cacheChoice(next, whyNot));
    if (edits.length > 0) edit(edits);
  };
  const choice = answers && cacheChoice(answers, whyNot);
  const [, word = values.cache] = policyWords.find(([policy]) => policy === values.cache) ?? [];
  return (
    <>
      <PlanRow
        path={[...at, 'content']}
        label="Content"
        of={called}
        columns={columns}
        control={{
          kind: 'choice',
          usual: 'memory',
          options: [
            ['memory', 'Memory'],
            ['registers', 'Registers: each access as asked'],
          ],
          ...(!isDirect && { choose: (value) => answer({ content: value === 'registers' ? 'registers' : 'memory' }) }),
        }}
      />
      <PlanRow
        path={[...at, 'cache']}
        label="Cache"
        of={called}
        columns={columns}
        control={
          isDirect ? { kind: 'choice', usual: 'noncoherent', options: policyWords } : { kind: 'shown', text: word }
        }
        beside={
          <Button
            aria-label={isDirect ? `Ask me about the cache of ${called}` : `Choose directly the cache of ${called}`}
            onClick={() => setDirect(!isDirect)}
          >
            {isDirect ? 'Ask me' : 'Choose directly'}
          </Button>
        }
      >
        {!isDirect && (
          <fieldset className="cache-questions" disabled={readOnly}>
            <legend className="unseen">Questions about the cache of {called}</legend>
            {values.content !== 'registers' && (
              <Questions answers={answers} whyNot={whyNot} facts={facts} onAnswer={answer} />
            )}
            {answers === undefined || choice === undefined ? (
              <p>The plan has another choice than these questions give: an answer replaces it.</p>
            ) : (
              <div className="cache-answer">
                <CacheDiagram choice={choice} writer={answers.writer} />
                <div className="stack">
                  <p>{choice.consequence}</p>
                  <ul className="cache-reasons small muted">
                    {choice.reasons.map((each) => (
                      <li key={each}>{each}</li>
                    ))}
                    {isByTree && (
                      <li>
                        A node of the device tree makes it: what decides there is its property{' '}
                        <code>{cacheProperties[choice.cache]}</code>.
                      </li>
                    )}
                  </ul>
                  {answers !== kept && values.content !== 'registers' && (
                    <p className="small muted">The answers are those that the plan’s values stand for.</p>
                  )}
                </div>
              </div>
            )}
          </fieldset>
        )}
      </PlanRow>
    </>
  );
}

function Questions({
  answers,
  whyNot,
  facts,
  onAnswer,
}: {
  answers: CacheAnswers | undefined;
  whyNot: string | undefined;
  facts: KnownFacts | undefined;
  onAnswer(part: Partial<CacheAnswers>): void;
}) {
  const none = answers === undefined ? [{ value: '' as const, label: 'not answered' }] : [];
  const ports = portWords(facts?.profile);
  return (
    <>
      <Select<Writer | ''>
        label="Who writes this memory?"
        value={answers?.writer ?? ''}
        options={[...none, ...writerOrder.map((value) => ({ value, label: writerWords[value] }))]}
        onValue={(value) => writers.some((each) => each === value) && onAnswer({ writer: value as Writer })}
      />
      {answers?.writer !== 'alone' && (
        <>
          <Select<Snoops | ''>
            label="Does the port that the device uses snoop the CPU’s cache?"
            value={answers?.snoops ?? ''}
            options={[
              ...none,
              ...snoopOrder.map((value) => ({
                value,
                label: snoopWords[value],
                disabled: value === 'yes' && whyNot !== undefined,
              })),
            ]}
            onValue={(value) => snoopAnswers.some((each) => each === value) && onAnswer({ snoops: value as Snoops })}
          />
          {whyNot !== undefined && <p className="small muted">{whyNot}</p>}
          <details className="form-more">
            <summary>How to find out</summary>
            <div className="stack small">
              <p>Look up in the design at which port of the processor the device’s master ends.</p>
              {ports.length > 0 ? (
                <dl className="cache-ports" aria-label={`Ports of the ${facts?.profile.title}`}>
                  {ports.map(({ name, text, source }) => (
                    <div key={name}>
                      <dt className="mono">{name}</dt>
                      <dd>
                        {text} <span className="muted">By {source}.</span>
                      </dd>
                    </div>
                  ))}
                </dl>
              ) : (
                <p>
                  {facts === undefined
                    ? 'The kind of board is not known here. '
                    : 'No manual in this tool tells its ports. '}
                  Ports called ACP, ACE, HPC or “I/O coherent” snoop, most of them on a condition; a device that Linux
                  drives says <code>dma-coherent</code> in its node of the device tree.
                </p>
              )}
            </div>
          </details>
        </>
      )}
    </>
  );
}
