import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { rootFolders } from './root-folders.ts';

it('are those that the bootstrap takes, in its order: room is judged, and clearing up done, where the helper goes', () => {
  const bootstrap = readFileSync(new URL('../../../remote-helper/bootstrap.sh', import.meta.url), 'utf8');
  expect(/\bplaces=(\/\S+)/.exec(bootstrap)?.[1]?.split(':')).toEqual(rootFolders);
});
