/** A file of addresses that was chosen or dropped: its bytes stay in the page. */
import { problem } from '../../../remote-helper/rpc/problem.ts';
import type { AddressMap } from '../../plan/address-map/address-map.ts';
import { mostOfPlatform, readAddressMap } from '../../plan/address-map/read.ts';
import { tooLarge } from '../../plan/address-map/zip.ts';

/** Throws `address-map.unreadable`, and what readAddressMap throws. */
export async function readAddressFile(file: File): Promise<AddressMap> {
  // Before it is in memory.
  if (file.size > mostOfPlatform) throw tooLarge(file.name, BigInt(file.size), mostOfPlatform);
  const bytes = await file.arrayBuffer().catch((cause: unknown) => {
    throw problem('address-map.unreadable', `${file.name} cannot be read.`, {
      hint: 'Choose a file: a folder cannot be opened, nor what was moved meanwhile.',
      data: { file: file.name },
      cause,
    });
  });
  return readAddressMap(file.name, new Uint8Array(bytes));
}
