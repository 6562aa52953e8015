/** Texts of the host's machine by their path: plans and device-tree sources, which are edited here, and sources in C, which are shown. */
import { z } from 'zod';
import { contract } from '../../remote-helper/rpc/contract.ts';

/** What a text that is edited is; by its name (`bringup.yaml`; `board.dts`, `board.dtsi`, `board.dtso`) too when it is written. */
export const textKind = z.enum(['plan', 'device-tree']);
export type TextKind = z.output<typeof textKind>;

/**
 * What is only shown, too: `c-source`, what a compiler speaks of when a module is built. It may lie in the module's folder or in a
 * kernel's, so no folder is asked for: the user's own rights say what can be read, as for the other kinds.
 */
export const shownKind = z.enum([...textKind.options, 'c-source']);
export type ShownKind = z.output<typeof shownKind>;

/** What is read at all: as bytes what a device-tree source names by `/incbin/`. */
export type ReadKind = ShownKind | 'bytes';

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
export const textKinds: Readonly<Record<ReadKind, KindWords>> = {
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
  'c-source': {
    called: 'a source of a module',
    names: /\.(?:[chS]|lds)$|(?:^|\/)(?:Makefile|makefile|Kbuild|Kconfig)$/,
    example: 'module.c',
    wanted: 'It is text in UTF-8, in C or assembler, or a makefile.',
    // The largest header of the kernel has some 20 MiB, all of them masks of one graphics processor.
    largest: 4 << 20,
  },
  bytes: {
    called: 'a file that /incbin/ brings into a tree',
    names: /./,
    example: 'firmware.bin',
    wanted: 'It becomes a part of the tree, which the boot loader has to hold as a whole.',
    largest: 16 << 20,
  },
};

/** SHA-256 of the file's bytes, hex digits. */
const digest = z.string().regex(/^[0-9a-f]{64}$/);

/** Ids begin with the kind: `plan.file-missing`, `device-tree.file-missing`, `c-source.file-missing`. */
export const textContract = contract({
  /**
   * `path`: absolute, or `~/…`. `folder` is where relative paths of it start. Throws `….path-relative`, `….file-missing`,
   * `….file-unreadable`, `….not-a-file`, `….file-too-large`, `….not-text`.
   */
  'text.open': {
    input: z.object({ kind: shownKind, path: z.string().min(1) }),
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
  /**
   * Several files that belong together, all of them or none: each as by `text.save`, looked at before the first is written. When one
   * cannot be written then, those before it get back what they held; `….half-written` names those for which that failed too.
   */
  'text.saveAll': {
    input: z.object({
      kind: textKind,
      files: z.array(z.object({ path: z.string().min(1), text: z.string(), was: digest })).min(1),
    }),
    output: z.object({ files: z.array(z.object({ path: z.string(), digest })) }),
  },
  /** A file as it is, beside the output. Throws as `text.open` does, with ids that begin with `bytes`. */
  'text.bytes': {
    input: z.object({ path: z.string().min(1) }),
    output: z.object({ path: z.string() }),
    outputBytes: true,
  },
});
