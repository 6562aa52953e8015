/** An x86-64 board without node, whose SSH server is dropbear. */
import { bringsNode } from './brought-node.ts';

bringsNode({
  name: 'x86-64',
  wish: { architecture: 'x86-64', sshd: 'dropbear' },
  architecture: 'x64',
  version: '24.21.0',
  address: 0x3800_0000n,
});
