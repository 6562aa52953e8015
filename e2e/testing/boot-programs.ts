/** Debian's programs that come to a board's boot files, and modules of its kernel: unpacked in the cache, and put onto a board. */
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import type { EmulatedHost } from './emulated-host.ts';

export class BootPrograms {
  readonly #folder: string;

  constructor() {
    this.#folder = execFileSync(join('resources', 'workstation', 'boot-programs.sh'), { encoding: 'utf8' }).trim();
  }

  /** Of the workstation's architecture, as its package has it. */
  program(path: string): string {
    return join(this.#folder, 'tree', path);
  }

  /**
   * Scripts and what they read, by paths without a slash in front, to the same places of the board. bash runs them: the shell of
   * Debian's busybox takes its own stat and sort for those of the board.
   */
  async copy({ shell }: EmulatedHost, paths: readonly string[]): Promise<void> {
    const packed = execFileSync('tar', ['-c', '-C', join(this.#folder, 'tree'), ...paths], { maxBuffer: 64 << 20 });
    await shell('tar -x -C /', packed);
    await shell(`cd /; find ${paths.join(' ')} -type f -exec sed -i '1s,^#! */bin/sh,#!/bin/bash,' {} +`);
  }

  /** Gives the board's kernel block devices out of files, and FAT. */
  async loadFat({ shell }: EmulatedHost): Promise<void> {
    const files = ['loop', 'nls_cp437', 'nls_ascii', 'nls_utf8', 'fat', 'vfat'].map((name) => `${name}.ko`);
    const packed = execFileSync('tar', ['-c', '-C', join(this.#folder, 'modules'), ...files], { maxBuffer: 64 << 20 });
    await shell(
      `mkdir -p /run/fat && tar -x -C /run/fat && cd /run/fat && for m in ${files.join(' ')}; do insmod $m; done`,
      packed,
    );
  }
}
