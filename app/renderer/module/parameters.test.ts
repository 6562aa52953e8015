import { expect, test } from 'vitest';
import { examplePlan } from '../../plan/new-plan.ts';
import { chosenSet, parameterSets, whyNoPlan } from './parameters.ts';

const driver = {
  driver: 'ours' as const,
  parameters: { info_enable: '1', uiomem1_addr: '4096', uiomem1_size: '8192' },
};
const plan = { name: 'bringup.yaml', text: examplePlan() };

test('the plan’s parameters come first, then those that are loaded, and none always', () => {
  const sets = parameterSets({ plan, driver });
  expect(sets.map(({ from }) => from)).toEqual(['plan', 'loaded', 'none']);
  expect(sets[0]?.parameters).toContainEqual({ name: 'uiomem0_addr', value: '0x70000000' });
  expect(sets[1]?.parameters).toEqual([
    { name: 'uiomem1_addr', value: '0x1000' },
    { name: 'uiomem1_size', value: '0x2000' },
  ]);
  expect([chosenSet(sets, undefined).from, chosenSet(sets, 'none').from]).toEqual(['plan', 'none']);
});

test('what is not there is not offered, and what was chosen of it gives way', () => {
  const broken = { ...plan, text: 'version: 1\nregions: 7\n' };
  const sets = parameterSets({ plan: broken, driver: undefined });
  expect(sets).toEqual([{ from: 'none', label: 'None', parameters: [] }]);
  expect(chosenSet(sets, 'plan').from).toBe('none');
  // Another module of that name has none of ours.
  expect(parameterSets({ plan: undefined, driver: { driver: 'other', parameters: { x: '1' } } })).toHaveLength(1);
  expect([whyNoPlan(undefined), whyNoPlan(broken), whyNoPlan(plan)]).toEqual([
    'No plan is open for the board.',
    'The plan bringup.yaml does not say a whole plan.',
    undefined,
  ]);
});
