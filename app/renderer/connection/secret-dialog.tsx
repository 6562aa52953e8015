/** Asks for a secret of a board. It goes to the host, which may keep it in the system's store, and stays in no state of the page. */
import { useState } from 'react';
import type { Board } from '../../contract/board.ts';
import { Dialog } from '../components/dialog.tsx';
import { Switch } from '../components/switch.tsx';
import { TextField } from '../components/text-field.tsx';
import { useHost } from '../host/host-context.tsx';
import { giveSecret } from './board-actions.ts';
import { destinationText } from './destination.ts';
import type { FailureProps } from './failure-props.ts';
import { useKeptSecrets } from './kept-secrets.ts';

export type SecretKind = 'password' | 'passphrase' | 'sudo';

/** The secret that a Problem asks for: none is known, or the one that was is wrong. */
export function secretKind({ id, data }: FailureProps['problem']): SecretKind | undefined {
  const kinds: Readonly<Record<string, SecretKind>> = {
    'ssh.password-wanted': 'password',
    'ssh.passphrase-wanted': 'passphrase',
    'sudo.password-wanted': 'sudo',
  };
  // A wrong password is refused as everything else is; whether one was given tells them apart.
  const tried: readonly unknown[] = Array.isArray(data?.tried) ? data.tried : [];
  const wrong = id === 'ssh.authentication-refused' && tried.some((way) => String(way).startsWith('password'));
  return wrong ? 'password' : kinds[id];
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
  const { place } = useKeptSecrets(board.name);
  const [remember, setRemember] = useState(false);
  const label = {
    password: `Password of ${hop ?? destinationText(board)}`,
    passphrase: `Passphrase of ${board.identityFile ?? 'the private key'}`,
    sudo: `sudo’s password${board.user === undefined ? '' : ` of ${board.user}`} on ${board.name}`,
  }[kind];
  const give = () => {
    onClose();
    void giveSecret(host, board.name, {
      kind,
      secret,
      ...(hop !== undefined && { hop }),
      ...(remember && { remember }),
    });
  };
  return (
    <Dialog
      title={`${board.name} wants a secret`}
      about={<p>{why}</p>}
      confirm={{ label: 'Connect', disabled: secret === '', run: give }}
      onClose={onClose}
    >
      <TextField label={label} type="password" value={secret} onValue={setSecret} autoFocus />
      {place?.kind === 'system' && (
        <Switch label="Remember in the system’s secret store" checked={remember} onChecked={setRemember} />
      )}
      <p className="small muted">
        {remember
          ? 'It is used at the next connections too, until it is wrong or you forget it.'
          : 'It is kept in the host’s memory until the host ends, and is written nowhere.'}
        {place?.kind === 'memory-only' && ` It cannot be remembered for longer. ${place.why}`}
      </p>
    </Dialog>
  );
}
