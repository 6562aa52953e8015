/** A folder that looks like a kernel's build folder after make modules_prepare; nothing can be compiled with it. */
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';

export interface PreparedTreeParts {
  readonly release: string;
  /** Text of `.config`. */
  readonly config: string;
  /** Files left out, and further ones. */
  readonly without?: readonly string[];
  readonly files?: Readonly<Record<string, string | Uint8Array>>;
}

export async function preparedTree(folder: string, parts: PreparedTreeParts): Promise<void> {
  const files: Record<string, string | Uint8Array> = {
    Makefile: '',
    '.config': parts.config,
    'include/config/auto.conf': parts.config,
    'include/config/kernel.release': `${parts.release}\n`,
    'include/generated/autoconf.h': '',
    'include/generated/utsrelease.h': `#define UTS_RELEASE "${parts.release}"\n`,
    'scripts/basic/fixdep': '#!/bin/sh\n',
    'scripts/mod/modpost': '#!/bin/sh\n',
    ...parts.files,
  };
  for (const [name, content] of Object.entries(files)) {
    if (parts.without?.includes(name)) continue;
    await mkdir(dirname(join(folder, name)), { recursive: true });
    await writeFile(join(folder, name), content);
  }
}
