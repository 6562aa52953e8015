/** Everything by name, and memory by address: one line to type, what it could mean below, Enter does the first. */
import { Autocomplete } from '@base-ui/react/autocomplete';
import { Dialog } from '@base-ui/react/dialog';
import { type KeyboardEvent, useMemo, useState } from 'react';
import { type Problem, problemOf } from '../../../remote-helper/rpc/problem.ts';
import type { BoardState } from '../../contract/state.ts';
import { ProblemBanner } from '../components/banner.tsx';
import { IconButton } from '../components/button.tsx';
import { useFocusBack } from '../components/focus-back.ts';
import { Keys } from '../components/keys.tsx';
import { useLate } from '../components/late.ts';
import { nameFor } from '../connection/destination.ts';
import { addCommand } from '../copied-commands/board.ts';
import type { Command } from '../frame/commands.ts';
import { useHost, useShell } from '../host/host-context.tsx';
import { openPlanText } from '../plan/plan-view.ts';
import { entryOf } from '../start-page/entry-of.ts';
import { accessEntries } from './access.ts';
import { readAccessLine } from './access-line.ts';
import './command-palette.css';
import { matching } from './matching.ts';

interface Entry {
  readonly id: string;
  readonly title: string;
  readonly keys?: readonly string[] | undefined;
  /** The command line that does the same, where there is one. */
  readonly command?: string | undefined;
  /** Answers what to say, or to mind; undefined closes the palette. */
  run(): Promise<string | Problem | undefined>;
}

/** Of what is done at once, and leaves nothing to say here. */
function closing({ run, ...rest }: Command): Entry {
  return {
    ...rest,
    run: async () => {
      run();
      return undefined;
    },
  };
}

/** Pressed instead of Enter, or held at a click: what would run is copied as a command. */
const copyKeys = ['Mod', 'Enter'];
const loadInsmodEntry = () => import('./insmod-entry.ts').then(({ insmodEntry }) => insmodEntry);
const noCommand = 'No command of the tool does that.';

export function CommandPalette({
  commands,
  state,
  onDestination,
  onClose,
}: {
  commands: readonly Command[];
  /** The board that addresses are of. */
  state: BoardState | undefined;
  /** Somebody logs in somewhere, which may be a board to add. */
  onDestination(text: string): void;
  onClose(): void;
}) {
  useFocusBack();
  const host = useHost();
  const { mac } = useShell();
  const [text, setText] = useState('');
  const [highlighted, setHighlighted] = useState<string | undefined>();
  const [said, setSaid] = useState<string | undefined>();
  const [failure, setFailure] = useState<{ readonly problem: Problem; readonly tone: 'bad' | 'warn' } | undefined>();
  const insmodEntry = useLate(true, loadInsmodEntry);
  const { entries, why } = useMemo((): { entries: readonly Entry[]; why?: string } => {
    const typed = entryOf(text, { boards: [], sshHosts: [] });
    if (typed.kind === 'insmod' && insmodEntry === undefined) return { entries: [], why: 'Loading what reads it…' };
    const taken = typed.kind === 'insmod' ? insmodEntry?.(text, state, openPlanText) : undefined;
    if (typeof taken === 'string') return { entries: [], why: taken };
    if (taken !== undefined) return { entries: [closing(taken)] };
    const line = readAccessLine(text);
    if (line !== undefined) {
      const found = 'why' in line ? line.why : accessEntries(line, state);
      if (typeof found === 'string') return { entries: [], why: found };
      return { entries: found.map((entry) => ({ ...entry, run: () => entry.run(host) })) };
    }
    const found = matching(commands, text);
    const where = text.trim();
    if (!where.includes('@') || typed.kind !== 'destination') return { entries: found.map(closing) };
    const add = {
      id: 'destination',
      title: `Add the board ${where}`,
      command: addCommand(nameFor(typed.destination), where, ''),
      run: () => onDestination(where),
    };
    return { entries: [add, ...found].map(closing) };
  }, [text, commands, state, host, onDestination, insmodEntry]);
  const lit = entries.find(({ id }) => id === highlighted) ?? entries[0];
  const isMod = ({ ctrlKey, metaKey }: Pick<KeyboardEvent, 'ctrlKey' | 'metaKey'>) => (mac ? metaKey : ctrlKey);
  const choose = ({ run, command }: Entry, asCommand: boolean) => {
    setFailure(undefined);
    setSaid(undefined);
    if (asCommand) {
      if (command === undefined) return setSaid(noCommand);
      navigator.clipboard.writeText(command).then(
        () => setSaid(`Copied: ${command}`),
        () => setSaid('The system did not let it be copied.'),
      );
      return;
    }
    run().then(
      (told) => {
        if (told === undefined) onClose();
        else if (typeof told === 'string') setSaid(told);
        else setFailure({ problem: told, tone: 'warn' });
      },
      (thrown: unknown) => setFailure({ problem: problemOf(thrown), tone: 'bad' }),
    );
  };
  return (
    <Dialog.Root open onOpenChange={(open) => open || onClose()}>
      <Dialog.Portal>
        <Dialog.Backdrop className="dialog-scrim" />
        <Dialog.Popup className="dialog palette" aria-label="Command palette">
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
              if (reason === 'item-press') return;
              setText(value);
              setSaid(undefined);
              setFailure(undefined);
            }}
            itemToStringValue={(entry: Entry) => entry.title}
            onItemHighlighted={(entry) => setHighlighted(entry?.id)}
          >
            <Autocomplete.Input
              className="input"
              aria-label="Command, or r ADDRESS and w ADDRESS VALUE"
              placeholder="A command, r 0xA0000000 4, w 0xA0000000 1, or insmod uiomem.ko …"
              autoFocus
              spellCheck={false}
              onKeyDownCapture={(event) => {
                if (event.key !== 'Enter' || !isMod(event) || lit === undefined) return;
                event.preventDefault();
                event.stopPropagation();
                choose(lit, true);
              }}
            />
            <Autocomplete.List className="palette-list">
              {(entry: Entry) => (
                <Autocomplete.Item
                  key={entry.id}
                  value={entry}
                  className="palette-item"
                  onClick={(event) => choose(entry, isMod(event))}
                >
                  <span className="truncate">{entry.title}</span>
                  {entry.keys !== undefined && <Keys keys={entry.keys} mac={mac} />}
                </Autocomplete.Item>
              )}
            </Autocomplete.List>
          </Autocomplete.Root>
          <p role="status" className={said === undefined ? 'muted' : 'mono'}>
            {said ?? why ?? (entries.length === 0 ? 'No command is called that.' : '')}
          </p>
          {failure !== undefined && <ProblemBanner {...failure} />}
          {lit !== undefined && (
            <p className="palette-foot small">
              {lit.command === undefined ? (
                <span className="muted">{noCommand}</span>
              ) : (
                <>
                  <span className="muted">As command</span>
                  <code className="grow truncate" title={lit.command}>
                    {lit.command}
                  </code>
                  <Keys keys={copyKeys} mac={mac} />
                  <IconButton icon="copy" label={`Copy as command: ${lit.command}`} onClick={() => choose(lit, true)} />
                </>
              )}
            </p>
          )}
        </Dialog.Popup>
      </Dialog.Portal>
    </Dialog.Root>
  );
}
