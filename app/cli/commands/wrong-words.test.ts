/** Words that a command cannot take: told with their id before any board is asked, with what can be said instead. */
import { expect, it } from 'vitest';
import { type Played, play } from '../testing/played-command.ts';

const profiles: Played['answers'] = { 'profile.list': () => ({ profiles: [{ id: 'generic' }, { id: 'zynq-7000' }] }) };

it.each<[string, string, string, Played?]>([
  ['usage.conflict', 'persist remove --discard-changes --keep-changed', 'Say what shall become'],
  ['usage.conflict', 'plan new --from-board --insmod insmod', 'Say whether the plan'],
  ['usage.plan', 'board log --plan /nowhere/plan.yaml', 'Name a file'],
  ['usage.sequence', 'board log --since yesterday', '--json tells next'],
  ['usage.sequence', 'board log --since -1', '--json tells next'],
  ['usage.port', 'serve --port 65536', '0 to 65535'],
  ['usage.profile', 'board profile zinq', 'zynq-7000', { answers: profiles }],
  ['usage.range', 'sync for-cpu uiomem0 --offset 0', 'Give both'],
  ['usage.range', 'sync for-device uiomem0 --size 4096', 'Give both'],
  ['usage.runtime', 'board runtime zynq later', 'bring, shell or ask'],
  ['usage.where', 'module build --on moon', '--on board'],
])('%s: %s', async (id, line, wayOut, played) => {
  const { status, out, err, asked } = await play(line, played);
  expect([status, out, asked.filter((name) => name !== 'profile.list')]).toEqual([2, '', []]);
  expect(err).toContain(`[${id}]`);
  expect(err.split('\n')[1]).toContain(wayOut);
});
