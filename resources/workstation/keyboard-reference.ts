/** Writes docs/keyboard.md from the window's list of shortcuts: `node resources/workstation/keyboard-reference.ts`. */
import { writeFileSync } from 'node:fs';
import { keyboardPage } from './keyboard-page.ts';

writeFileSync('docs/keyboard.md', keyboardPage());
