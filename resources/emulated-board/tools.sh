# shellcheck shell=bash disable=SC2154 # build.sh sets the paths and recipes
# What builds modules and programs on the board, as a read-only disk image made without root: the compiler, the kernel's
# headers where Debian has them, Python, dkms, udev. The board's /init lays its folders over its own. Sourced by build.sh.

# tools_image ARCH RELEASE
tools_image() { printf '%s' "$board_cache/tools/$1-$2-$tools_recipe.ext4"; }

# kernel_architecture ARCH: the name in the kernel's source.
kernel_architecture() { case $1 in arm64) echo arm64 ;; armhf) echo arm ;; amd64) echo x86 ;; esac; }

# build_tools ARCH RELEASE: makes the image for a kernel; what user-space.txt names is on every board and not in it.
build_tools() {
	local arch=$1 release=$2 work tree everywhere left_out wanted plain headers flavour
	[ ! -e "$(tools_image "$arch" "$release")" ] || return 0
	update_index "$arch"
	say "tools for $arch with Linux $release: a compiler, headers, Python, dkms and udev, for boards that have them"
	mapfile -t everywhere < <(sed -n 's/^\([a-z][^ ]*\).*/\1/p' "$here/user-space.txt")
	left_out=$(sed -n 's/^- //p' "$here"/{user-space,tools}.txt | grep -vxF tar | paste -sd' ')
	left_out+=" $(closure_of "$arch" "$left_out" "${everywhere[@]}" | tr '\n' ' ')"
	mapfile -t wanted < <(sed -n 's/^\([a-z][^ ]*\).*/\1/p' "$here/tools.txt")
	mapfile -t plain < <(sed -n 's/^+ \([^ ]*\).*/\1/p' "$here/tools.txt")
	mapfile -t headers < <(dependencies_of "$arch" "linux-headers-$release" | tr -d '<>')
	wanted+=("$(printf '%s\n' "${headers[@]}" | grep '^linux-kbuild-')")
	plain+=("$(printf '%s\n' "${headers[@]}" | grep -e '-common$')")
	work=$(building tools)
	tree=$work/tree
	# shellcheck disable=SC2046 # one word a package
	fetch_packages "$arch" "$tree" "${plain[@]}" "linux-headers-$release:$arch" \
		$(closure_of "$arch" "$left_out" "${wanted[@]}" | tr ' ' '\n' | sed "/./!d; s/\$/:$arch/")
	rm -rf "$tree"/usr/share/{doc,doc-base,man,info,locale,lintian,bug,bash-completion,initramfs-tools,gdb} \
		"$tree"/usr/bin/*-{lto-dump*,ld.gold,dwp} "$tree"/usr/lib/gcc/*/*/{lto1,lto-wrapper,g++-mapper-server} \
		"$tree"/usr/lib/python3*/{test,ensurepip,idlelib,lib2to3} "$tree"/lib/udev/hwdb.d \
		"${tree:?}"/{dev,proc,sys,run,tmp,var/cache} "$tree"/etc/{init.d,default,skel,profile,bash.bashrc}
	find "$tree"/usr/src/linux-headers-*-common/arch -mindepth 1 -maxdepth 1 -type d ! -name "$(kernel_architecture "$arch")" -exec rm -rf {} +
	flavour=$tree/lib/modules/$release
	mkdir -p "$flavour"
	ln -sfn "/usr/src/linux-headers-$release" "$flavour/build"
	PATH=$PATH:/usr/sbin:/sbin mke2fs -q -t ext4 -O ^has_journal -m 0 -E root_owner=0:0 -d "$tree" "$work/tools.ext4" \
		"$(($(du -sm "$tree" | cut -f1) * 11 / 10 + 16))M" >/dev/null
	mkdir -p "$board_cache/tools"
	mv "$work/tools.ext4" "$(tools_image "$arch" "$release")"
	rm -rf "$work"
	find "$board_cache/tools" -name '*.ext4' -mtime +30 ! -path "$(tools_image "$arch" "$release")" -delete
	say "  $(size_of "$(tools_image "$arch" "$release")")"
}
