/** Writes docs/cli.md from the commands of the command line: `node resources/workstation/cli-reference.ts`. */
import { writeFileSync } from 'node:fs';
import { commands } from '../../app/cli/commands.ts';
import { reference } from '../../app/cli/reference.ts';

writeFileSync('docs/cli.md', reference(commands));
