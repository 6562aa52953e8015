import fc from 'fast-check';
import { expect, it } from 'vitest';
import { hostNames } from './host-names.ts';
import { readLines } from './lines.ts';
import type { ConfigItem } from './read-config.ts';

/** Lines as read-config.ts gives them; `included` follows each Include. */
function items(text: string, included: readonly ConfigItem[] = []): ConfigItem[] {
  return readLines(text, 'config').flatMap((line): ConfigItem[] => {
    if ('reason' in line) throw new Error(line.reason);
    return line.keyword === 'include' ? [line, { included }] : [line];
  });
}

it('names what Host lines spell out, in order, each once; no patterns, negations or options', () => {
  const user = items(`Host gate bastion *.lab
  User grace
Host *
Host zynq !rack zyn? zynq "two words" -oProxyCommand=x
Match host other
Host gate`);
  expect(hostNames([user, items('Host machine')])).toEqual(['gate', 'bastion', 'zynq', 'machine']);
});

it('leaves out what its own line takes back', () => {
  expect(hostNames([items('Host rack zynq !rack')])).toEqual(['zynq']);
});

it('follows Include, where the Host around it has the name too', () => {
  const included = items('Host zynq\nHost rack\nHost other.lab');
  expect(hostNames([items('Include boards\nHost gate', included)])).toEqual(['zynq', 'rack', 'other.lab', 'gate']);
  expect(hostNames([items('Host zynq *.lab\n  Include boards', included)])).toEqual(['zynq', 'other.lab']);
  // What is included ends with its own Host lines; those after the Include are under the Host before it.
  expect(hostNames([items('Host rack\n  Include boards\nHost gate', included)])).toEqual(['rack', 'gate']);
});

it('never gives a pattern, whatever stands there', () => {
  const word = fc.stringMatching(/^[!*?a-z0-9.-]{1,8}$/);
  fc.assert(
    fc.property(fc.array(fc.array(word, { minLength: 1 })), (lines) => {
      const text = lines.map((words) => `Host ${words.join(' ')}`).join('\n');
      for (const name of hostNames([items(text)])) {
        expect(name).toMatch(/^[^!*?-][^*?]*$/);
        expect(lines.flat()).toContain(name);
      }
    }),
  );
});
