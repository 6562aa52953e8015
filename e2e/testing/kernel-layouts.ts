/** The emulated board's prepared headers, laid out as products lay out what modules are built against: in links, so that nothing reaches the headers. */
import { chmod, mkdir, readdir, readFile, realpath, stat, symlink, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { cacheFolder } from '../../app/host/module/workstation.ts';

/** As Debian packs them: what one build made, and what all builds of the source share. */
async function packages(): Promise<{ build: string; common: string }> {
  const build = await realpath(join(cacheFolder(), 'emulated-board', 'kernels', 'arm64-6.1', 'build'));
  const common = /^include (\S+)\/Makefile$/m.exec(await readFile(join(build, 'Makefile'), 'utf8'))?.[1];
  if (common === undefined) throw new Error(`${build} is not as Debian packs headers`);
  return { build, common };
}

/** A folder with what the layers have, the first that has a file giving it; `without`: paths that it shall not have. */
async function overlaid(folder: string, layers: readonly string[], without: readonly string[] = []): Promise<void> {
  await mkdir(folder, { recursive: true });
  const names = new Set((await Promise.all(layers.map((layer) => readdir(layer)))).flat());
  for (const name of names) {
    if (without.includes(name)) continue;
    const below = without.flatMap((path) => (path.startsWith(`${name}/`) ? [path.slice(name.length + 1)] : []));
    const having: string[] = [];
    for (const layer of layers) {
      const path = await realpath(join(layer, name)).catch(() => undefined);
      if (path !== undefined && !having.includes(path)) having.push(path);
    }
    const [first] = having;
    if (first === undefined) continue;
    const folders = (await stat(first)).isDirectory() && (having.length > 1 || below.length > 0);
    if (folders) await overlaid(join(folder, name), having, below);
    else await symlink(first, join(folder, name));
  }
}

/** `output/` of Buildroot: a kernel that was built in its source, and a cross compiler of another name. */
export async function buildrootLayout(folder: string): Promise<{ kernel: string; prefix: string }> {
  const { build, common } = await packages();
  const kernel = join(folder, 'output', 'build', 'linux-6.1.192');
  await overlaid(kernel, [common, build]);
  const prefix = join(folder, 'output', 'host', 'bin', 'aarch64-buildroot-linux-gnu-');
  await mkdir(dirname(prefix), { recursive: true });
  for (const tool of ['gcc', 'ld', 'as', 'ar', 'nm', 'objcopy', 'objdump', 'strip', 'readelf']) {
    await writeFile(`${prefix}${tool}`, `#!/bin/sh\nexec aarch64-linux-gnu-${tool} "$@"\n`);
    await chmod(`${prefix}${tool}`, 0o755);
  }
  return { kernel, prefix };
}

/** `tmp/` of bitbake with rm_work: generated files without a makefile, and the source. */
export async function yoctoLayout(folder: string): Promise<{ artifacts: string; source: string }> {
  const { build, common } = await packages();
  const shared = join(folder, 'tmp', 'work-shared', 'emulated-arm64');
  const [artifacts, source] = [join(shared, 'kernel-build-artifacts'), join(shared, 'kernel-source')];
  await overlaid(artifacts, [build], ['Makefile']);
  await overlaid(source, [common]);
  return { artifacts, source };
}

/** Two packages as dpkg-deb -x leaves them: the one's Makefile names the other where it would be installed. */
export async function unpackedPackages(folder: string): Promise<{ build: string }> {
  const { build, common } = await packages();
  const sources = join(folder, 'usr', 'src');
  await overlaid(join(sources, basename(build)), [build], ['Makefile']);
  await writeFile(join(sources, basename(build), 'Makefile'), `include /usr/src/${basename(common)}/Makefile\n`);
  await symlink(common, join(sources, basename(common)));
  return { build: join(sources, basename(build)) };
}

/** The headers with files of other content, or (undefined) without them. */
export async function changedHeaders(
  folder: string,
  changes: Readonly<Record<string, string | undefined>>,
): Promise<string> {
  const { build } = await packages();
  const changed = `${folder}.changes`;
  await mkdir(changed, { recursive: true });
  for (const [name, content] of Object.entries(changes)) {
    await mkdir(dirname(join(changed, name)), { recursive: true });
    if (content !== undefined) await writeFile(join(changed, name), content);
  }
  const without = Object.keys(changes).filter((name) => changes[name] === undefined);
  await overlaid(folder, [changed, build], without);
  return folder;
}
