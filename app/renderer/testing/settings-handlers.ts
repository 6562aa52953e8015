/** The settings of the scripted host: judged as the real one does, kept as long as the page lives. */
import type { Handlers } from '../../../remote-helper/rpc/contract.ts';
import { problem } from '../../../remote-helper/rpc/problem.ts';
import {
  checkedChange,
  defaultSettings,
  type StoredSettings,
  settingInfo,
  settingsFrom,
  withChange,
} from '../../contract/setting-info.ts';
import type { SettingsState, settingsContract } from '../../contract/settings.ts';

export class ScriptedSettings {
  #stored: StoredSettings = {};
  readonly #wakes = new Set<() => void>();
  /** Every change fails, as on a full disk. */
  full = false;

  /** As another process would write the file; what is no value is told as the real host tells it. */
  store(stored: StoredSettings): SettingsState {
    this.#stored = stored;
    for (const wake of this.#wakes) wake();
    return settingsFrom(stored);
  }

  handlers(): Handlers<typeof settingsContract> {
    const change = (part: Readonly<Record<string, unknown>>) => {
      const checked = checkedChange(part);
      if (this.full) throw problem('internal', 'ENOSPC: no space left on device, write');
      return this.store(withChange(this.#stored, checked));
    };
    return {
      'settings.read': async () => settingsFrom(this.#stored),
      'settings.watch': async (_input, { item, signal }) => {
        for (;;) {
          const sent = this.#stored;
          await item(settingsFrom(sent));
          while (sent === this.#stored && !signal.aborted) {
            const { promise, resolve } = Promise.withResolvers<void>();
            this.#wakes.add(resolve);
            signal.addEventListener('abort', () => resolve(), { once: true });
            await promise;
            this.#wakes.delete(resolve);
          }
          if (signal.aborted) return {};
        }
      },
      'settings.change': async (input) => change(input.change),
      'settings.reset': async ({ names = Object.keys(defaultSettings) }) =>
        change(Object.fromEntries(names.map((name) => [name, settingInfo(name).default]))),
    };
  }
}
