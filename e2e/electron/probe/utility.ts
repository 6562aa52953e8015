/** Sends back what comes over a port, and over each port that comes with it. */
import type { MessagePortMain } from 'electron';

function echo(port: MessagePortMain): void {
  port.on('message', ({ data, ports }) => {
    for (const more of ports) echo(more);
    port.postMessage(data);
  });
  port.start();
}

process.parentPort.on('message', ({ ports }) => {
  for (const port of ports) echo(port);
});
