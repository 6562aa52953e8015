import { expect, test } from 'vitest';
import { mountOf, parseMounts } from './space.ts';

test('the mount of a path: the deepest, of equals the last, names with spaces undone', () => {
  const mounts = parseMounts(`rootfs / rootfs rw 0 0
/dev/mmcblk0p2 / ext4 ro,relatime 0 0
tmpfs /run tmpfs rw,nosuid,noexec 0 0
tmpfs /run/user\\0401 tmpfs rw 0 0
`);
  const options = (path: string) => [...(mountOf(mounts, path)?.options ?? [])];
  expect(options('/var/lib')).toEqual(['ro', 'relatime']);
  expect(options('/run/x')).toEqual(['rw', 'nosuid', 'noexec']);
  expect(options('/runner')).toEqual(['ro', 'relatime']);
  expect(options('/run/user 1/x')).toEqual(['rw']);
  expect(mountOf([], '/')).toBeUndefined();
});
