#!/usr/bin/env bash
# Fetches the device trees (.dtb) that come with Debian's kernels for arm64 and armhf into the cache, which keeps nothing
# else of the packages. Does nothing that is done already. Standard output: the folders, one a line.
set -euo pipefail

emulated_board=$(dirname "${BASH_SOURCE[0]}")/../emulated-board
# shellcheck source=../emulated-board/cache.sh
. "$emulated_board/cache.sh"
# shellcheck source=../emulated-board/debian.sh
. "$emulated_board/debian.sh"

trees=${board_cache%/*}/devicetree

# newest_image ARCH SERIES FLAVOUR: the newest package of that kernel that apt knows.
newest_image() {
	apt_for "$1" apt-cache search --names-only "^linux-image-${2//./\\.}\\.[0-9].*[0-9]-$3\$" | cut -d' ' -f1 | sort -V | tail -n 1
}

# fetch_trees ARCH SERIES FLAVOUR: fills a folder with the name of the package and points ARCH-SERIES at it.
fetch_trees() {
	local arch=$1 series=$2 flavour=$3 package work folder
	if [ ! -e "$trees/$arch-$series" ]; then
		update_index "$arch"
		package=$(newest_image "$arch" "$series" "$flavour")
		if [ -z "$package" ]; then
			say "apt has no linux-image-$series.*-$flavour for $arch: its device trees are left out"
			return
		fi
		say "$package for $arch: its device trees"
		work=$(building trees)
		fetch_packages "$arch" "$work/tree" "$package:$arch"
		folder=$work/$package
		mkdir "$folder"
		(cd "$work/tree/usr/lib/$package" && find . -name '*.dtb*' -exec cp --parents -t "$folder" {} +)
		publish "$folder" "$trees/$package"
		rm -rf "$work"
		link_as "$package" "$trees/$arch-$series"
	fi
	echo "$trees/$(readlink "$trees/$arch-$series")"
}

lock_cache
trap clean_building EXIT
for series in 6.1 6.12; do
	fetch_trees arm64 "$series" arm64
	fetch_trees armhf "$series" armmp
done
