/** A 64-bit ARM board without node, with the newer kernel, whose SSH server is dropbear. */
import { bringsNode } from './brought-node.ts';

bringsNode({
  name: 'arm64-dropbear',
  wish: { kernel: '6.12', sshd: 'dropbear' },
  architecture: 'arm64',
  version: '24.21.0',
  address: 0x7000_0000n,
});
