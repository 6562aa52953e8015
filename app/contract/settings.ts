/**
 * What a user can set: one schema, from which the file, the command line, docs/settings.md and the window's panel are made.
 * A new setting is an entry here and its effect; see setting-info.ts for what is read out of the schema.
 */
import { z } from 'zod';
import { contract } from '../../remote-helper/rpc/contract.ts';
import { problemValue } from './state.ts';

/** What a schema cannot say of a setting itself. */
export interface SettingWords {
  readonly title: string;
  /** One sentence: what is another when it is another. */
  readonly about: string;
  readonly group: string;
  readonly unit?: string;
  /** Of values that do not speak for themselves. */
  readonly labels?: Readonly<Record<string, string>>;
}

export const settingWords = z.registry<SettingWords>();

export const themeChoices = ['system', 'dark', 'light', 'contrast'] as const;
export const themeNames: Readonly<Record<(typeof themeChoices)[number], string>> = {
  system: 'System',
  dark: 'Dark',
  light: 'Light',
  contrast: 'High contrast',
};
export const rowSizes = [8, 16, 32, 64] as const;
export const liveRates = [1, 2, 5, 10, 30, 60] as const;

const fontSize = z.int().min(8).max(32).default(13);

/** Names are those of the file and of the command line. */
export const settings = z.object({
  'appearance.theme': z.enum(themeChoices).default('system').register(settingWords, {
    title: 'Theme',
    about: 'Colours of the windows; the system’s choice is followed as it changes.',
    group: 'Appearance',
    labels: themeNames,
  }),
  'keys.questionMark': z.boolean().default(true).register(settingWords, {
    title: '? alone shows the shortcuts',
    about: 'A key without Ctrl or Alt can be in the way of speech input; F1 shows them either way.',
    group: 'Keyboard',
  }),
  'editor.fontSize': fontSize.clone().register(settingWords, {
    title: 'Font size of the editor',
    about: 'Height of the text where plans are edited.',
    group: 'Editor',
    unit: 'px',
  }),
  'kernelLog.driverOnly': z.boolean().default(true).register(settingWords, {
    title: 'Start with the driver’s lines only',
    about: 'Whether a kernel log that is opened shows what the driver said, or everything.',
    group: 'Kernel log',
  }),
  'terminal.fontSize': fontSize.clone().register(settingWords, {
    title: 'Font size of terminals',
    about: 'Height of the text in terminals.',
    group: 'Terminal',
    unit: 'px',
  }),
  'terminal.scrollback': z.int().min(0).max(100_000).default(5_000).register(settingWords, {
    title: 'Lines kept above the screen',
    about: 'How far a terminal can be scrolled back; each line costs memory of the window.',
    group: 'Terminal',
    unit: 'lines',
  }),
  'memory.width': z.literal([8, 16, 32, 64]).default(32).register(settingWords, {
    title: 'First width of a cell',
    about: 'Bits of each cell, and of each access, when a device is first opened.',
    group: 'Memory view',
    unit: 'bits',
  }),
  'memory.bytesPerRow': z.literal(rowSizes).default(16).register(settingWords, {
    title: 'First bytes a row',
    about: 'Bytes that each row shows when a device is first opened.',
    group: 'Memory view',
    unit: 'bytes',
  }),
  'memory.byteOrder': z
    .enum(['little', 'big'])
    .default('little')
    .register(settingWords, {
      title: 'First byte order',
      about: 'Which end of a value comes first in a cell when a device is first opened.',
      group: 'Memory view',
      labels: { little: 'Little-endian', big: 'Big-endian' },
    }),
  'memory.liveRate': z.literal(liveRates).default(10).register(settingWords, {
    title: 'First rate of live looking',
    about: 'How often a second the screen is read, once live looking is turned on.',
    group: 'Memory view',
    unit: 'Hz',
  }),
});
export type Settings = z.output<typeof settings>;
export type SettingName = keyof Settings;

export const settingsState = z.object({
  settings,
  /** Those that differ from the default, in the schema's order. */
  changed: z.array(settings.keyof()),
  /** Of the file, as it was read: `settings.invalid` (data.name: it has its default), `settings.file-damaged`. */
  problems: z.array(problemValue),
});
export type SettingsState = z.output<typeof settingsState>;

export const settingsContract = contract({
  'settings.read': { input: z.object({}), output: settingsState },
  /** All of them at once, then after each change by whichever process, until it is cancelled. */
  'settings.watch': { input: z.object({}), output: z.object({}), items: settingsState, deadlineMs: 0 },
  /** New values by name, all or none of them. Throws `settings.unknown` and `settings.invalid`. */
  'settings.change': { input: z.object({ change: z.record(z.string(), z.unknown()) }), output: settingsState },
  /** The named ones, or all, have their defaults again. Throws `settings.unknown`. */
  'settings.reset': { input: z.object({ names: z.array(z.string()).optional() }), output: settingsState },
});
