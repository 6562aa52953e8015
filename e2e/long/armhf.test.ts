/** A 32-bit ARM board without node: the last node that there is for it, and a driver built with its own toolchain. */
import { bringsNode } from './brought-node.ts';

bringsNode({
  name: 'armhf',
  wish: { architecture: 'armhf' },
  architecture: 'arm',
  version: '20.11.0',
  address: 0x7000_0000n,
});
