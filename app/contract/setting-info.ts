/** What the schema of the settings says of each: its kind, range and words; and the judgement of a value. Pure. */
import { z } from 'zod';
import { type Problem, type ProblemError, problem, problemOf } from '../../remote-helper/rpc/problem.ts';
import { nearest } from '../plan/nearest.ts';
import {
  type SettingName,
  type Settings,
  type SettingsState,
  type SettingWords,
  settings,
  settingWords,
} from './settings.ts';

export type SettingValue = Settings[SettingName];

/** What kind of value a setting takes; `values` in the order in which they are offered. */
export type SettingKind =
  | { readonly kind: 'switch' }
  | { readonly kind: 'choice'; readonly values: readonly (string | number)[] }
  | { readonly kind: 'number'; readonly min: number; readonly max: number };

export interface SettingInfo extends SettingWords {
  readonly name: SettingName;
  readonly default: SettingValue;
  readonly takes: SettingKind;
}

function kindOf(schema: z.core.$ZodType): SettingKind {
  if (schema instanceof z.ZodBoolean) return { kind: 'switch' };
  if (schema instanceof z.ZodEnum) return { kind: 'choice', values: schema.options };
  if (schema instanceof z.ZodLiteral) return { kind: 'choice', values: [...schema.values] as number[] };
  if (schema instanceof z.ZodNumber && schema.minValue !== null && schema.maxValue !== null)
    return { kind: 'number', min: schema.minValue, max: schema.maxValue };
  throw new TypeError('a setting is a boolean, an enum, literals, or an integer of a range');
}

const nameOf = settings.keyof();

/** In the schema's order, those of a group together. */
export const settingInfos: readonly SettingInfo[] = nameOf.options.map((name) => {
  const schema = settings.shape[name];
  const words = settingWords.get(schema);
  if (words === undefined) throw new TypeError(`${name} has no words`);
  return { ...words, name, default: schema.parse(undefined), takes: kindOf(schema.unwrap()) };
});

const infoOf = Object.fromEntries(settingInfos.map((info) => [info.name, info])) as Readonly<
  Record<SettingName, SettingInfo>
>;

export const defaultSettings: Settings = settings.parse({});

/** Throws `settings.unknown`. */
export function settingInfo(name: string): SettingInfo {
  if (Object.hasOwn(infoOf, name)) return infoOf[name as SettingName];
  const names = nameOf.options;
  const meant = name.length <= 64 ? nearest(name, names) : undefined;
  throw problem('settings.unknown', `There is no setting ${shortly(name)}.`, {
    hint: `${meant === undefined ? '' : `Did you mean ${meant}? `}There are ${names.join(', ')}.`,
    data: { name, names },
  });
}

/** As people read it: `16 bytes`, `High contrast`, `on`. */
export function valueWords({ labels, unit, takes }: SettingInfo, value: SettingValue): string {
  if (takes.kind === 'switch') return value === true ? 'on' : 'off';
  const word = labels?.[String(value)] ?? String(value);
  return unit === undefined ? word : `${word} ${unit}`;
}

/** What a setting takes, as it is written: `8, 16, 32 or 64`. */
export function takesWords({ takes, unit }: SettingInfo): string {
  const measured = unit === undefined ? '' : ` (${unit})`;
  switch (takes.kind) {
    case 'switch':
      return 'true or false';
    case 'choice':
      return `${takes.values.slice(0, -1).join(', ')} or ${takes.values.at(-1)}${measured}`;
    case 'number':
      return `a whole number from ${takes.min} to ${takes.max}${measured}`;
  }
}

/** A value as it was typed: what the setting's kind makes of the text, or the text, which is then judged as any value. */
export function readValue({ takes }: SettingInfo, text: string): unknown {
  if (takes.kind === 'switch' && (text === 'true' || text === 'false')) return text === 'true';
  const numeric = takes.kind === 'number' || (takes.kind === 'choice' && typeof takes.values[0] === 'number');
  return numeric && /^-?\d{1,15}(\.\d+)?$/.test(text) ? Number(text) : text;
}

/** Most characters of a wrong value that are repeated. */
const mostShown = 40;

function shortly(value: unknown): string {
  if (value === null) return 'null';
  if (typeof value === 'object') return Array.isArray(value) ? 'a list' : 'an object';
  const text = typeof value === 'string' ? JSON.stringify(value) : String(value);
  return text.length > mostShown ? `${text.slice(0, mostShown)}…` : text;
}

/** `settings.invalid` */
function invalid(info: SettingInfo, value: unknown): ProblemError {
  const allowed = takesWords(info);
  return problem('settings.invalid', `${info.name} cannot be ${shortly(value)}.`, {
    hint: `It takes ${allowed}.`,
    data: { name: info.name, given: shortly(value), allowed },
  });
}

/** Throws `settings.invalid`. */
function checked(info: SettingInfo, value: unknown): SettingValue {
  const parsed = settings.shape[info.name].safeParse(value);
  // An absent value would become the default without a word.
  if (value === undefined || !parsed.success) throw invalid(info, value);
  return parsed.data;
}

/** The change with each value judged. Throws `settings.unknown` and `settings.invalid`. */
export function checkedChange(change: Readonly<Record<string, unknown>>): Partial<Settings> {
  return Object.fromEntries(Object.entries(change).map(([name, value]) => [name, checked(settingInfo(name), value)]));
}

/** What a settings file holds: values by name, and whatever another version put there. */
export type StoredSettings = Readonly<Record<string, unknown>>;

/** What stored values say, whatever they are: one that is not taken leaves its setting at the default, and is told. */
export function settingsFrom(stored: StoredSettings): SettingsState {
  const problems: Problem[] = [];
  const found = settingInfos.map((info): [SettingName, SettingValue] => {
    if (!Object.hasOwn(stored, info.name)) return [info.name, info.default];
    try {
      return [info.name, checked(info, stored[info.name])];
    } catch (thrown) {
      problems.push(problemOf(thrown));
      return [info.name, info.default];
    }
  });
  const changed = found.filter(([name, value]) => value !== infoOf[name].default).map(([name]) => name);
  return { settings: settings.parse(Object.fromEntries(found)), changed, problems };
}

/** The stored values after a change: a default is not stored, what is not ours stays as it is. */
export function withChange(stored: StoredSettings, change: Partial<Settings>): StoredSettings {
  const after: Record<string, unknown> = { ...stored };
  for (const { name, default: usual } of settingInfos) {
    if (!Object.hasOwn(change, name)) continue;
    if (change[name] === usual) delete after[name];
    else after[name] = change[name];
  }
  return after;
}
