#!/usr/bin/env bash
# A real OpenSSH server for the tests, in the cache and not on the system: Debian's openssh-server unpacked, with those
# of its libraries that this workstation lacks, and nss_wrapper, which gives it an account file of the test's own
# (so it needs no user `sshd`, and checks passwords that only the test knows). Does nothing when it is there and runs.
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
# shellcheck source=../emulated-board/cache.sh
. "$here/../emulated-board/cache.sh"
# shellcheck source=../emulated-board/debian.sh
. "$here/../emulated-board/debian.sh"

target=${board_cache%/*}/sshd
recipe=$(recipe_of "${BASH_SOURCE[0]}")

# lib: links to every library that came along, so that one folder is enough for the loader.
runs() { ! LD_LIBRARY_PATH=$1/lib ldd "$1/tree/usr/sbin/sshd" 2>&1 | grep -q 'not found'; }
complete() { [ "$(cat "$target/recipe" 2>/dev/null)" = "$recipe" ] && runs "$target"; }

complete && exit
trap clean_building EXIT
trap 'exit 130' INT
trap 'exit 143' TERM HUP
lock_cache
# Whoever held the lock may have made it.
complete && exit

say "OpenSSH server for the tests, unpacked into $target (nothing is installed)"
update_index "$host_arch"
# shellcheck disable=SC2016 # dpkg's own format language
installed=$(dpkg-query -W -f='${Package} ${db:Status-Status}\n' | sed -n 's/ installed$//p' | paste -sd' ')
work=$(building sshd)
# shellcheck disable=SC2046 # one word a package
fetch_packages "$host_arch" "$work/tree" \
	$(closure_of "$host_arch" "$installed" openssh-server libnss-wrapper | tr ' ' '\n' | sed "/./!d; s/\$/:$host_arch/")
mkdir "$work/lib"
(cd "$work/lib" && find ../tree '(' -name '*.so' -o -name '*.so.[0-9]*' ')' -exec ln -sf '{}' . ';')
rm -rf "$work"/tree/{etc,var} "$work"/tree/usr/share
runs "$work" || {
	LD_LIBRARY_PATH=$work/lib ldd "$work/tree/usr/sbin/sshd" >&2 || true
	die "sshd lacks a library here" "Are this workstation's apt sources those of the release that it runs?"
}
printf '%s\n' "$recipe" >"$work/recipe"
publish "$work" "$target"
