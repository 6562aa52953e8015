/** Adds a board to the list; connecting to it, with its host key and secrets, comes after and in its place. */
import { useState } from 'react';
import { boardName } from '../../contract/board.ts';
import { ProblemBanner } from '../components/banner.tsx';
import { CopyCommand } from '../components/command-line.tsx';
import { Dialog } from '../components/dialog.tsx';
import { TextField } from '../components/text-field.tsx';
import { connect } from '../connection/board-actions.ts';
import { nameFor, parseDestination } from '../connection/destination.ts';
import { openPanel } from '../dock/dock-store.ts';
import { useHost } from '../host/host-context.tsx';
import { runTask, useFailure } from '../host/tasks.ts';

const key = 'add-board';

/** `from`: who logs in where, as far as that was said already. */
export function AddBoardDialog({ from, onClose }: { from: string; onClose(): void }) {
  const host = useHost();
  const said = parseDestination(from);
  const [name, setName] = useState(said === undefined ? '' : nameFor(said));
  const [where, setWhere] = useState(from);
  const [identity, setIdentity] = useState('');
  const failure = useFailure(key);
  const destination = parseDestination(where);
  const named = boardName.safeParse(name).success;
  const command = `uiomem-studio board add ${name || 'NAME'} ${where || 'USER@HOST'}${identity === '' ? '' : ` --identity ${identity}`}`;
  const add = async () => {
    if (destination === undefined || !named) return;
    const done = await runTask(key, `Add ${name}`, async (signal) => {
      const board = { name, ...destination, ...(identity !== '' && { identityFile: identity }) };
      await host.call('board.add', { board, makeDefault: false, test: false }, { signal });
    });
    if (!done) return;
    openPanel({ kind: 'board', board: name });
    onClose();
    await connect(host, name);
  };
  return (
    <Dialog
      title="Add a board"
      about={<p className="muted">A board is reached by SSH. Its host key is shown before anything is sent.</p>}
      confirm={{ label: 'Add and connect', disabled: destination === undefined || !named, run: add }}
      extra={<CopyCommand command={command} />}
      onClose={onClose}
    >
      <TextField
        label="Name"
        value={name}
        onValue={setName}
        placeholder="zynq"
        error={name === '' || named ? undefined : 'Letters, digits, dots, - and _; a letter or digit first.'}
      />
      <TextField
        label="Who logs in where"
        mono
        value={where}
        onValue={setWhere}
        placeholder="root@192.168.1.10"
        error={
          where === '' || destination !== undefined
            ? undefined
            : 'Write it like root@192.168.1.10 or dev@board:2222, or a Host of your ~/.ssh/config.'
        }
        note="Or a Host of your ~/.ssh/config, which is read at each connection."
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
