# shellcheck shell=bash disable=SC2154 # build.sh sets the paths and recipes
# The board's user space as a layer of the initramfs: Debian packages unpacked, their scripts not run. root/ and
# each board's own layer, with its keys and passwords, come over it at each start. Sourced by build.sh.

# pack_layer FOLDER ARCHIVE: a folder as a cpio archive owned by root. Linux unpacks several, one after the other. It is
# not compressed: the emulated processor would take a second at each boot to undo that.
pack_layer() {
	(cd "$1" && find . -mindepth 1 -print0 | LC_ALL=C sort -z | cpio --quiet -0 -o -H newc -R +0:+0) >"$2"
}

# build_user_space ARCH: fills user-space/ARCH.
build_user_space() {
	local arch=$1 folder=$board_cache/user-space/$1 work tree wanted left_out
	[ "$(cat "$folder/recipe" 2>/dev/null)" != "$user_space_recipe" ] || return 0
	update_index "$arch"
	say "user space for $arch: busybox, OpenSSH, dropbear, sudo and their libraries"
	mapfile -t wanted < <(sed -n 's/^\([a-z][^ ]*\).*/\1/p' "$here/user-space.txt")
	left_out=$(sed -n 's/^- //p' "$here/user-space.txt" | paste -sd' ')
	work=$(building user-space)
	tree=$work/tree
	# shellcheck disable=SC2046 # one word a package
	fetch_packages "$arch" "$tree" $(closure_of "$arch" "$left_out" "${wanted[@]}" | tr ' ' '\n' | sed "/./!d; s/\$/:$arch/")
	rm -rf "$tree"/usr/share/{doc,man,locale,lintian,bug,info,i18n,bash-completion,initramfs-tools,zoneinfo} \
		"$tree"/usr/lib/*/{gconv,systemd} "$tree"/{usr/,}lib/{systemd,udev} "$tree"/etc/{init.d,default,ssh}
	mkdir -p "$tree"/{bin,sbin,dev,proc,sys,run,tmp,mnt,root,home/dev,etc/ssh,etc/dropbear,opt/node,boot,disk} "$tree"/var/{lib,log,tmp}
	chmod 700 "$tree/root"
	[ -e "$tree/bin/sh" ] || ln -s busybox "$tree/bin/sh"
	ln -sfn /proc/mounts "$tree/etc/mtab"
	# Programs in the package ssh-server of either kind look for the SFTP server in these places.
	mkdir -p "$tree/usr/libexec"
	ln -sfn ../lib/openssh/sftp-server "$tree/usr/libexec/sftp-server"
	pack_layer "$tree" "$work/user-space.cpio"
	say "  $(size_of "$work/user-space.cpio") of files"
	rm -rf "$tree"
	printf '%s\n' "$user_space_recipe" >"$work/recipe"
	publish "$work" "$folder"
}
