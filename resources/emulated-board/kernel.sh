# shellcheck shell=bash disable=SC2154 # build.sh sets the paths and recipes
# Debian's kernel, the cloud flavour where there is one: the image, the modules that the board needs, and headers against which modules are built on
# this workstation. Sourced by build.sh.

# flavour_of ARCH: the end of the names of Debian's kernel for a virtual machine of that kind.
flavour_of() { case $1 in armhf) echo armmp ;; *) echo "cloud-$1" ;; esac; }

# newest_release ARCH SERIES: the newest release of a series (6.1, 6.12) that apt knows with image and headers.
newest_release() {
	local arch=$1 series=${2//./\\.} known
	known=$(apt_for "$arch" apt-cache search --names-only "^linux-(image|headers)-$series\\.[0-9].*[0-9]-$(flavour_of "$arch")\$" | cut -d' ' -f1)
	comm -12 <(sed -n 's/^linux-image-//p' <<<"$known" | sort) <(sed -n 's/^linux-headers-//p' <<<"$known" | sort) |
		sort -V | tail -n 1
}

# build_kernel ARCH SERIES: fills kernels/ARCH-RELEASE and points kernels/ARCH-SERIES at it.
build_kernel() {
	local arch=$1 series=$2 release folder work headers common kbuild flavour
	update_index "$arch"
	release=$(newest_release "$arch" "$series")
	[ -n "$release" ] ||
		die "apt has no linux-image-$series.*-$(flavour_of "$arch") with its headers" \
			"Linux 6.1 and 6.12 are in Debian 12 with its security updates; 6.12 alone in Debian 13."
	folder=$board_cache/kernels/$arch-$release
	if [ "$(cat "$folder/recipe" 2>/dev/null)" != "$kernel_recipe" ]; then
		say "Linux $release for $arch: the board's kernel, and headers to build modules against"
		work=$(building kernel)
		headers=$(dependencies_of "$arch" "linux-headers-$release" | tr -d '<>')
		common=$(grep -e '-common$' <<<"$headers")
		kbuild=$(grep '^linux-kbuild-' <<<"$headers")
		fetch_packages "$arch" "$work/tree" "linux-image-$release:$arch" "linux-headers-$release:$arch" "$common" \
			"$kbuild:$host_arch"
		headers=usr/src/linux-headers-$release
		flavour=$work/tree/$headers
		relocate_headers "$flavour" "$folder/tree"
		[ "$arch" != armhf ] || emulate_modpost "$work/tree" "$folder/tree" "$kbuild"
		ln -s "tree/$headers" "$work/build"
		ln -s "$(cd "$work" && echo tree/boot/vmlinu[xz]-"$release")" "$work/vmlinuz"
		ln -s "tree/boot/config-$release" "$work/config"
		rm -rf "$work/tree/usr/share/doc" "$work/tree/usr/share/bug" "$work/tree/usr/share/lintian"
		pack_modules "$work/tree" "$release" "$work/modules.cpio"
		# Hundreds of megabytes, which no board loads.
		rm -rf "$work/tree/lib/modules/$release/kernel"
		printf '%s\n' "$release" >"$work/release"
		printf '%s\n' "$kernel_recipe" >"$work/recipe"
		publish "$work" "$folder"
		say "  kept in $folder, $(size_of "$folder")"
	fi
	link_as "$arch-$release" "$board_cache/kernels/$arch-$series"
}

# Debian's headers name each other by absolute paths under /usr; here they live elsewhere.
relocate_headers() {
	local flavour=$1 root=$2 file
	for file in "$flavour/Makefile" "$flavour/.kernelvariables"; do
		[ ! -f "$file" ] || sed -i "s#/usr/src/#$root/usr/src/#g; s#/usr/lib/linux-kbuild#$root/usr/lib/linux-kbuild#g" "$file"
	done
	while read -r file; do
		case $(readlink "$file") in
			/usr/*) ln -sfn "$root$(readlink "$file")" "$file" ;;
		esac
	done < <(find "$flavour" -maxdepth 2 -type l)
}

# emulate_modpost TREE FINAL KBUILD: on a workstation of 64 bits modpost takes the structures of device tables to be as large
# as they are there, and stops at those of a 32-bit kernel. Debian's own for armhf runs under qemu-arm instead.
emulate_modpost() {
	local tree=$1 final=$2 kbuild=$3 work modpost=usr/lib/$3/scripts/mod
	work=$(building modpost)
	fetch_packages armhf "$work" "$kbuild:armhf" libc6:armhf "qemu-user-static:$host_arch"
	mkdir -p "$tree/opt/armhf"
	cp -a "$work/lib" "$tree/opt/armhf/"
	cp "$work/usr/bin/qemu-arm-static" "$tree/opt/qemu-arm"
	cp "$work/$modpost/modpost.real-lsb-32" "$tree/opt/modpost"
	rm -f "$tree/$modpost"/modpost*
	printf '#!/bin/sh\nexec %q -L %q %q "$@"\n' "$final/opt/qemu-arm" "$final/opt/armhf" "$final/opt/modpost" >"$tree/$modpost/modpost"
	chmod 755 "$tree/$modpost/modpost"
	rm -rf "$work"
}

# pack_modules TREE RELEASE ARCHIVE: the modules of modules.txt and what they need, as a layer of the initramfs.
pack_modules() {
	local tree=$1 release=$2 archive=$3 layer name file target
	layer=$(building modules)
	target=lib/modules/$release
	mkdir -p "$layer/$target"
	depmod -b "$tree" "$release"
	while read -r name _; do
		case $name in '' | '#'*) continue ;; esac
		# A name that is built into this kernel, or absent from it, shows no file.
		modprobe -d "$tree" -S "$release" --show-depends "$name" 2>/dev/null | sed -n 's/^insmod \([^ ]*\).*/\1/p'
	done <"$here/modules.txt" | sort -u | while read -r file; do
		file=${file#"$tree/"}
		mkdir -p "$layer/$(dirname "$file")"
		cp "$tree/$file" "$layer/$file"
		case $file in *.xz) xz -d "$layer/$file" ;; esac
	done
	cp "$tree/$target"/modules.{builtin,builtin.modinfo,order} "$layer/$target/"
	depmod -b "$layer" "$release"
	pack_layer "$layer" "$archive"
	rm -rf "$layer"
}
