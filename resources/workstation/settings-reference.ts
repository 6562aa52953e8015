/** Writes docs/settings.md from the schema of the settings: `node resources/workstation/settings-reference.ts`. */
import { writeFileSync } from 'node:fs';
import { settingsReference } from '../../app/cli/settings-reference.ts';

writeFileSync('docs/settings.md', settingsReference());
