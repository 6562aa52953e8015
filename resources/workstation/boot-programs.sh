#!/usr/bin/env bash
# Programs of Debian by which its boards come to their boot files, for tests that put them onto an emulated board: u-boot-update,
# grub-mkconfig, and the kernel's modules for a FAT partition. Unpacked into the cache and not installed. Does nothing when they are
# there. Standard output: the folder, with tree/ (as the packages have it) and modules/.
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
# shellcheck source=../emulated-board/cache.sh
. "$here/../emulated-board/cache.sh"
# shellcheck source=../emulated-board/debian.sh
. "$here/../emulated-board/debian.sh"

release=$(cat "$board_cache/kernels/arm64-6.1/release" 2>/dev/null) || die 'there is no emulated board yet' 'make board'
target=${board_cache%/*}/boot-programs
recipe="$(recipe_of "${BASH_SOURCE[0]}") $release"
modules=(loop fat vfat nls_cp437 nls_ascii nls_utf8)
complete() { [ "$(cat "$target/recipe" 2>/dev/null)" = "$recipe" ]; }

if ! complete; then
	trap clean_building EXIT
	trap 'exit 130' INT
	trap 'exit 143' TERM HUP
	lock_cache
fi
# Whoever held the lock may have made it.
if ! complete; then
	say "boot programs of Debian for the tests, unpacked into $target (nothing is installed)"
	work=$(building boot-programs)
	update_index "$host_arch"
	fetch_packages "$host_arch" "$work/tree" u-boot-menu grub-common grub2-common libdevmapper1.02.1
	update_index arm64
	fetch_packages arm64 "$work/kernel" "linux-image-$release:arm64"
	mkdir "$work/modules"
	for module in "${modules[@]}"; do
		find "$work/kernel" -name "$module.ko" -exec cp {} "$work/modules/" ';'
		[ -e "$work/modules/$module.ko" ] || die "the kernel $release has no module $module"
	done
	rm -rf "$work/kernel"
	printf '%s\n' "$recipe" >"$work/recipe"
	publish "$work" "$target"
fi
printf '%s\n' "$target"
