/** The page's one device-tree worker: started when something is first asked of it. */
import { DeviceTreeClient } from './client.ts';
import { readFile } from './file-source.ts';
import DeviceTreeWorker from './main.ts?worker';
import type { FromWorker } from './protocol.ts';

export const deviceTrees = new DeviceTreeClient({
  readFile,
  start(heard, died) {
    const worker = new DeviceTreeWorker();
    worker.onmessage = ({ data }: MessageEvent<FromWorker>) => heard(data);
    worker.onerror = died;
    worker.onmessageerror = died;
    return { send: (message) => worker.postMessage(message), end: () => worker.terminate() };
  },
});
