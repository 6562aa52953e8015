# shellcheck shell=bash disable=SC2154 # build.sh sets the paths and recipes
# The board's loader: U-Boot from Debian's source package, since Debian's own build (u-boot-qemu) merges no overlays. It takes
# half a minute. Sourced by build.sh.

loader_folder() { printf '%s' "$board_cache/loader/$1"; }

# Bytes of RAM that the loader takes for its own: it puts itself at their end. Those above are kept back from Linux too
# (qemu-command.ts, managedMemory), and what is written there is to outlive a reset.
loader_memory=0x30000000

# build_loader ARCH: fills loader/ARCH with u-boot.bin.
build_loader() {
	local arch=$1 work source option
	[ "$(cat "$(loader_folder "$arch")/recipe" 2>/dev/null)" != "$loader_recipe" ] || return 0
	say "U-Boot for $arch: the board's loader, built from Debian's source"
	work=$(building loader)
	source=$work/source
	mkdir "$source"
	fetch_source "$arch" "$work/package" u-boot
	# Debian's patches are for the files of other boards.
	tar -xJf "$work"/package/u-boot_*.orig.tar.xz -C "$source" --strip-components=1
	# They make images for other loaders, and want OpenSSL's headers.
	sed -i -E '/^hostprogs-.*(mkimage|mkenvimage)/d' "$source/tools/Makefile"
	cp "$here/loader.env" "$source/"
	loader_make "$source" qemu_arm64_defconfig
	# Of an option that is there twice the last one counts.
	cat "$here/loader.config" >>"$source/.config"
	loader_make "$source" olddefconfig
	while read -r option; do
		grep -qxF "$option" "$source/.config" ||
			die "the loader did not take $option of loader.config" 'It depends on another option, or is called otherwise.'
	done < <(grep -E '^(CONFIG_|# CONFIG_.* is not set)' "$here/loader.config")
	loader_make "$source" -j"$(nproc)" "KCPPFLAGS=-DCONFIG_MAX_MEM_MAPPED=$loader_memory" u-boot.bin
	mkdir "$work/loader"
	cp "$source/u-boot.bin" "$work/loader/"
	printf '%s\n' "$loader_recipe" >"$work/loader/recipe"
	publish "$work/loader" "$(loader_folder "$arch")"
	rm -rf "$work"
	say "  kept in $(loader_folder "$arch"), $(size_of "$(loader_folder "$arch")")"
}

# loader_make SOURCE TARGET...: leaves the workstation usable; its words come to light when it fails.
loader_make() {
	local source=$1
	shift
	nice -n 19 make -s -C "$source" CROSS_COMPILE="$(target_prefix "$arch")" SOURCE_DATE_EPOCH=0 "$@" >"$source/build.log" 2>&1 </dev/null ||
		die "U-Boot could not be built: make $*" "$(tail -n 15 "$source/build.log")"
}
