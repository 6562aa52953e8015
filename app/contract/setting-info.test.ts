import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { problemOf } from '../../remote-helper/rpc/problem.ts';
import {
  checkedChange,
  defaultSettings,
  readValue,
  type SettingInfo,
  type StoredSettings,
  settingInfo,
  settingInfos,
  settingsFrom,
  takesWords,
  valueWords,
  withChange,
} from './setting-info.ts';
import { type SettingName, settings } from './settings.ts';

const names = settingInfos.map(({ name }) => name);
const stored = (text: string): StoredSettings => JSON.parse(text) as StoredSettings;

/** JSON of an object, often with names that are ours and values that may be. */
const anyStored = fc
  .dictionary(
    fc.oneof(fc.constantFrom<string>(...names), fc.string()),
    fc.oneof(fc.jsonValue(), fc.constantFrom('dark', 'big', 8, 13, 64, 5_000, true, false)),
  )
  .map((object) => stored(JSON.stringify(object)));

const anyValue = ({ takes }: SettingInfo): fc.Arbitrary<unknown> => {
  switch (takes.kind) {
    case 'switch':
      return fc.boolean();
    case 'choice':
      return fc.constantFrom(...takes.values);
    case 'number':
      return fc.integer({ min: takes.min, max: takes.max });
  }
};
const anyChange = fc.record(Object.fromEntries(settingInfos.map((info) => [info.name, anyValue(info)])), {
  requiredKeys: [],
});

describe('what is stored', () => {
  it('gives valid settings whatever it is, and tells each value that is not taken', () => {
    fc.assert(
      fc.property(anyStored, (file) => {
        const { settings: found, changed, problems } = settingsFrom(file);
        expect(settings.parse(found)).toEqual(found);
        const wrong = problems.map(({ data }) => data?.name);
        expect(problems.every(({ id }) => id === 'settings.invalid')).toBe(true);
        for (const name of names) {
          const good = Object.hasOwn(file, name) && settings.shape[name].safeParse(file[name]).success;
          expect(found[name]).toEqual(good ? file[name] : defaultSettings[name]);
          expect(wrong.includes(name)).toBe(Object.hasOwn(file, name) && !good);
          expect(changed.includes(name)).toBe(found[name] !== defaultSettings[name]);
        }
      }),
    );
  });

  it('keeps what is not ours through any change, and nothing that is the default', () => {
    fc.assert(
      fc.property(anyStored, anyChange, (file, change) => {
        const checked = checkedChange(change);
        const after = stored(JSON.stringify(withChange(file, checked)));
        const foreign = (each: StoredSettings) =>
          Object.entries(each).filter(([name]) => !(names as readonly string[]).includes(name));
        expect(foreign(after)).toEqual(foreign(file));
        expect(settingsFrom(after).settings).toEqual({ ...settingsFrom(file).settings, ...checked });
        for (const name of Object.keys(checked) as SettingName[]) {
          expect(Object.hasOwn(after, name)).toBe(checked[name] !== defaultSettings[name]);
        }
      }),
    );
  });

  it.each([
    ['memory.width', 7],
    ['memory.width', '8'],
    ['memory.width', null],
    ['appearance.theme', 'pink'],
    ['keys.questionMark', 'true'],
    ['editor.fontSize', 7],
    ['editor.fontSize', 33],
    ['editor.fontSize', 13.5],
    ['terminal.scrollback', -1],
    ['terminal.scrollback', Number.NaN],
    ['terminal.scrollback', [5]],
    ['terminal.scrollback', { deep: {} }],
  ] as const)('%s is not %j, and the others live', (name, value) => {
    const { settings: found, problems } = settingsFrom({ [name]: value, 'memory.liveRate': 60 });
    expect(found).toEqual({ ...defaultSettings, 'memory.liveRate': 60 });
    expect(problems).toMatchObject([{ id: 'settings.invalid', hint: `It takes ${takesWords(settingInfo(name))}.` }]);
  });
});

describe('a change', () => {
  const idOf = (change: Readonly<Record<string, unknown>>) => {
    try {
      checkedChange(change);
      return undefined;
    } catch (thrown) {
      const { id, data } = problemOf(thrown);
      return [id, data?.name];
    }
  };

  it('names the setting that is unknown or wrong', () => {
    expect(idOf({ 'memory.width': 16, 'memory.widht': 16 })).toEqual(['settings.unknown', 'memory.widht']);
    expect(idOf(stored('{"__proto__": 1}'))).toEqual(['settings.unknown', '__proto__']);
    expect(idOf({ constructor: 1 })).toEqual(['settings.unknown', 'constructor']);
    expect(idOf({ 'memory.width': 12 })).toEqual(['settings.invalid', 'memory.width']);
    expect(idOf({ 'memory.width': undefined })).toEqual(['settings.invalid', 'memory.width']);
    expect(idOf({})).toBe(undefined);
  });

  it('tells what may have been meant, what was given and what is allowed, shortly', () => {
    const told = (change: Readonly<Record<string, unknown>>) => {
      try {
        return checkedChange(change);
      } catch (thrown) {
        return problemOf(thrown);
      }
    };
    expect(told({ 'apperance.theme': 1 })).toMatchObject({
      hint: expect.stringMatching(/^Did you mean appearance\.theme\? There are /),
    });
    expect(told({ 'appearance.theme': 'x'.repeat(1_000) })).toMatchObject({
      message: expect.stringMatching(/^appearance\.theme cannot be "x{39}…\.$/),
      hint: 'It takes system, dark, light or contrast.',
      data: { name: 'appearance.theme', allowed: 'system, dark, light or contrast' },
    });
    expect(told({ ['y'.repeat(100_000)]: 1 })).toMatchObject({ message: `There is no setting "${'y'.repeat(39)}….` });
  });
});

describe('as text', () => {
  it('each value is read as it is printed', () => {
    for (const info of settingInfos) {
      fc.assert(
        fc.property(anyValue(info), (value) => {
          expect(readValue(info, String(value))).toBe(value);
        }),
      );
    }
  });

  it('what is no value is refused, never taken for another', () => {
    fc.assert(
      fc.property(fc.constantFrom(...settingInfos), fc.string(), (info, text) => {
        const value = readValue(info, text);
        const taken = settings.shape[info.name].safeParse(value).success;
        // Numbers may be written with leading zeros or a fraction of zero.
        if (taken && typeof value !== 'number') expect(String(value)).toBe(text);
        if (taken && typeof value === 'number') expect(text).toMatch(/^-?0*\d+(\.0+)?$/);
      }),
    );
  });

  it('says what a value is, with its unit or name', () => {
    expect([
      valueWords(settingInfo('memory.width'), 16),
      valueWords(settingInfo('appearance.theme'), 'contrast'),
      valueWords(settingInfo('keys.questionMark'), false),
      takesWords(settingInfo('terminal.scrollback')),
    ]).toEqual(['16 bits', 'High contrast', 'off', 'a whole number from 0 to 100000 (lines)']);
  });
});

it('every setting has words, and groups stand together', () => {
  for (const { name, title, about, group } of settingInfos) {
    expect([name, title, about, group]).toEqual([
      expect.stringMatching(/^[a-z][A-Za-z]*\.[a-z][A-Za-z]*$/),
      expect.stringMatching(/^\S.*[^.]$/),
      expect.stringMatching(/^[A-Z].*\.$/),
      expect.stringMatching(/^[A-Z]/),
    ]);
  }
  const groups = settingInfos.map(({ group }) => group).filter((group, index, all) => group !== all[index - 1]);
  expect(new Set(groups).size).toBe(groups.length);
});
