/** The user's settings, for windows and commands. */
import type { Handlers } from '../../../remote-helper/rpc/contract.ts';
import type { settingsContract } from '../../contract/settings.ts';
import type { SettingsStore } from '../settings/settings-store.ts';

export function settingsProcedures(settings: SettingsStore): Handlers<typeof settingsContract> {
  return {
    'settings.read': async () => await settings.read(),
    'settings.watch': async (_input, call) => await settings.watch(call.signal, (state) => call.item(state)),
    'settings.change': async ({ change }) => await settings.change(change),
    'settings.reset': async ({ names }) => await settings.reset(names),
  };
}
