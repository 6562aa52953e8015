#!/usr/bin/env bash
# Fetches the device trees (.dtb) that come with Debian's kernels for arm64 and armhf into the cache, which keeps nothing
# else of the packages. Does nothing that is done already. Standard output: the folders, one a line, and a sentence for each
# kernel that apt does not have.
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

# The series and architectures of Debian 12 with their flavours.
kernels=('6.1 arm64 arm64' '6.1 armhf armmp' '6.12 arm64 arm64' '6.12 armhf armmp')

# known ARCH SERIES: whether its trees are there, or apt was found not to have them a short while ago.
known() {
	[ -e "$trees/$1-$2" ] || [ -n "$(find "$trees/$1-$2.absent" -mmin "-$index_minutes" 2>/dev/null)" ]
}

# absence ARCH PACKAGE: that apt has none, and why it may not: a list of packages that did not come.
absence() {
	local reason
	reason=$(sed -n 's/^E: Failed to fetch //; T; s/ \[IP: .*\]$//; p' "$board_cache/apt/$1/said" 2>/dev/null | head -n 1)
	echo "apt has no $2 for $1: its device trees are left out.${reason:+ A list of packages did not come: $reason}"
}

# fetch_trees SERIES ARCH FLAVOUR: fills a folder with the name of the package and points ARCH-SERIES at it.
fetch_trees() {
	local series=$1 arch=$2 flavour=$3 package work folder
	! known "$arch" "$series" || return 0
	update_index "$arch"
	package=$(newest_image "$arch" "$series" "$flavour")
	if [ -z "$package" ]; then
		mkdir -p "$trees"
		absence "$arch" "linux-image-$series.*-$flavour" >"$trees/$arch-$series.absent"
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
}

# Others may hold the lock for long: it is taken only when there is something to fetch.
complete() {
	local series arch
	for each in "${kernels[@]}"; do
		read -r series arch _ <<<"$each"
		known "$arch" "$series" || return 1
	done
}

if ! complete; then
	trap clean_building EXIT
	lock_cache
	for each in "${kernels[@]}"; do
		read -r series arch flavour <<<"$each"
		fetch_trees "$series" "$arch" "$flavour"
	done
fi
for each in "${kernels[@]}"; do
	read -r series arch flavour <<<"$each"
	if [ -e "$trees/$arch-$series" ]; then
		echo "$trees/$(readlink "$trees/$arch-$series")"
	else
		cat "$trees/$arch-$series.absent"
	fi
done
