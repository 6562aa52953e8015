#!/usr/bin/env bash
# Checks the driver's style with the kernel's own scripts/checkpatch.pl. Debian has it in the kernel's source package
# only, so the two files it consists of are taken out of that (once, 140 MB) and kept in the cache.
set -euo pipefail

cache=${XDG_CACHE_HOME:-$HOME/.cache}/uiomem-studio/checkpatch

if [ ! -e "$cache/checkpatch.pl" ]; then
	package=$(apt-cache search --names-only '^linux-source-[0-9.]+$' | cut -d' ' -f1 | sort -V | sed -n '/-6\.1$/{p;q}; $p')
	if [ -z "$package" ]; then
		echo 'checkpatch: apt knows no linux-source package, which has scripts/checkpatch.pl' >&2
		echo '  Run apt-get update (as root) on this machine, then make check again.' >&2
		exit 1
	fi
	echo "checkpatch: fetching $package for scripts/checkpatch.pl" >&2
	mkdir -p "$(dirname "$cache")"
	work=$(mktemp -d "$cache.XXXXXX")
	trap 'rm -rf "$work"' EXIT
	# apt drops its rights for downloads; the folder must be writable for that user
	chmod 755 "$work"
	(cd "$work" && apt-get -q -o APT::Sandbox::User=root download "$package" >/dev/null && dpkg-deb --fsys-tarfile ./*.deb | tar -xO --wildcards './usr/src/*.tar.xz' |
		tar -xJ --strip-components=2 --wildcards '*/scripts/checkpatch.pl' '*/scripts/spelling.txt' '*/scripts/const_structs.checkpatch')
	rm -f "$work"/*.deb
	rm -rf "$cache"
	mv "$work" "$cache"
fi
cd "$(dirname "${BASH_SOURCE[0]}")/../../kernel"
exec perl "$cache/checkpatch.pl" --file ./*.[ch] ../resources/emulated-board/overlay-module/*.c
