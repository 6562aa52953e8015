/** An arm64 board without node, whose SSH server is dropbear: no aes-gcm, no sftp, and commands of 9000 bytes at most. */
import { bringsNode } from './brought-node.ts';

bringsNode({
  name: 'dropbear',
  wish: { sshd: 'dropbear', kernel: '6.1' },
  architecture: 'arm64',
  version: '24.21.0',
  address: 0x7000_0000n,
});
