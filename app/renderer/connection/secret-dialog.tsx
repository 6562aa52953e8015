/** Asks for a secret of a board. It goes to the host's memory and stays in no state of the page. */
import { useState } from 'react';
import type { Board } from '../../contract/board.ts';
import { Dialog } from '../components/dialog.tsx';
import { TextField } from '../components/text-field.tsx';
import { useHost } from '../host/host-context.tsx';
import { giveSecret } from './board-actions.ts';
import { destinationText } from './destination.ts';

export type SecretKind = 'password' | 'passphrase' | 'sudo';

/** The secret that a Problem asks for. */
export function secretKind(id: string): SecretKind | undefined {
  const kinds: Readonly<Record<string, SecretKind>> = {
    'ssh.password-wanted': 'password',
    'ssh.passphrase-wanted': 'passphrase',
    'sudo.password-wanted': 'sudo',
  };
  return kinds[id];
}

export function SecretDialog({
  board,
  kind,
  why,
  hop,
  onClose,
}: {
  board: Board;
  kind: SecretKind;
  /** Who wants it, and whether the one before was wrong: what stands behind the dialog is not read there. */
  why: string;
  /** The jump host that wants it; absent: the board. */
  hop?: string;
  onClose(): void;
}) {
  const host = useHost();
  const [secret, setSecret] = useState('');
  const label = {
    password: `Password of ${hop ?? destinationText(board)}`,
    passphrase: `Passphrase of ${board.identityFile ?? 'the private key'}`,
    sudo: `sudo’s password${board.user === undefined ? '' : ` of ${board.user}`} on ${board.name}`,
  }[kind];
  const give = () => {
    onClose();
    void giveSecret(host, board.name, { kind, secret, ...(hop !== undefined && { hop }) });
  };
  return (
    <Dialog
      title={`${board.name} wants a secret`}
      about={
        <>
          <p>{why}</p>
          <p className="muted">It is kept in the host’s memory until the host ends, and is written nowhere.</p>
        </>
      }
      confirm={{ label: 'Connect', disabled: secret === '', run: give }}
      onClose={onClose}
    >
      <TextField label={label} type="password" value={secret} onValue={setSecret} autoFocus />
    </Dialog>
  );
}
