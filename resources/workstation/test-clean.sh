#!/usr/bin/env bash
# Runs the README's two commands in a fresh Debian 12 that has nothing but git and make.
# The chroot gets from this machine only what belongs to its network: name resolution, certificates, apt sources, npm's certificate setting.
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
suite=bookworm
work=$(mktemp -d "${TMPDIR:-/tmp}/uiomem-studio-clean.XXXXXX")
chroot_dir=$work/debian

say() { printf 'test-clean: %s\n' "$*"; }

[ "$(id -u)" = 0 ] || { echo "test-clean: needs root for debootstrap and chroot: sudo make test-clean" >&2; exit 1; }
command -v debootstrap >/dev/null || { say "installing debootstrap: makes the fresh Debian"; apt-get install -y -q debootstrap; }

clean_up() {
	local mount
	# Whatever was started inside and still runs would keep the mounts busy.
	for link in /proc/[0-9]*/root; do
		if [ "$(readlink "$link" 2>/dev/null)" = "$chroot_dir" ]; then
			kill -9 "$(basename "$(dirname "$link")")" 2>/dev/null || true
		fi
	done
	for mount in dev/shm dev/pts dev sys proc ''; do
		mountpoint -q "$chroot_dir/$mount" && umount -l "$chroot_dir/$mount"
	done
	# Never delete through a mount that is still there.
	if ! grep -q " ${chroot_dir}[/ ]" /proc/mounts; then rm -rf "$work"; fi
}
trap clean_up EXIT
trap 'exit 130' INT TERM

# uri_of CODENAME: where this machine's apt takes that Debian suite from
uri_of() {
	# shellcheck disable=SC2016 # apt's own format language
	apt-get indextargets --format '$(CODENAME) $(RELEASE) $(REPO_URI)' 'Created-By: Packages' | awk -v want="$1" '$1 == want || $2 == want { print $3; exit }'
}
mirror=$(uri_of "$suite")
[ -n "$mirror" ] || { echo "test-clean: apt knows no source of Debian $suite: run this on a Debian 12, after apt-get update" >&2; exit 1; }

say "debootstrap $suite into $chroot_dir"
debootstrap --variant=minbase --include=git,make,ca-certificates "$suite" "$chroot_dir" "$mirror" >"$work/debootstrap.log" 2>&1 ||
	{ tail -n 20 "$work/debootstrap.log" >&2; exit 1; }

for file in /etc/resolv.conf /etc/hosts /etc/ssl/certs/ca-certificates.crt; do
	[ -e "$file" ] && mkdir -p "$chroot_dir$(dirname "$file")" && cp -L "$file" "$chroot_dir$file"
done
for codename in "$suite" "$suite-updates" "$suite-security"; do
	uri=$(uri_of "$codename")
	[ -z "$uri" ] || echo "deb $uri $codename main"
done >"$chroot_dir/etc/apt/sources.list"
apt-config dump | grep -E '^Acquire::(http|https)' >"$chroot_dir/etc/apt/apt.conf.d/50network" || true
printf 'cafile=/etc/ssl/certs/ca-certificates.crt\n' >"$chroot_dir/root/.npmrc"

# As on a machine, the root is a mount of its own: without that no mount namespace can be made inside.
mount --bind "$chroot_dir" "$chroot_dir"
mount --make-private "$chroot_dir"
mount -t proc proc "$chroot_dir/proc"
mount -t sysfs -o ro sys "$chroot_dir/sys"
mount --bind /dev "$chroot_dir/dev"
mount --bind /dev/pts "$chroot_dir/dev/pts"
mount -t tmpfs shm "$chroot_dir/dev/shm"

git clone -q --no-hardlinks "$root" "$chroot_dir/root/uiomem-studio"
inside() {
	chroot "$chroot_dir" /usr/bin/env -i HOME=/root USER=root PATH=/usr/sbin:/usr/bin:/sbin:/bin LANG=C.UTF-8 TERM=dumb \
		NODE_EXTRA_CA_CERTS=/etc/ssl/certs/ca-certificates.crt \
		/bin/bash -c "cd /root/uiomem-studio && $1"
}
say "make demo OPEN=0"
inside 'make demo OPEN=0'
say "make test"
inside 'make test'
say "both commands passed on a fresh Debian"
