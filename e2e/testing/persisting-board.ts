/** A board of which a plan says what its next boots load, for tests of what is kept on it. */
import { emulatedHost } from './emulated-host.ts';
import { fileListing } from './file-listing.ts';

/** Two regions for this boot alone, and for the next ones too. */
export const text = `version: 1
name: kept over boots
regions:
  - { device: uiomem0, address: 0x70000000, size: 1M }
  - { device: uiomem2, address: 0x71000000, size: 64K, cache: coherent }
`;
export const kept = `${text}persist: { boot: true }\n`;
export const modprobe = '/etc/modprobe.d/uiomem.conf';
/** Where a plan's own paths begin. */
export const folder = process.cwd();

/** Boots it, with a module built for it. `before`: what lies on it then. */
export async function persistingBoard(name: string) {
  const host = await emulatedHost(name);
  await host.client.call('module.build', { board: name });
  /** The folders that persistence writes to or beside. Not the helper itself. */
  const listing = () =>
    fileListing(
      host.shell,
      ['etc', 'lib/modules', 'usr/src', 'var/lib'],
      (path) => !/^var\/lib\/uiomem-studio(?!\/persist)/.test(path),
    );
  return {
    host,
    listing,
    before: await listing(),
    apply: (plan: string) => host.client.call('plan.apply', { board: name, text: plan, folder, resume: false }),
    remove: (changed: 'refuse' | 'discard' | 'keep' = 'refuse') =>
      host.client.call('persist.remove', { board: name, changed }),
    /** It may not be loaded. */
    unload: () => host.shell('rmmod uiomem 2>/dev/null || :'),
  };
}

/** Of a listing, what the tool left besides its journal, which an apply of this boot needs. */
export function withoutOwnFolder(listing: string): string {
  return listing
    .split('\n')
    .filter((line) => !line.startsWith('var/lib/uiomem-studio'))
    .join('\n');
}
