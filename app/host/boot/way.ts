/** What every way to bring something to the next boots is made of. Pure. */
import { overlayPrefix } from '../../../remote-helper/contract/boot-places.ts';
import type { BootFile, BootInstall, BootLook } from '../../../remote-helper/contract/device-tree.ts';
import type { BoardFacts } from '../../../remote-helper/contract/facts.ts';
import { problem } from '../../../remote-helper/rpc/problem.ts';
import type { TreeWayId } from '../../contract/device-tree.ts';
import type { BoardProfile } from '../../plan/profile.ts';
import type { Edited } from './edited.ts';

export interface BootKnowledge {
  readonly look: BootLook;
  readonly board: BoardFacts;
  readonly profile: BoardProfile;
}

export interface Brought {
  readonly name: string;
  /** A .dtbo; empty for kernel arguments. */
  readonly overlay: Uint8Array;
  readonly arguments: readonly string[];
}

/** A file as it is to become; `after` absent: it goes. */
export interface BootChange {
  readonly path: string;
  readonly kind: 'text' | 'overlay' | 'tree';
  readonly after: Uint8Array | undefined;
}

/** Whether it goes; `id`: of what is told when it is tried all the same. */
export interface Judged {
  readonly possible: boolean;
  readonly because: string;
  readonly id?: string;
  readonly hint?: string;
}

export interface BootWay {
  readonly id: Exclude<TreeWayId, 'run-time'>;
  readonly title: string;
  readonly about: string;
  judge(known: BootKnowledge): Judged;
  /** What it writes for something of that name. */
  files(known: BootKnowledge, name: string): readonly string[];
  /** In the order in which it is written. Throws `boot.file-not-understood`, and what of the rest it refuses. */
  install(known: BootKnowledge, brought: Brought): readonly BootChange[];
  /** Also what is half there. */
  remove(known: Pick<BootKnowledge, 'look'>, install: BootInstall): readonly BootChange[];
}

export function fileAt({ look }: Pick<BootKnowledge, 'look'>, path: string): BootFile | undefined {
  return look.files.find((each) => each.path === path);
}

/** Throws `boot.file-not-understood` for one that is no text. */
export function textAt(known: Pick<BootKnowledge, 'look'>, path: string): string {
  const file = fileAt(known, path);
  if (file === undefined) return '';
  if (file.text !== undefined) return file.text;
  throw notUnderstood(path, 'It is no text, or larger than 64 KiB.');
}

/** Throws `boot.file-not-understood`. */
export function edited(path: string, made: Edited): BootChange {
  if ('text' in made) return { path, kind: 'text', after: Buffer.from(made.text) };
  throw notUnderstood(path, made.notUnderstood);
}

export function notUnderstood(path: string, why: string): Error {
  return problem('boot.file-not-understood', `${path} is not as the tool could write to it: ${why}`, {
    hint: 'Bring it by another way (dt status tells which there are), or write the file by hand: dt install --preview shows what would be written elsewhere.',
    data: { path, why },
  });
}

/** Beside overlays of others, a name of ours. */
export function overlayFile(name: string): string {
  return `${overlayPrefix}${name}`;
}

/** What stands in the way of writing to a folder of the board, whatever is to be written there. */
export function placeJudged({ look }: Pick<BootKnowledge, 'look'>, path: string, bytes = 65_536): Judged | undefined {
  const absent = look.notMounted.find((each) => path === each.path || path.startsWith(`${each.path}/`));
  if (absent !== undefined) {
    return {
      possible: false,
      id: 'boot.absent',
      because: `The boot partition of ${absent.path} is not mounted (${absent.source} in /etc/fstab).`,
      hint: `Mount it on the board: mount ${absent.path}.`,
    };
  }
  const folder = look.folders
    .filter((each) => each.path === '/' || path === each.path || path.startsWith(`${each.path}/`))
    .reduce<BootLook['folders'][number] | undefined>(
      (best, each) => (best === undefined || each.path.length >= best.path.length ? each : best),
      undefined,
    );
  if (path.startsWith('/boot') && !look.folders.some((each) => each.path === '/boot')) {
    return {
      possible: false,
      id: 'boot.absent',
      because: 'The board has no /boot.',
      hint: 'Mount its boot partition there.',
    };
  }
  if (folder?.readOnly === true) {
    return {
      possible: false,
      id: 'boot.read-only',
      because: `${folder.path} is mounted read-only (${folder.fileSystem}).`,
      hint: `Remount it on the board: mount -o remount,rw ${folder.path}.`,
    };
  }
  if (folder?.lasts === false) {
    return {
      possible: false,
      id: 'boot.absent',
      because: `${folder.path} is in RAM (${folder.fileSystem}): what is written there is gone at the next boot.`,
      hint: 'Mount the board’s boot partition there.',
    };
  }
  if (folder?.freeBytes !== undefined && folder.freeBytes < bytes + 16_384) {
    return {
      possible: false,
      id: 'boot.no-space',
      because: `${folder.path} has ${folder.freeBytes} bytes left, and some ${bytes + 16_384} are wanted.`,
      hint: 'Make room there: kernels that are booted no more, old initramfs images.',
    };
  }
  return undefined;
}
