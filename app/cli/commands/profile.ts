/** `board profile`: what is known of a kind of board from its manuals. */
import { hex } from '../../../remote-helper/contract/quantity.ts';
import { problem } from '../../../remote-helper/rpc/problem.ts';
import type { BoardProfile } from '../../plan/profile.ts';
import { exactSize } from '../../plan/quantity.ts';
import type { Command } from '../command.ts';
import { table } from '../table.ts';

function profileText(profile: BoardProfile): string {
  const { memories, ports, usual, boot, addressBits, cacheLine } = profile;
  const facts = [
    ...(addressBits === undefined ? [] : [['physical address', `${addressBits.value} bits`, addressBits.source]]),
    ...(cacheLine === undefined ? [] : [['cache line', `${cacheLine.value} bytes`, cacheLine.source]]),
    ...(boot === undefined
      ? []
      : [
          [
            'boot',
            `${boot.loader}: ${boot.files.join(', ')}${boot.note === undefined ? '' : `. ${boot.note}`}`,
            boot.source,
          ],
        ]),
  ];
  const sections = [
    facts.length === 0 ? '' : table(['FACT', '', 'SOURCE'], facts),
    memories.length === 0
      ? ''
      : table(
          ['MEMORY', 'ADDRESS', 'SIZE', 'KIND', 'SOURCE'],
          memories.map(({ name, address, size, kind, source }) => [name, hex(address), exactSize(size), kind, source]),
        ),
    memories.flatMap(({ name, note }) => (note === undefined ? [] : [`${name}: ${note}`])).join('\n'),
    ports.length === 0
      ? ''
      : table(
          ['PORT', 'COHERENT', 'SOURCE'],
          ports.map(({ name, coherent, source }) => [name, coherent, source]),
        ),
    ports.flatMap(({ name, note }) => (note === undefined ? [] : [`${name}: ${note}`])).join('\n'),
    usual.map(({ memory, why }) => `Regions usually lie in ${memory}: ${why}`).join('\n'),
  ];
  return sections.filter((section) => section !== '').join('\n\n');
}

/** `usage.profile`. */
function unknownProfile(id: string, profiles: readonly BoardProfile[]) {
  return problem('usage.profile', `No kind of board is called ${JSON.stringify(id)}.`, {
    hint: `Known are ${profiles.map((each) => each.id).join(', ')}.`,
    data: { id },
  });
}

export const profileCommands: readonly Command[] = [
  {
    words: 'board profile',
    about: 'Tell what manuals say of the board: memories, ports, cache line, boot loader, each with its source.',
    example: 'uiomem-studio board profile --board zynq',
    positionals: ['[ID]'],
    options: { list: { about: 'the kinds of boards that are known instead' } },
    async run({ client, where, signal }, { positionals: [id], has }) {
      if (has('list')) {
        const result = await client.call('profile.list', {}, { signal });
        const rows = result.profiles.map(({ id, title, compatible, machines }) => [
          id,
          title,
          compatible.length > 0 ? compatible.join(', ') : machines.join(', '),
        ]);
        return { result, text: table(['ID', 'BOARD', 'KNOWN BY'], rows) };
      }
      if (id !== undefined) {
        const { profiles } = await client.call('profile.list', {}, { signal });
        const profile = profiles.find((each) => each.id === id);
        if (profile === undefined) throw unknownProfile(id, profiles);
        return { result: { profile }, text: `${profile.title}\n\n${profileText(profile)}`.trim() };
      }
      const result = await client.call('profile.of', where, { signal });
      const { profile, because } = result;
      return { result, text: `${profile.title} (${profile.id}). ${because}\n\n${profileText(profile)}`.trim() };
    },
  },
];
