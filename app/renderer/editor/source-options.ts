/** How a device-tree source is told to the worker. Apart from the editor, so that panels do not load it. */
import type { TextEdit } from '../../devicetree/finding.ts';
import type { Diagnostics } from '../../devicetree/language/diagnostics.ts';

/** A file that no editor has open, as it was read, and what is to change in it. */
export interface FileChange {
  readonly file: string;
  readonly before: string;
  readonly edits: readonly TextEdit[];
}

/** A label that is to be called otherwise in files that are not open. */
export interface FilesRename {
  readonly from: string;
  readonly to: string;
  readonly closed: readonly FileChange[];
  /** Those that change in their editors. */
  readonly open: readonly string[];
}

export interface SourceOptions {
  /** Its path on the host's machine, by which included files are found; a bare name where it has none. */
  readonly file: string;
  /** As `deviceTrees.setBoard` has it. */
  readonly board?: string | undefined;
  readonly runTime?: boolean | undefined;
  onDiagnostics?(diagnostics: Diagnostics): void;
  /** Shows a place of another file, from 1; without it the editor goes to places of its own file alone. */
  onOpenFile?(file: string, place: { readonly line: number; readonly column: number }): void;
  /** Shows what changes, and writes the files that are not open when that is wanted; answers whether it did. Without it such a rename is refused. */
  onRename?(rename: FilesRename): Promise<boolean>;
}
