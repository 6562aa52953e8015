/** Steps of persistence for people: what each does, the same as shell text, and what it changes. */
import type { BoardFacts } from '../../../remote-helper/contract/facts.ts';
import { dkmsFolder, installPath, recordFolder, textPaths } from '../../../remote-helper/contract/persist-places.ts';
import type { Facts } from '../facts.ts';
import { quote, writeText } from '../quote.ts';
import type { PersistAction, Step } from '../step.ts';
import { difference } from './difference.ts';
import { dkmsConf } from './dkms.ts';

const reloadUdev = `if command -v udevadm >/dev/null; then
  udevadm control --reload
  udevadm trigger --subsystem-match=uiomem --action=change
fi`;

export function describePersist(action: PersistAction, { board }: Facts): Step {
  const found = (path: string) => board.persisted?.find((file) => file.path === path);
  const { release } = board.kernel;
  switch (action.kind) {
    case 'persist.group':
      return {
        action,
        title: `make the group ${action.name}`,
        where: 'board',
        shell: `grep -q ${quote(`^${action.name}:`)} /etc/group || groupadd -r ${action.name} 2>/dev/null || addgroup -S ${action.name}`,
      };
    case 'persist.write': {
      const path = textPaths[action.file];
      const folder = path.slice(0, path.lastIndexOf('/'));
      const more = action.file === 'udev' ? `\n${reloadUdev}` : '';
      return {
        action,
        title: `write ${path}`,
        where: 'board',
        shell: `mkdir -p ${folder}\n${writeText(path, action.text)}\nchmod 644 ${path}${more}`,
        ...changes(found(path)?.text, action.text),
      };
    }
    case 'persist.install': {
      const path = installPath(release);
      const folder = path.slice(0, path.lastIndexOf('/'));
      return {
        action,
        title: `put the module where modprobe finds it: ${path}`,
        where: 'board',
        shell: `mkdir -p ${quote(folder)}\ncp uiomem.ko ${quote(path)}\nchmod 644 ${quote(path)}\ndepmod ${quote(release)}`,
      };
    }
    case 'persist.dkms': {
      const version = action.version ?? 'VERSION';
      const folder = dkmsFolder(version);
      const conf = `${folder}/dkms.conf`;
      return {
        action,
        title: `have DKMS build and install the driver (${folder})`,
        where: 'board',
        shell: `# the driver's source (${action.folder ?? 'kernel'} of the workstation) into ${folder}, and:
${writeText(conf, dkmsConf(version))}
dkms add uiomem/${version}
dkms install uiomem/${version} -k ${quote(release)}`,
        ...changes(found(conf)?.text, dkmsConf(version)),
      };
    }
    case 'persist.remove': {
      const files = (board.persisted ?? []).filter(({ path }) => action.paths.includes(path));
      const goes = [...files.map(({ path }) => path), ...(action.group ? [`the group ${board.groups?.made}`] : [])];
      return {
        action,
        title: `take away what an earlier plan left: ${goes.join(', ')}`,
        where: 'board',
        shell: removeShell(files, board, action.group ? board.groups?.made : undefined),
        ...changes(files.map(({ text = '' }) => text).join(''), ''),
      };
    }
  }
}

function removeShell(
  files: NonNullable<BoardFacts['persisted']>,
  { kernel, tools }: BoardFacts,
  group: string | undefined,
): string {
  const lines = files.flatMap(({ path, kind, replaced }) => {
    if (kind === 'dkms') {
      const folder = path.slice(0, path.lastIndexOf('/'));
      const version = folder.replace('/usr/src/uiomem-', '');
      return [`dkms remove ${quote(`uiomem/${version}`)} --all`, `rm -rf ${quote(folder)}`];
    }
    return replaced === undefined
      ? [`rm -f ${quote(path)}`]
      : [`gunzip -c ${recordFolder}/kept/${replaced}.gz > ${quote(path)}`];
  });
  if (files.some(({ kind }) => kind === 'module') && tools.depmod !== undefined)
    lines.push(`depmod ${quote(kernel.release)}`);
  if (files.some(({ kind }) => kind === 'udev')) lines.push(reloadUdev);
  if (group !== undefined) lines.push(`groupdel ${group} 2>/dev/null || delgroup ${group}`);
  return lines.join('\n');
}

/** Of a file that is there; the shell text has the whole of a new one. */
function changes(before: string | undefined, after: string): Pick<Step, 'difference'> {
  const lines = before === undefined ? '' : difference(before, after);
  return lines === '' ? {} : { difference: lines };
}
