/** docs/settings.md, from the schema of the settings. */
import { settingInfos, takesWords } from '../contract/setting-info.ts';

/** The whole text of the page; `node resources/workstation/settings-reference.ts` writes it. */
export function settingsReference(): string {
  const groups = [...new Set(settingInfos.map(({ group }) => group))];
  const sections = groups.map((group) => {
    const rows = settingInfos
      .filter((info) => info.group === group)
      .map(
        (info) => `| \`${info.name}\` | ${takesWords(info)} | \`${info.default}\` | **${info.title}.** ${info.about} |`,
      );
    return `## ${group}\n\n| setting | takes | default | meaning |\n| --- | --- | --- | --- |\n${rows.join('\n')}\n`;
  });
  return `# Settings

Made from the schema (\`app/contract/settings.ts\`) by \`node resources/workstation/settings-reference.ts\`; a test fails when this page
is behind it.

\`\`\`
uiomem-studio settings                                  # list them
uiomem-studio settings set appearance.theme light       # open windows follow at once
uiomem-studio settings reset appearance.theme           # --all: each of them
\`\`\`

They are kept in \`\${XDG_CONFIG_HOME:-~/.config}/uiomem-studio/settings.json\`, one object of values by name, for all windows and commands
of a user. It holds only what differs from the default. The file may be edited by hand: windows follow. A value that a setting does not
take is told, and the default counts; names that are not listed here (of a newer version) are left alone; a file that is no JSON object is
kept aside as \`settings.json.damaged-…\`.

${sections.join('\n')}`;
}
