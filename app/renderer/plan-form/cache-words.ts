/** A region's cache policy, its questions and their answers in words. */
import type { Snoops, Writer } from '../../plan/cache-questions.ts';
import { type CachePolicy, cachePolicy } from '../../plan/schema.ts';
import { cacheWords } from '../plan/cache-words.ts';

export const policyWords: readonly (readonly [CachePolicy, string])[] = cachePolicy.options.map((policy) => [
  policy,
  cacheWords[policy].long,
]);

export const writerWords: Readonly<Record<Writer, string>> = {
  cpu: 'The CPU: the device reads it',
  device: 'The device: the CPU reads it',
  turns: 'Both, in turns: one hands it to the other',
  'any-time': 'Both, at any time: flags, rings, mailboxes',
  alone: 'The CPU alone: no device uses it',
};

export const snoopWords: Readonly<Record<Snoops, string>> = {
  yes: 'Yes',
  no: 'No',
  unknown: 'I do not know',
};
