/** Adds a board to the list; connecting to it, with its host key and secrets, comes after and in its place. */
import { useState } from 'react';
import { boardName } from '../../contract/board.ts';
import { ProblemBanner } from '../components/banner.tsx';
import { CopyCommand } from '../components/command-line.tsx';
import { Dialog } from '../components/dialog.tsx';
import { SuggestField } from '../components/suggest-field.tsx';
import { TextField } from '../components/text-field.tsx';
import { addCommand } from '../copied-commands/board.ts';
import { useHost } from '../host/host-context.tsx';
import { runTask, useFailure } from '../host/tasks.ts';
import { connect } from './board-actions.ts';
import { howWritten, nameFor, parseDestination } from './destination.ts';
import { sshHostWords, useSshHosts } from './ssh-hosts.ts';

const key = 'add-board';

/** What the board could be called. */
function proposed(where: string): string {
  const destination = parseDestination(where);
  return destination === undefined ? '' : nameFor(destination);
}

/** `from`: who logs in where, as far as that was said already. `onAdded`: it is listed, and being connected next. */
export function AddBoardDialog({
  from,
  onAdded,
  onClose,
}: {
  from: string;
  onAdded(name: string): void;
  onClose(): void;
}) {
  const host = useHost();
  const { hosts, problem: whyNoHosts } = useSshHosts();
  const [name, setName] = useState(proposed(from));
  const [where, setWhere] = useState(from);
  const [identity, setIdentity] = useState('');
  const failure = useFailure(key);
  const destination = parseDestination(where);
  const named = boardName.safeParse(name).success;
  const add = async () => {
    if (destination === undefined || !named) return;
    const done = await runTask(key, `Add ${name}`, async (signal) => {
      const board = { name, ...destination, ...(identity !== '' && { identityFile: identity }) };
      await host.call('board.add', { board, makeDefault: false, test: false }, { signal });
    });
    if (!done) return;
    onClose();
    onAdded(name);
    await connect(host, name);
  };
  return (
    <Dialog
      title="Add a board"
      about={<p className="muted">A board is reached by SSH. Its host key is shown before anything is sent.</p>}
      confirm={{ label: 'Add and connect', disabled: destination === undefined || !named, run: add }}
      extra={<CopyCommand command={addCommand(name, where, identity)} />}
      onClose={onClose}
    >
      <TextField
        label="Name"
        value={name}
        onValue={setName}
        placeholder="zynq"
        error={name === '' || named ? undefined : 'Letters, digits, dots, - and _; a letter or digit first.'}
      />
      <SuggestField
        label="Who logs in where"
        value={where}
        onValue={(text) => {
          // The name follows what is chosen, as long as nobody has written one.
          if (name === proposed(where)) setName(proposed(text));
          setWhere(text);
        }}
        suggestions={hosts.map((each) => ({ value: each.name, about: sshHostWords(each) }))}
        placeholder="root@192.168.1.10"
        error={where === '' || destination !== undefined ? undefined : howWritten}
        note={whyNoHosts ?? 'Or a Host of your ~/.ssh/config, which is read at each connection.'}
      />
      <TextField
        label="Private key file (optional)"
        mono
        value={identity}
        onValue={setIdentity}
        placeholder="~/.ssh/id_ed25519"
        note="Without one: those of ~/.ssh/config, the agent and the usual files."
      />
      {failure !== undefined && <ProblemBanner problem={failure} />}
    </Dialog>
  );
}
