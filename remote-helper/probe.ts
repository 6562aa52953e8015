/**
 * Entry of probe.cjs: the helper's child, which touches what is not known to be memory. A bundle of its own, because it
 * needs little of the helper, and the helper's first mapping waits for it.
 */
import { serveProbe } from './memory/probe-child.ts';
import { failWith } from './startup/fail.ts';

process.on('uncaughtException', failWith);
process.on('unhandledRejection', failWith);

serveProbe();
