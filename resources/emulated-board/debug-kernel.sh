# shellcheck shell=bash disable=SC2154 # build.sh sets the paths and recipes
# A kernel of our own configuration from Debian's source package: overlays at run time, which Debian's kernels do not have,
# and checks of locks and lists. It takes ten minutes and is built only when it is asked for. Sourced by build.sh.

# build_debug_kernel ARCH: fills kernels/ARCH-RELEASE and points kernels/ARCH-6.1-debug at it.
build_debug_kernel() {
	local arch=$1 work source release folder option
	work=$(building kernel)
	update_index "$arch"
	say "Linux 6.1 with overlays and checks for $arch: built from source, which takes ten minutes and 2 GB"
	fetch_packages "$arch" "$work/package" linux-source-6.1
	mkdir "$work/build"
	tar -xJf "$work"/package/usr/src/linux-source-6.1.tar.xz -C "$work/build" --strip-components=1
	rm -rf "$work/package"
	source=$work/build
	debug_make "$source" tinyconfig
	debug_configure "$source"
	while read -r option; do
		grep -qxF "$option" "$source/.config" ||
			die "the kernel did not take $option of debug-kernel.config" 'It depends on another option, or is called otherwise.'
	done < <(grep '^CONFIG_' "$here/debug-kernel.config")
	debug_make "$source" -j"$(nproc)" Image modules
	release=$(cat "$source/include/config/kernel.release")
	cp "$source/arch/$(kernel_architecture "$arch")/boot/Image" "$work/vmlinuz"
	cp "$source/.config" "$work/config"
	pack_overlay_module "$source" "$release" "$work/modules.cpio"
	# What modules are built against; the rest is a gigabyte.
	find "$source" -mindepth 1 -maxdepth 1 ! -name Makefile ! -name Kbuild ! -name scripts ! -name include ! -name arch \
		! -name .config ! -name Module.symvers -exec rm -rf {} +
	find "$source/arch" -mindepth 1 -maxdepth 1 -type d ! -name "$(kernel_architecture "$arch")" -exec rm -rf {} +
	rm -rf "$source/arch/$(kernel_architecture "$arch")/boot"
	printf '%s\n' "$release" >"$work/release"
	printf '%s\n' "$kernel_recipe" >"$work/recipe"
	folder=$board_cache/kernels/$arch-$release
	publish "$work" "$folder"
	say "  kept in $folder, $(size_of "$folder")"
	link_as "$arch-$release" "$board_cache/kernels/$arch-6.1-debug"
}

# debug_make SOURCE TARGET...: leaves the workstation usable.
debug_make() {
	local source=$1
	shift
	# The name of whom and where is in the image.
	nice -n 19 make -s -C "$source" ARCH="$(kernel_architecture "$arch")" CROSS_COMPILE="$(target_prefix "$arch")" \
		KBUILD_BUILD_USER=uiomem-studio KBUILD_BUILD_HOST=board "$@" >&2
}

# debug_configure SOURCE: puts debug-kernel.config over the tiny configuration.
debug_configure() {
	local source=$1
	cat "$here/debug-kernel.config" >>"$source/.config"
	# Of an option that is there twice the last one counts.
	debug_make "$source" olddefconfig
}

# pack_overlay_module SOURCE RELEASE ARCHIVE: a layer of the initramfs with the one module there is; the rest is built in.
pack_overlay_module() {
	local source=$1 layer target module
	layer=$(building modules)
	target=$layer/lib/modules/$2
	module=$(building overlay-module)
	mkdir -p "$target/extra"
	cp "$here"/overlay-module/{Kbuild,dt-overlays.c} "$module/"
	debug_make "$source" M="$module" modules
	cp "$module/dt-overlays.ko" "$target/extra/"
	rm -rf "$module"
	cp "$source"/modules.{builtin,order} "$target/"
	[ ! -e "$source/modules.builtin.modinfo" ] || cp "$source/modules.builtin.modinfo" "$target/"
	depmod -b "$layer" "$2"
	pack_layer "$layer" "$3"
	rm -rf "$layer"
}
