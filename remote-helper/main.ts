/** Entry of helper.cjs. */
import './startup/older-node.ts';
import { failWith } from './startup/fail.ts';
import { serveHelper } from './startup/serve.ts';

process.on('uncaughtException', failWith);
process.on('unhandledRejection', failWith);

serveHelper(process.argv.slice(2)).catch(failWith);
