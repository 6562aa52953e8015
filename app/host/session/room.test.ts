import { describe, expect, it } from 'vitest';
import { fittingPlaces, fittingRootPlace, noUploadPlace, parseRootPlaces } from './room.ts';

const place = (path: string, megabytes: number, fileSystem = `disk/${path}`) => ({
  path,
  freeBytes: megabytes * 1e6,
  fileSystem,
});
const wanted = [
  { name: 'v/helper.cjs', size: 2e6 },
  { name: 'node-1', size: 100e6 },
];

it('takes places with room for what is missing, those that were used before first', () => {
  const places = [place('/home', 500), place('/var/tmp', 50), place('/tmp', 20)];
  const order = (present: [string, number][]) =>
    fittingPlaces({ places, present: new Map(present) }, wanted).map(({ path }) => path);
  expect(order([])).toEqual(['/home']);
  expect(order([['/tmp/node-1', 100e6]])).toEqual(['/tmp', '/home']);
  // Of another size: cut short.
  expect(order([['/tmp/node-1', 99e6]])).toEqual(['/home']);
});

it.each([
  ['deliver.no-space', [place('/home', 50)], [], '/home (50 MB free), /tmp (read-only)'],
  ['deliver.no-place', [], [], '/tmp (read-only)'],
  [
    'deliver.no-place',
    [place('/home', 500)],
    [{ path: '/home', why: 'Operation not permitted' }],
    '/home (Operation not permitted), /tmp (read-only)',
  ],
  [
    'deliver.no-space',
    [place('/home', 500)],
    [{ path: '/home', why: 'cat: write error: No space left on device' }],
    '/home (cat: write error: No space left on device), /tmp (read-only)',
  ],
])('%s', (id, places, tried, told) => {
  const probe = {
    user: 'dev',
    present: new Map<string, number>(),
    places,
    unfit: [{ path: '/tmp', why: 'read-only' }],
  };
  expect(noUploadPlace('board', probe, wanted, tried).problem).toMatchObject({
    id,
    message: `board has no folder of dev's that takes 102 MB: ${told}.`,
  });
});

describe('root’s places', () => {
  const text = `/var/lib/uiomem-studio 1000 disk/9 no rw,relatime
/root/.uiomem-studio 900000 disk/9 no ro,relatime
/run/uiomem-studio 900000 tmpfs/1 no rw,nosuid,noexec
/dev/shm/uiomem-studio 200000 shm/2 yes rw
/tmp/uiomem-studio 200000 tmp/3 no
something else
`;

  it('are what the board says of their mounts', () => {
    expect(parseRootPlaces(text).map(({ path, why, hasNode }) => [path, why, hasNode])).toEqual([
      ['/var/lib', undefined, false],
      ['/root', 'read-only', false],
      ['/run', 'noexec', false],
      ['/dev/shm', undefined, true],
      ['/tmp', undefined, false],
    ]);
  });

  it('fit when programs may be started and there is room beside what was sent to the same file system', () => {
    const places = parseRootPlaces(text);
    expect(fittingRootPlace(places, 900_000)?.path).toBe('/dev/shm');
    expect(fittingRootPlace(places.slice(0, 1), 900_000)).toBe(undefined);
    // What is there already needs no room.
    expect(fittingRootPlace(places, 500e6)?.path).toBe('/dev/shm');
    const [, , , , tmp] = places;
    const upload = { place: { fileSystem: 'tmp/3', freeBytes: 200_000 * 1024 }, sent: 120e6 };
    expect(fittingRootPlace(tmp === undefined ? [] : [tmp], 120e6)?.path).toBe('/tmp');
    expect(fittingRootPlace(tmp === undefined ? [] : [tmp], 120e6, upload)).toBe(undefined);
  });
});
