/** Settings, serial ports and the host: what belongs to no board. */
import type { SettingName, Settings } from '../../contract/settings.ts';
import type { SerialSettings } from '../../contract/terminal.ts';
import { tool } from './tool.ts';

export const listSettingsCommand = () => tool('settings', 'list');
export const resetAllCommand = () => tool('settings', 'reset', '--all');
export const resetCommand = (name: SettingName) => tool('settings', 'reset', name);
export const listPortsCommand = () => tool('serial', 'list');
export const openCommand = () => tool('open');

export function setCommand<Name extends SettingName>(name: Name, value: Settings[Name]): string {
  return tool('settings', 'set', name, String(value));
}

/** A path that is not written yet stands as the command's help names it; what is usual is left out. */
export function serialCommand({ path, baudRate, dataBits, parity, stopBits, flowControl }: SerialSettings): string {
  return tool(
    ...['serial', 'open', path === '' ? 'PATH' : path, '--baud', String(baudRate)],
    ...(dataBits === 8 ? [] : ['--data-bits', String(dataBits)]),
    ...(parity === 'none' ? [] : ['--parity', parity]),
    ...(stopBits === 1 ? [] : ['--stop-bits', String(stopBits)]),
    ...(flowControl === 'none' ? [] : ['--flow', flowControl]),
  );
}
