/** modprobe.d(5): the plan's module parameters rendered, and what files say about the driver read back. */
import { moduleParameters, type Parameter } from '../parameters.ts';
import type { Plan } from '../schema.ts';
import { header } from './header.ts';

/** Undefined when the plan asks for no parameters: device-tree regions need none. */
export function modprobeText(plan: Plan): string | undefined {
  const parameters = moduleParameters(plan);
  if (parameters.length === 0) return undefined;
  const line = parameters.map(({ name, value }) => `${name}=${value}`).join(' ');
  return `${header(plan, 'the parameters of its regions')}options uiomem ${line}\n`;
}

/** What the lines of a modprobe.d file say about the module uiomem. */
export interface ModprobeWords {
  readonly options: readonly Parameter[];
  /** Commands that are run instead of loading it. */
  readonly install: readonly string[];
  readonly blacklisted: boolean;
}

/** modprobe takes - and _ in names of modules for the same (modprobe(8)). Lines that end in a backslash go on. */
export function parseModprobe(text: string): ModprobeWords {
  const options: Parameter[] = [];
  const install: string[] = [];
  let blacklisted = false;
  for (const line of text.replaceAll('\\\n', '').split('\n')) {
    const [command = '', module = '', ...rest] = line.trim().split(/\s+/);
    if (command.startsWith('#') || module.replaceAll('-', '_') !== 'uiomem') continue;
    if (command === 'options') options.push(...rest.map(parameterOf));
    else if (command === 'install') install.push(rest.join(' '));
    else if (command === 'blacklist') blacklisted = true;
  }
  return { options, install, blacklisted };
}

/** A parameter without a value is a switch. */
function parameterOf(word: string): Parameter {
  const at = word.indexOf('=');
  return at < 0
    ? { name: word, value: '' }
    : { name: word.slice(0, at), value: word.slice(at + 1).replaceAll('"', '') };
}
