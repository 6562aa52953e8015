/** What is put on the board under test, all of it before its SSH server starts. */
import type { RootFiles } from '../../app/host/emulated-board/root-files.ts';

/**
 * Loaders that take a second before and a second after their work, so that a fault falls before, into and after it; the helper
 * finds them first. They say on the console, which no cable carries, that they were reached.
 */
const slow = (name: string) => `#!/bin/busybox sh
echo "faults: reached ${name}" >/dev/console
sleep 1
PATH=/usr/sbin:/sbin:/usr/bin:/bin
${name} "$@"
r=$?
sleep 1
exit $r
`;

/**
 * Tells the console whenever other processes run than a moment ago: \`PID:NAME\` for each that has a command line, less those of
 * the SSH server and the console's own.
 */
const watch = `#!/bin/busybox sh
last=new
while :; do
now=
for p in /proc/[0-9]*; do
c=
IFS= read -r c 2>/dev/null <$p/cmdline
case $c in '' | *sshd* | *faults-watch* | *faults-own* | *cttyhack* | *sh/init* | sh | sleep1) continue ;; esac
IFS= read -r n 2>/dev/null <$p/comm || continue
case $c in *helper.cjs*) n=helper.cjs ;; *probe.cjs*) n=probe.cjs ;; *uiomem-studio-bootstrap*) n=bootstrap ;; *.part*) n=upload ;; esac
now="$now \${p#/proc/}:$n"
done
[ "$now" = "$last" ] || echo "faults: processes$now" >/dev/console
last=$now
sleep 1
done
`;

const start = `#!/bin/busybox sh
/usr/local/sbin/faults-watch </dev/null >/dev/null 2>&1 &
`;

const program = (text: string) => ({ text, mode: 0o755 });

export const boardSide: RootFiles = {
  '/etc/board-start': program(start),
  '/usr/local/sbin/faults-watch': program(watch),
  '/usr/local/sbin/insmod': program(slow('insmod')),
  '/usr/local/sbin/rmmod': program(slow('rmmod')),
  '/usr/local/sbin/depmod': program(slow('depmod')),
};

/** The folders where uploads and builds are, of the user that commands log in as. */
export const uploads = '/root/.cache/uiomem-studio-helper';

/**
 * Prints what the board is as the kernel and the file system show it: the module and its devices with every attribute, and the
 * name of every file that can last, with digests of those that decide about the next boot; overlays of the running kernel.
 */
export const stateScript = `cd /
grep -q '^uiomem ' /proc/modules && echo 'module uiomem'
for d in /sys/class/uiomem/*; do [ -d "$d" ] || continue
for f in "$d"/*; do [ -f "$f" ] && [ -r "$f" ] && echo "$\{f#/sys/class/uiomem/} $(cat "$f" 2>/dev/null | head -n 1)"; done; done
sed -n 's/^[ \\t]*fdtoverlays /names /p' /boot/extlinux/extlinux.conf
find /boot/extlinux /boot/uiomem-studio -type f -exec sha256sum {} + 2>/dev/null | sort -k2
for d in /sys/kernel/config/device-tree/overlays/*; do [ -d "$d" ] && echo "overlay $\{d##*/} $(cat "$d/status")"; done
cat /etc/modprobe.d/*uiomem* /etc/modules-load.d/*uiomem* /lib/modules/*/modules.dep /lib/modules/*/updates/* 2>/dev/null | sha256sum`;

/** Prints the name of each file that is not the system's own, in every file system that is written to. */
export const filesScript = `cd /
find /disk /boot /run /tmp /dev/shm -xdev \\( -path /disk/.work -o -path '/run/tools' -o -path '*/compiled' -o -path '*/uiomem-studio/lease' -o -path '/run/udev' \\) -prune -o -print | sort`;
