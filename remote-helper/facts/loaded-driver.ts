/** Which driver the loaded uiomem is: ours, the reference (or another with its parameters), or something else. */
import type { BoardFacts } from '../contract/facts.ts';

type Loaded = NonNullable<BoardFacts['uiomem']>;

/** uiomem-interface: Module parameters. */
const wanted = ['info_enable', ...Array.from({ length: 8 }, (_, n) => [`uiomem${n}_addr`, `uiomem${n}_size`]).flat()];

/** Versions of ours end so (kernel/uiomem.h: UIOMEM_DRIVER_VERSION). */
const ownVersion = /-studio$/;

/** Undefined where neither module nor class told a version. */
export function driverOf({ version, parameters }: Pick<Loaded, 'version' | 'parameters'>): Loaded['driver'] {
  if (!wanted.every((name) => name in parameters)) return 'other';
  return version === undefined ? undefined : ownVersion.test(version) ? 'ours' : 'reference';
}
