/** `settings`: what the user can set, as the windows and the next commands take it. */
import { problem } from '../../../remote-helper/rpc/problem.ts';
import { checkedChange, readValue, settingInfo, settingInfos, takesWords } from '../../contract/setting-info.ts';
import type { SettingName, SettingsState } from '../../contract/settings.ts';
import type { Command } from '../command.ts';
import { table } from '../table.ts';

const isChanged = ({ changed }: SettingsState, name: SettingName) => changed.includes(name);

/** One of them, as `--json` prints it. */
const one = (state: SettingsState, name: SettingName) => ({
  name,
  value: state.settings[name],
  changed: isChanged(state, name),
});

/** What is wrong with the file is said beside every answer. */
function tellProblems({ problems }: SettingsState, note: (text: string) => void): void {
  for (const { id, message, hint, data } of problems) {
    const { name } = data ?? {};
    const wayOut =
      typeof name === 'string' ? ` Until then it has its default; settings reset ${name} takes the value out.` : '';
    note(`${message} ${hint ?? ''}${wayOut} [${id}]`);
  }
}

export const settingsCommands: readonly Command[] = [
  {
    words: 'settings list',
    alone: 'settings',
    about: 'List the settings: the value, the default and what each takes; * is before those that were changed.',
    example: 'uiomem-studio settings list',
    positionals: [],
    async run({ client, signal, note }) {
      const state = await client.call('settings.read', {}, { signal });
      tellProblems(state, note);
      const rows = settingInfos.map((info) => [
        `${isChanged(state, info.name) ? '*' : ' '} ${info.name}`,
        String(state.settings[info.name]),
        String(info.default),
        takesWords(info),
        info.title,
      ]);
      return { result: state, text: table(['  SETTING', 'VALUE', 'DEFAULT', 'TAKES', 'WHAT IT IS'], rows) };
    },
  },
  {
    words: 'settings get',
    about: 'Print the value of a setting.',
    example: 'uiomem-studio settings get appearance.theme',
    positionals: ['SETTING'],
    async run({ client, signal, note }, { positionals: [given = ''] }) {
      const { name } = settingInfo(given);
      const state = await client.call('settings.read', {}, { signal });
      tellProblems(state, note);
      return { result: one(state, name), text: String(state.settings[name]) };
    },
  },
  {
    words: 'settings set',
    about: 'Change a setting; open windows follow at once.',
    example: 'uiomem-studio settings set appearance.theme light',
    positionals: ['SETTING', 'VALUE'],
    async run({ client, signal, note }, { positionals: [given = '', text = ''] }) {
      const info = settingInfo(given);
      const change = checkedChange({ [info.name]: readValue(info, text) });
      const state = await client.call('settings.change', { change }, { signal });
      tellProblems(state, note);
      return { result: one(state, info.name), text: `${info.name} is ${state.settings[info.name]}.` };
    },
  },
  {
    words: 'settings reset',
    about: 'Take a setting, or with --all each of them, back to its default.',
    example: 'uiomem-studio settings reset appearance.theme',
    positionals: ['[SETTING]'],
    options: { all: { about: 'all settings' } },
    async run({ client, signal, note }, { positionals: [given], has }) {
      if ((given === undefined) === !has('all')) {
        throw problem('usage.reset', 'settings reset wants either a SETTING or --all.', {
          hint: 'settings list shows which were changed.',
        });
      }
      if (given === undefined) {
        const state = await client.call('settings.reset', {}, { signal });
        tellProblems(state, note);
        return { result: state, text: 'All settings have their defaults.' };
      }
      const { name } = settingInfo(given);
      const state = await client.call('settings.reset', { names: [name] }, { signal });
      tellProblems(state, note);
      return { result: one(state, name), text: `${name} is ${state.settings[name]}.` };
    },
  },
];
