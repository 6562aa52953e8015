/** The devices of a source as regions of a plan, read behind each edit, and the way of a plan's regions into it. */
import { useRef, useState } from 'react';
import type { TreeFinding } from '../../devicetree/finding.ts';
import type { WantedRegion } from '../../devicetree/uiomem/form/text-with-regions.ts';
import type { Region } from '../../plan/schema.ts';
import { useDocument } from './form/use-document.ts';

export interface SourceRegions {
  /** Undefined while the text cannot be read, or is read for the first time. */
  readonly regions: readonly Region[] | undefined;
  /** Answers why nothing was taken. */
  take(wanted: readonly WantedRegion[]): Promise<TreeFinding | undefined>;
}

export function useSourceRegions(file: string, board: string | undefined): SourceRegions {
  const [known, setKnown] = useState<readonly Region[] | undefined>();
  const newest = useRef(0);
  const put = useDocument(file, board, (read) => {
    newest.current += 1;
    const turn = newest.current;
    // Of a text that is half written half of the devices would be missing.
    const isWhole = read?.findings.every(({ severity, path }) => severity !== 'error' || path !== undefined) === true;
    if (read === undefined || !isWhole) return setKnown(undefined);
    void read.document.ask('regions', undefined).then(
      (found) => {
        if (found === undefined || turn !== newest.current) return;
        setKnown(found.regions.map(({ region }) => region));
      },
      // The worker's death is told among the findings of the text.
      () => undefined,
    );
  });
  return { regions: known, take: (wanted) => put((document) => document.ask('takeRegions', wanted)) };
}
