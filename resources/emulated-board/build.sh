#!/usr/bin/env bash
# Builds what an emulated board is made of into the cache, without root: a Debian cloud kernel with headers, a user
# space, a disk image with node, the user's key. Does nothing that is done already; `build.sh --help` says more.
# Standard error: progress. Standard output: the results, one KEY=VALUE a line.
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
# shellcheck source=cache.sh
. "$here/cache.sh"
# shellcheck source=debian.sh
. "$here/debian.sh"
# shellcheck source=user-space.sh
. "$here/user-space.sh"
# shellcheck source=kernel.sh
. "$here/kernel.sh"
# shellcheck source=debug-kernel.sh
. "$here/debug-kernel.sh"
# shellcheck source=loader.sh
. "$here/loader.sh"
# shellcheck source=node.sh
. "$here/node.sh"
# shellcheck source=tools.sh
. "$here/tools.sh"
# shellcheck source=rust.sh
. "$here/rust.sh"

usage() {
	cat <<-EOF
		usage: build.sh [--arch arm64|armhf|amd64] [--kernel 6.1|6.12|6.1-debug] [--no-node] [--no-loader] [--tools] [--rust] [--newest] [--look]

		  --arch     the board's architecture (arm64)
		  --kernel   the series of Debian's kernel (6.1): the cloud kernel; armmp for armhf. 6.1-debug is built from
		             Debian's source for arm64, with overlays at run time and checks; that takes ten minutes
		  --no-node  leave out the disk image with node
		  --no-loader  leave out the loader, which there is for arm64 alone
		  --tools    also make the disk image with what builds modules and programs on the board
		  --rust     also make a rustc of this workstation that compiles for the board
		  --newest   look for a newer release of the kernel and of the user space's packages
		  --look     build nothing; say in missing= which of kernel, userSpace, key, node, loader, tools are not there

		Kept in $board_cache
	EOF
}

# target_prefix ARCH: the GNU prefix of the tools that make programs for it.
target_prefix() {
	case $1 in
		arm64) echo aarch64-linux-gnu- ;;
		armhf) echo arm-linux-gnueabihf- ;;
		amd64) echo x86_64-linux-gnu- ;;
	esac
}

arch=arm64 series=6.1 node=1 loader=1 tools=0 rust=0 newest=0 look=0
while [ $# -gt 0 ]; do
	case $1 in
		--arch | --kernel)
			[ $# -ge 2 ] || die "$1 wants a value"
			[ "$1" = --arch ] && arch=$2 || series=$2
			shift
			;;
		--no-node) node=0 ;;
		--no-loader) loader=0 ;;
		--tools) tools=1 ;;
		--rust) rust=1 ;;
		--newest) newest=1 ;;
		--look) look=1 ;;
		--help) usage && exit ;;
		*) usage >&2 && exit 2 ;;
	esac
	shift
done
case $arch in arm64 | armhf | amd64) ;; *) die "there is no board for $arch" 'arm64, armhf and amd64 can be had' ;; esac
case $series in 6.1 | 6.12 | 6.1-debug) ;; *) die "there is no kernel series $series" '6.1, 6.12 and 6.1-debug can be had' ;; esac
case $series-$arch in *-debug-arm64) ;; *-debug-*) die 'there is a debug kernel for arm64 only' ;; esac

[ "$arch" = arm64 ] || loader=0

case $series in
	*-debug) kernel_recipe=$(recipe_of "$here"/{debug-kernel.sh,debug-kernel.config,overlay-module/Kbuild,overlay-module/dt-overlays.c}) ;;
	*) kernel_recipe=$(recipe_of "$here"/{kernel.sh,modules.txt}) ;;
esac
user_space_recipe=$(recipe_of "$here"/{user-space.sh,user-space.txt})
loader_recipe=$(recipe_of "$here"/loader.{sh,config,env})
tools_recipe=$(recipe_of "$here"/{tools.sh,tools.txt,user-space.txt})
rust_recipe=$(recipe_of "$here/rust.sh")
kernel=$board_cache/kernels/$arch-$series
key=$board_cache/key/id_ed25519

# What is wanted and is not there, a word each.
missing() {
	[ "$(cat "$kernel/recipe" 2>/dev/null)" = "$kernel_recipe" ] || echo kernel
	[ "$(cat "$board_cache/user-space/$arch/recipe" 2>/dev/null)" = "$user_space_recipe" ] || echo userSpace
	[ -e "$key" ] || echo key
	[ "$node" = 0 ] || [ -e "$(node_image "$arch")" ] || echo node
	[ "$loader" = 0 ] || [ "$(cat "$(loader_folder "$arch")/recipe" 2>/dev/null)" = "$loader_recipe" ] || echo loader
	[ "$tools" = 0 ] || [ -e "$(tools_image "$arch" "$(cat "$kernel/release" 2>/dev/null)")" ] || echo tools
	[ "$rust" = 0 ] || [ "$(cat "$(rust_folder "$arch")/recipe" 2>/dev/null)" = "$rust_recipe" ] || echo rust
}

complete() { [ "$newest" = 0 ] && [ -z "$(missing)" ]; }

# The key that opens every emulated board of this user, and no other machine.
build_key() {
	local work
	[ ! -e "$key" ] || return 0
	work=$(building key)
	chmod 700 "$work"
	ssh-keygen -q -t ed25519 -N '' -C 'uiomem studio, emulated boards' -f "$work/id_ed25519"
	publish "$work" "$board_cache/key"
}

if [ "$look" = 0 ] && ! complete; then
	trap clean_building EXIT
	trap 'exit 130' INT
	trap 'exit 143' TERM HUP
	lock_cache
	if [ "$newest" = 1 ]; then rm -f "$board_cache/apt/$arch/updated" "$board_cache/user-space/$arch/recipe"; fi
	build_key
	case $series in
		*-debug) [ "$(cat "$kernel/recipe" 2>/dev/null)" = "$kernel_recipe" ] || build_debug_kernel "$arch" ;;
		*) build_kernel "$arch" "$series" ;;
	esac
	build_user_space "$arch"
	[ "$node" = 0 ] || build_node "$arch"
	[ "$loader" = 0 ] || build_loader "$arch"
	[ "$tools" = 0 ] || build_tools "$arch" "$(cat "$kernel/release")"
	[ "$rust" = 0 ] || build_rust "$arch"
	# apt makes this anew from its lists when it needs it, and it is large.
	rm -f "$board_cache/apt/$arch/cache"/*.bin
fi

[ "$look" = 0 ] || printf 'missing=%s\ncache=%s\n' "$(missing | paste -sd' ')" "$board_cache"
release=$(cat "$kernel/release" 2>/dev/null || true)
cat <<EOF
release=$release
vmlinuz=$kernel/vmlinuz
modules=$kernel/modules.cpio
build=$board_cache/kernels/$arch-$release/build
userSpace=$board_cache/user-space/$arch/user-space.cpio
identityFile=$key
EOF
[ "$node" = 0 ] || printf 'nodeImage=%s\n' "$(node_image "$arch")"
[ "$loader" = 0 ] || printf 'loader=%s/u-boot.bin\n' "$(loader_folder "$arch")"
[ "$tools" = 0 ] || printf 'toolsImage=%s\n' "$(tools_image "$arch" "$release")"
[ "$rust" = 0 ] || printf 'rustc=%s/bin/rustc\n' "$(rust_folder "$arch")"
