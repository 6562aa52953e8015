# shellcheck shell=bash disable=SC2154 # build.sh sets the paths and recipes
# Debian's rustc of the workstation with the standard library of a board, unpacked into the cache and not installed: for
# tests of client code. It links with the cross compiler that make setup installs. Sourced by build.sh.

rust_folder() { printf '%s' "$board_cache/rust/$1"; }

# What rustc's packages depend on and the workstation has.
rust_left_out='gcc libc-dev libc6-dev libc6 libgcc-s1 libstdc++6 binutils gcc-12-base libcrypt1'

# build_rust ARCH: fills rust/ARCH; bin/rustc there compiles for the board.
build_rust() {
	local arch=$1 folder work target programs
	# shellcheck disable=SC2034 # for apt_for
	local apt_state=$arch
	case $arch in
		arm64) target=aarch64-unknown-linux-gnu ;;
		armhf) target=armv7-unknown-linux-gnueabihf ;;
		amd64) target=x86_64-unknown-linux-gnu ;;
	esac
	folder=$(rust_folder "$arch")
	[ "$(cat "$folder/recipe" 2>/dev/null)" != "$rust_recipe" ] || return 0
	update_index "$arch"
	say "rustc with the standard library for $arch: for tests of client code"
	work=$(building rust)
	# The standard library is that of the board alone; but it is what names rustc's own libraries.
	mapfile -t programs < <(closure_of "$host_arch" "$rust_left_out" rustc | tr ' ' '\n' | sed "/./!d; /^libstd-rust-dev\$/d; s/\$/:$host_arch/")
	fetch_packages "$arch" "$work/tree" "libstd-rust-dev:$arch" "${programs[@]}"
	rm -rf "$work/tree/usr/share"
	mkdir "$work/bin"
	printf '#!/bin/sh\nLD_LIBRARY_PATH=%q exec %q --target %s -C linker=%sgcc "$@"\n' \
		"$folder/tree/usr/lib/$(dpkg-architecture -qDEB_HOST_MULTIARCH 2>/dev/null || echo x86_64-linux-gnu)" \
		"$folder/tree/usr/bin/rustc" "$target" "$(target_prefix "$arch")" >"$work/bin/rustc"
	chmod 755 "$work/bin/rustc"
	printf '%s\n' "$rust_recipe" >"$work/recipe"
	publish "$work" "$folder"
	say "  kept in $folder, $(size_of "$folder")"
}
