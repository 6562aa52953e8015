/** Says anew what a board is called and how it is reached, and forgets secrets that are kept for it. */
import { useState } from 'react';
import { type Board, boardName } from '../../contract/board.ts';
import { Banner, ProblemBanner } from '../components/banner.tsx';
import { Button } from '../components/button.tsx';
import { CopyCommand } from '../components/command-line.tsx';
import { Dialog } from '../components/dialog.tsx';
import { Select } from '../components/select.tsx';
import { SuggestField } from '../components/suggest-field.tsx';
import { TextField } from '../components/text-field.tsx';
import { editCommand, forgetSecretsCommand } from '../copied-commands/board.ts';
import { useHost } from '../host/host-context.tsx';
import { forgetFailure, runTask, useFailure, useTask } from '../host/tasks.ts';
import { destinationText, howWritten, parseDestination } from './destination.ts';
import { useKeptSecrets } from './kept-secrets.ts';
import { sshHostWords, useSshHosts } from './ssh-hosts.ts';

const editKey = (board: string) => `edit:${board}`;

type Runtime = NonNullable<Board['runtime']> | 'ask';

const runtimes: readonly { readonly value: Runtime; readonly label: string }[] = [
  { value: 'ask', label: 'Ask when it is needed' },
  { value: 'bring', label: 'Bring node' },
  { value: 'shell', label: 'Go by plain shell' },
];

/** `onEdited`: it is listed so now, perhaps under another name, of which the host tells (board-renamed.ts). */
export function EditBoardDialog({ board, onEdited, onClose }: { board: Board; onEdited?(): void; onClose(): void }) {
  const host = useHost();
  const { hosts } = useSshHosts();
  const [name, setName] = useState(board.name);
  const [where, setWhere] = useState(destinationText(board));
  const [identity, setIdentity] = useState(board.identityFile ?? '');
  const [runtime, setRuntime] = useState<Runtime>(board.runtime ?? 'ask');
  const task = useTask(editKey(board.name));
  const failure = useFailure(editKey(board.name));
  const destination = parseDestination(where);
  const named = boardName.safeParse(name).success;
  const own = board.emulated !== undefined;
  const close = () => {
    forgetFailure(editKey(board.name));
    onClose();
  };
  const save = async () => {
    if (destination === undefined || !named) return;
    const to = {
      name,
      // As it is listed where nobody touched it: the text leaves port 22 out.
      ...(own || where === destinationText(board) ? reachOf(board) : destination),
      ...(identity.trim() !== '' && { identityFile: identity.trim() }),
      ...(runtime !== 'ask' && { runtime }),
    };
    const done = await runTask(editKey(board.name), `Edit ${board.name}`, async (signal) => {
      await host.call('board.edit', { board: board.name, to }, { signal });
    });
    if (!done) return;
    close();
    onEdited?.();
  };
  return (
    <Dialog
      title={`Edit ${board.name}`}
      about={
        own ? (
          <p className="muted">This board is run by the tool, which decides how it is called and reached.</p>
        ) : (
          <p className="muted">
            Its session ends. Where it is another machine, user or key then, passwords that were kept for it are
            forgotten.
          </p>
        )
      }
      confirm={{ label: 'Save', disabled: destination === undefined || !named || task !== undefined, run: save }}
      extra={<CopyCommand command={editCommand(board, { name, where, identity, runtime })} />}
      onClose={close}
    >
      {!own && (
        <>
          <TextField
            label="Name"
            value={name}
            onValue={setName}
            error={named ? undefined : 'Letters, digits, dots, - and _; a letter or digit first.'}
          />
          <SuggestField
            label="Who logs in where"
            value={where}
            onValue={setWhere}
            suggestions={hosts.map((each) => ({ value: each.name, about: sshHostWords(each) }))}
            error={destination === undefined ? howWritten : undefined}
          />
          <TextField
            label="Private key file (optional)"
            mono
            value={identity}
            onValue={setIdentity}
            note="Without one: those of ~/.ssh/config, the agent and the usual files."
          />
        </>
      )}
      <Select<Runtime> label="On a board without node" value={runtime} options={runtimes} onValue={setRuntime} />
      <KeptSecrets board={board.name} />
      {failure !== undefined && <ProblemBanner problem={failure} />}
    </Dialog>
  );
}

const reachOf = ({ host, port, user }: Board) => ({
  host,
  ...(port !== undefined && { port }),
  ...(user !== undefined && { user }),
});

const secretWords = { password: 'password', passphrase: 'passphrase', sudo: 'sudo password' } as const;

function KeptSecrets({ board }: { board: string }) {
  const { place, kept, failure, forget } = useKeptSecrets(board);
  if (failure !== undefined) return <ProblemBanner problem={failure} />;
  if (place === undefined) return null;
  if (place.kind === 'memory-only') {
    return <p className="small muted">Passwords are kept in the host’s memory only, until it ends. {place.why}</p>;
  }
  if (kept.length === 0) {
    return <p className="small muted">The system’s secret store keeps nothing for {board}.</p>;
  }
  const words = kept.map(({ kind, hop }) => `${secretWords[kind]}${hop === undefined ? '' : ` of ${hop}`}`);
  return (
    <Banner
      tone="info"
      title={`The system’s secret store keeps for ${board}: ${words.join(', ')}.`}
      actions={
        <>
          <Button icon="trash" onClick={forget}>
            Forget the saved {kept.length === 1 ? (words[0] ?? 'password') : 'passwords'}
          </Button>
          <CopyCommand command={forgetSecretsCommand(board)} />
        </>
      }
    />
  );
}
