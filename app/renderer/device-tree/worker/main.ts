/** Where the worker starts. */
import '../../no-eval.ts';
import type { FromWorker, ToWorker } from './protocol.ts';
import { DeviceTreeService } from './service.ts';

const service = new DeviceTreeService((message: FromWorker) => self.postMessage(message));
self.addEventListener('message', ({ data }: MessageEvent<ToWorker>) => service.hear(data));
