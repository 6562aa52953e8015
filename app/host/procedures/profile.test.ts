import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { ServerCall } from '../../../remote-helper/rpc/contract.ts';
import type { HostParts } from './parts.ts';
import { profileProcedures } from './profile.ts';

// No part of a host is needed for facts that were saved: no board is asked.
const { 'profile.byFacts': byFacts } = profileProcedures({} as HostParts);
const facts = (name: string) => readFileSync(join(import.meta.dirname, '../../plan/facts', `${name}.json`), 'utf8');

test('saved facts have the manual of their kind of board, and why', async () => {
  const found = await byFacts({ json: facts('emulated-arm64-6.1') }, {} as ServerCall<never>);
  expect(found.profile.id).toBe('qemu-virt');
  expect(found.because).toMatch(/\.$/);
});

test('plan.bad-facts: what is no facts', async () => {
  await expect(byFacts({ json: '{}' }, {} as ServerCall<never>)).rejects.toMatchObject({
    problem: { id: 'plan.bad-facts' },
  });
});
