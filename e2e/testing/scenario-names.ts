/** States of the page with the scripted host, by the names that `app/renderer/testing/scenarios.ts` has for them. */

export const themes = ['dark', 'light', 'contrast'] as const;

export const scenarioNames: readonly string[] = [
  'no-boards',
  'closed',
  'connecting',
  'host-key',
  'host-key-changed',
  'password',
  'lost',
  'rebooted',
  'held',
  'no-driver',
  'no-regions',
  'devices',
  'memory',
  'memory-unknown',
  'memory-5gib',
  'plan',
  'plan-findings',
  'plan-empty',
  'apply-running',
  'apply-done',
  'apply-failed',
  'apply-rolled-back',
  'host-gone',
  'host-absent',
  'no-key',
  'other-version',
];
