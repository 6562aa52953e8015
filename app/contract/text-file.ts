/** Texts of the host's machine that are edited here: plans and device-tree sources, by their path. */
import { z } from 'zod';
import { contract } from '../../remote-helper/rpc/contract.ts';

/** What a text is; by its name (`bringup.yaml`; `board.dts`, `board.dtsi`, `board.dtso`) too when it is written. */
export const textKind = z.enum(['plan', 'device-tree']);
export type TextKind = z.output<typeof textKind>;

interface KindWords {
  /** With its article. */
  readonly called: string;
  readonly names: RegExp;
  /** As what it is called in hints. */
  readonly example: string;
  /** What a text of this kind is, and how one is had. */
  readonly wanted: string;
  /** Bytes. Written by hand: what is larger is another kind of file. */
  readonly largest: number;
}

/** What is said of each kind, by the host and by windows. */
export const textKinds: Readonly<Record<TextKind, KindWords>> = {
  plan: {
    called: 'a plan',
    names: /\.(?:ya?ml|json)$/i,
    example: 'bringup.yaml',
    wanted: 'A plan is YAML in UTF-8: plan new writes one.',
    largest: 1 << 20,
  },
  'device-tree': {
    called: 'a device-tree source',
    names: /\.(?:dts|dtsi|dtso)$/i,
    example: 'board.dts',
    wanted: 'It is text in UTF-8; dtc -I dtb -O dts makes it of a compiled tree.',
    // The largest of the kernel's own has some 200 KiB; a whole tree decompiled several times that.
    largest: 8 << 20,
  },
};

/** SHA-256 of the file's bytes, hex digits. */
const digest = z.string().regex(/^[0-9a-f]{64}$/);

/** Ids begin with the kind: `plan.file-missing`, `device-tree.file-missing`. */
export const textContract = contract({
  /**
   * `path`: absolute, or `~/…`. `folder` is where relative paths of it start. Throws `….path-relative`, `….file-missing`,
   * `….file-unreadable`, `….not-a-file`, `….file-too-large`, `….not-text`.
   */
  'text.open': {
    input: z.object({ kind: textKind, path: z.string().min(1) }),
    output: z.object({ path: z.string(), name: z.string(), folder: z.string(), text: z.string(), digest }),
  },
  /**
   * Written whole or not at all. `was`: what the file must hold still, else `….changed-on-disk` (data: digest, absent when it
   * is gone); absent for a file that must not be there yet, else `….file-exists`. Throws as `text.open` does, and `….other-name` for a
   * name that is none of the kind, `….file-unwritable`.
   */
  'text.save': {
    input: z.object({ kind: textKind, path: z.string().min(1), text: z.string(), was: digest.optional() }),
    output: z.object({ path: z.string(), digest }),
  },
});
