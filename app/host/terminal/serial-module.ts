/** The package serialport with its native part, loaded when it is first wanted: no board needs it. */
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import type { SerialPort } from 'serialport';
import { problem } from '../../../remote-helper/rpc/problem.ts';

/** What resources/workstation/bundle.ts makes of it, since a native part cannot be inside a bundle. */
const bundled = join('serialport', 'lib', 'serialport.cjs');

/** Throws `serial.unavailable`. */
export async function serialModule(): Promise<typeof SerialPort> {
  try {
    const file = beside();
    if (file === undefined) return (await import('serialport')).SerialPort;
    return (createRequire(file)(file) as { SerialPort: typeof SerialPort }).SerialPort;
  } catch (cause) {
    throw problem('serial.unavailable', `Serial ports cannot be used here: ${said(cause)}`, {
      hint: 'Reinstall the tool; its serial part is made for Linux on x86-64, arm64 and arm. A terminal program such as picocom works without it.',
      data: { platform: process.platform, architecture: process.arch },
      cause,
    });
  }
}

/** In a package it stands in a folder above the program, as kernel/ does. */
function beside(): string | undefined {
  for (let folder = import.meta.dirname; ; folder = dirname(folder)) {
    if (existsSync(join(folder, bundled))) return join(folder, bundled);
    if (folder === dirname(folder)) return undefined;
  }
}

function said(cause: unknown): string {
  const text = cause instanceof Error ? cause.message : String(cause);
  return text.split('\n')[0] ?? text;
}
