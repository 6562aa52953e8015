/** Entry of the host's own process in Electron: serves one window over each port that main hands on. */
import { messagePortDuplex } from '../../remote-helper/rpc/message-port.ts';
import { serve } from '../../remote-helper/rpc/server.ts';
import { hostContract } from '../contract.ts';
import { createHost } from '../host/host.ts';
import { electronPort } from './electron-port.ts';

const host = createHost({ onDamage: ({ message }) => process.stderr.write(`uiomem-studio: ${message}\n`) });

process.parentPort.on('message', ({ ports }) => {
  for (const port of ports) serve(hostContract, host.handlers, messagePortDuplex(electronPort(port)));
});
