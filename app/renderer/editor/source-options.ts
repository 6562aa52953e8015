/** How a device-tree source is told to the worker. Apart from the editor, so that panels do not load it. */
import type { Diagnostics } from '../../devicetree/language/diagnostics.ts';

export interface SourceOptions {
  /** Its path on the host's machine, by which included files are found; a bare name where it has none. */
  readonly file: string;
  /** As `deviceTrees.setBoard` has it. */
  readonly board?: string | undefined;
  readonly runTime?: boolean | undefined;
  onDiagnostics?(diagnostics: Diagnostics): void;
  /** Shows a place of another file, from 1; without it the editor goes to places of its own file alone. */
  onOpenFile?(file: string, place: { readonly line: number; readonly column: number }): void;
}
