/** One line that takes a board, a host, an insmod line or a plan file: what it could mean below, Enter does the first. */
import { Autocomplete } from '@base-ui/react/autocomplete';
import { useState } from 'react';
import { Icon } from '../components/icon.tsx';
import { useLate } from '../components/late.ts';
import { type StartKnown, startEntries } from './entries.ts';
import { formsTaken } from './entry-of.ts';
import type { StartActs, StartEntry } from './start-entry.ts';

const loadInsmodEntries = () => import('./insmod-entries.ts').then(({ insmodEntries }) => insmodEntries);

export function StartBox({ known, acts }: { known: Omit<StartKnown, 'insmodEntries'>; acts: StartActs }) {
  const [text, setText] = useState('');
  const insmodEntries = useLate(true, loadInsmodEntries);
  const { entries, problem } = startEntries(text, { ...known, insmodEntries }, acts);
  const choose = ({ run }: StartEntry) => {
    setText('');
    run();
  };
  return (
    <div className="start-box">
      <Autocomplete.Root
        inline
        open
        items={entries}
        filter={null}
        autoHighlight="always"
        keepHighlight
        value={text}
        onValueChange={(value, { reason }) => {
          // What is chosen runs; the line stays as it was typed.
          if (reason !== 'item-press') setText(value);
        }}
        itemToStringValue={(entry: StartEntry) => entry.title}
      >
        <Autocomplete.Input
          className="input start-input"
          aria-label="Board, host, insmod line, plan or device-tree file"
          aria-describedby="start-box-said"
          aria-expanded={entries.length > 0}
          placeholder="root@10.0.0.5, a host of ~/.ssh/config, insmod uiomem.ko …, or ~/plans/bringup.yaml"
          spellCheck={false}
          autoComplete="off"
        />
        <Autocomplete.List className="start-entries" aria-label="What it could mean">
          {(entry: StartEntry) => (
            <Autocomplete.Item key={entry.id} value={entry} className="start-entry" onClick={() => choose(entry)}>
              <Icon name={entry.icon} />
              <span className="truncate">{entry.title}</span>
              {entry.about !== undefined && <span className="mono muted truncate">{entry.about}</span>}
            </Autocomplete.Item>
          )}
        </Autocomplete.List>
      </Autocomplete.Root>
      <p id="start-box-said" role="status" className="small muted">
        {problem === undefined ? (
          entries.length === 0 && formsTaken
        ) : (
          <>
            {problem.message} {problem.hint} <span className="mono">{problem.id}</span>
          </>
        )}
      </p>
    </div>
  );
}
