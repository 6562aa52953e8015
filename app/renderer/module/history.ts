/** Modules that were built before, as the board sees them: which fit its kernel, which is loaded, which lies there. Pure. */
import type { BuiltModule } from '../../contract/module.ts';
import type { BoardState } from '../../contract/state.ts';

export interface HistoryRow {
  readonly module: BuiltModule;
  /** Of the board's kernel release and architecture; undefined while the board is not known. */
  readonly fits: boolean | undefined;
  readonly loaded: boolean;
  readonly onBoard: boolean;
}

export function historyRows(
  built: readonly BuiltModule[],
  { connection, driver }: Pick<BoardState, 'connection' | 'driver'>,
  {
    architecture,
    uploaded = [],
  }: { readonly architecture?: string | undefined; readonly uploaded?: readonly string[] },
): readonly HistoryRow[] {
  const kernel = connection.state === 'open' ? connection : undefined;
  return built.map((module) => {
    const { release, srcversion, sha256 } = module;
    const fits =
      kernel && architecture !== undefined
        ? release === kernel.kernel && module.architecture === architecture
        : undefined;
    return {
      module,
      fits,
      loaded: fits === true && srcversion !== undefined && driver?.srcversion === srcversion,
      onBoard: uploaded.some((path) => path.includes(`/${sha256}/`)),
    };
  });
}

/** The file of what is loaded, where it was built here. */
export function fileOfLoaded(...of: Parameters<typeof historyRows>): string | undefined {
  return historyRows(...of).find(({ loaded }) => loaded)?.module.path;
}
