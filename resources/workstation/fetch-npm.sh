#!/usr/bin/env bash
# fetch-npm.sh PACKAGE VERSION INTEGRITY FOLDER: the package unpacked in FOLDER, put there only after its checksum
# (sha512-…, as in a lock file) was right. Does nothing when FOLDER is there already.
set -euo pipefail

[ $# = 4 ] || { echo "usage: fetch-npm.sh PACKAGE VERSION INTEGRITY FOLDER" >&2; exit 2; }
package=$1 version=$2 integrity=$3 target=$4
[ ! -e "$target" ] || exit 0

mkdir -p "$(dirname "$target")"
work=$(mktemp -d "$(dirname "$target")/.fetch.XXXXXX")
trap 'rm -rf "$work"' EXIT
# A folder without a package.json above it, so that no project's npm settings apply.
(cd "$work" && npm pack --silent "$package@$version" >archive-name)
archive=$work/$(tail -n 1 "$work/archive-name")
found=sha512-$(openssl dgst -sha512 -binary "$archive" | base64 -w0)
if [ "$found" != "$integrity" ]; then
	echo "fetch-npm: $package $version has checksum $found, expected $integrity: not used" >&2
	exit 1
fi
tar -xzf "$archive" -C "$work"
# Somebody else may have been quicker; theirs was checked too.
mv -T "$work/package" "$target" 2>/dev/null || [ -e "$target" ]
