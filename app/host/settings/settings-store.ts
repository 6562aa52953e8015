/** The user's settings, in `settings.json` beside the list of boards: only what is not the default, and what other versions keep there. */
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { type Problem, problem } from '../../../remote-helper/rpc/problem.ts';
import {
  checkedChange,
  defaultSettings,
  type StoredSettings,
  settingInfo,
  settingsFrom,
  withChange,
} from '../../contract/setting-info.ts';
import type { SettingName, SettingsState } from '../../contract/settings.ts';
import { configFolder } from '../boards/config-folder.ts';
import { KeptFile } from '../boards/kept-file.ts';
import { onFileChange } from '../state/file-change.ts';
import { Bell } from './bell.ts';

export interface SettingsStoreOptions {
  readonly folder?: string;
  /** Told when a damaged file was put aside (`settings.file-damaged`, data: file, keptAs, reason). */
  onDamage?(damage: Problem): void;
  /** Milliseconds between looks at the file, where the system tells of no changes. */
  readonly lookMs?: number;
}

export class SettingsStore {
  readonly file: string;
  readonly #kept: KeptFile<StoredSettings>;
  readonly #lookMs: number;
  readonly #watchers = new Set<Bell>();
  /** Kept until the next change, for windows that begin to watch later. */
  #damage: Problem | undefined;

  constructor({ folder = configFolder(), onDamage, lookMs = 5_000 }: SettingsStoreOptions = {}) {
    const file = join(folder, 'settings.json');
    this.file = file;
    this.#lookMs = lookMs;
    this.#kept = new KeptFile<StoredSettings>({
      file,
      empty: () => ({}),
      understand: (json) =>
        typeof json === 'object' && json !== null && !Array.isArray(json)
          ? { stored: json as StoredSettings }
          : { damage: 'it holds no object of settings' },
      unreadable: (cause) =>
        problem('settings.file-unreadable', `The settings ${file} cannot be read: ${String(cause)}.`, {
          hint: 'Give your user the right to read the file; until then all settings have their defaults.',
          data: { file },
          cause,
        }),
      onDamage: (keptAs, reason) => {
        this.#damage = {
          id: 'settings.file-damaged',
          message: `The settings ${file} cannot be understood (${reason}); the file was kept as ${keptAs}, and all settings have their defaults.`,
          hint: 'Mend the kept file and move it back, or set what you want anew.',
          data: { file, keptAs, reason },
        };
        onDamage?.(this.#damage);
      },
    });
  }

  /** Throws `settings.file-unreadable`. */
  async read(): Promise<SettingsState> {
    return this.#state(await this.#kept.read());
  }

  /** Throws `settings.unknown`, `settings.invalid` before anything is written, and what writing throws. */
  async change(change: Readonly<Record<string, unknown>>): Promise<SettingsState> {
    const checked = checkedChange(change);
    return await this.#write((stored) => withChange(stored, checked));
  }

  /** `names` absent: all of them. Throws `settings.unknown`. */
  async reset(names: readonly string[] = Object.keys(defaultSettings)): Promise<SettingsState> {
    const known: readonly SettingName[] = names.map((name) => settingInfo(name).name);
    const usual = Object.fromEntries(known.map((name) => [name, defaultSettings[name]]));
    return await this.#write((stored) => withChange(stored, usual));
  }

  /** What they are, then each change, until the signal; rejects with its reason. Throws `settings.file-unreadable` at first. */
  async watch(signal: AbortSignal, send: (state: SettingsState) => Promise<void>): Promise<never> {
    const bell = new Bell();
    this.#watchers.add(bell);
    using _file = onFileChange(this.file, () => bell.ring());
    const timer = setInterval(() => bell.ring(), this.#lookMs);
    try {
      let sent = await this.read();
      await send(sent);
      for (;;) {
        await bell.rung(signal);
        // A file that cannot be read just now is told to whoever uses it next.
        const now = await this.read().catch(() => sent);
        if (isDeepStrictEqual(now, sent)) continue;
        sent = now;
        await send(now);
      }
    } finally {
      clearInterval(timer);
      this.#watchers.delete(bell);
    }
  }

  async #write(change: (stored: StoredSettings) => StoredSettings): Promise<SettingsState> {
    const before = this.#damage;
    const stored = await this.#kept.change(change);
    // Whoever changes something has gone on; what this very change came upon is still to be told.
    if (this.#damage === before) this.#damage = undefined;
    for (const bell of this.#watchers) bell.ring();
    return this.#state(stored);
  }

  #state(stored: StoredSettings): SettingsState {
    const state = settingsFrom(stored);
    return this.#damage === undefined ? state : { ...state, problems: [this.#damage, ...state.problems] };
  }
}
