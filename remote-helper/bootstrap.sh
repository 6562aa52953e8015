# shellcheck shell=sh
# Runs as root, as the text of `sh -c`: brings the helper from the user's upload folder into a folder of root's own,
# checks it there, and becomes it. POSIX sh with busybox's or coreutils' tools. Standard input and output are the
# helper's: nothing here reads or writes them. Every refusal is one line on stderr and an exit status of its own.
#
# arguments: UPLOAD VERSION MARKER NODE PLACES FILE SHA256 [FILE SHA256]...
#   UPLOAD   the user's folder with the files
#   VERSION  the manifest's, names the folder
#   MARKER   hex digits that end what the helper is to discard of its input
#   NODE     an absolute path (root's own, as everything above it), or the name of one of the files
#   PLACES   folders to try in turn, separated by colons; empty: the usual ones
set -u
umask 077
exec 3<&0 </dev/null 4>&1 >&2
PATH=/usr/sbin:/usr/bin:/sbin:/bin:/usr/local/sbin:/usr/local/bin
export PATH

refuse() {
	echo "uiomem-studio-bootstrap: $2: $3" >&2
	exit "$1"
}

if [ $# -lt 7 ] || [ $(($# % 2)) = 0 ]; then
	refuse 64 bootstrap.usage "wanted UPLOAD VERSION MARKER NODE PLACES FILE SHA256..., got $# arguments"
fi
upload=$1 version=$2 marker=$3 node=$4 places=$5
shift 5
for word in "$version" "$marker"; do
	case $word in '' | *[!0-9a-f]*) refuse 64 bootstrap.usage "version and marker are hex digits, not '$word'" ;; esac
done
[ "$(id -u)" = 0 ] || refuse 65 bootstrap.not-root "user $(id -u) cannot make a folder of root's own"
[ -n "$places" ] || places=/var/lib/uiomem-studio:/root/.uiomem-studio:/run/uiomem-studio:/dev/shm/uiomem-studio:/tmp/uiomem-studio

has() { command -v "$1" >/dev/null 2>&1; }
if has sha256sum; then
	digest() { sha256sum <"$1" | cut -c1-64; }
elif has busybox && busybox sha256sum >/dev/null 2>&1; then
	digest() { busybox sha256sum <"$1" | cut -c1-64; }
elif has openssl; then
	digest() { openssl dgst -sha256 -r <"$1" | cut -c1-64; }
else
	refuse 66 bootstrap.no-sha256 "the board has no sha256sum, busybox sha256sum or openssl to check the helper with"
fi

# roots PATH: it belongs to root and nobody else may change it (in a sticky folder nobody may rename what is root's)
roots() {
	# shellcheck disable=SC2012,SC2046 # small boards have no stat(1); mode and owner are the first words of ls
	set -- $(ls -ldn "$1" 2>/dev/null)
	case ${1-} in
	l*) return 1 ;;
	?????????[tT]*) ;;
	?????w* | ????????w*) return 1 ;;
	esac
	[ "${3-}" = 0 ]
}

needed=1024
for word; do
	[ ! -f "$upload/$word" ] || needed=$((needed + ($(wc -c <"$upload/$word") + 1023) / 1024))
done

# place FOLDER: makes it ours; says why not in $why
place() {
	why="${1%/*} is not a folder of root's own"
	[ -d "${1%/*}" ] && roots "${1%/*}" || return 1
	mkdir "$1" 2>/dev/null
	why="not a folder of root's own"
	[ ! -h "$1" ] && [ -d "$1" ] && roots "$1" || return 1
	free=$(df -Pk "$1" 2>/dev/null | tail -n 1 | { read -r _ _ _ free _ && echo "$free"; })
	why="${free:-0} KiB free, $needed needed"
	[ "${free:-0}" -ge "$needed" ] || return 1
	why="cannot be written to"
	chmod 700 "$1" 2>/dev/null || return 1
	(printf '#!/bin/sh\nexit 0\n' >"$1/try.$$" && chmod 700 "$1/try.$$") 2>/dev/null || return 1
	why="programs may not be started there"
	"$1/try.$$" 2>/dev/null
	set -- "$1" $?
	rm -f "$1/try.$$"
	return "$2"
}

# bring FILE SHA256 FOLDER: copied first, checked after, and only then under its name
bring() {
	case $1 in '' | .* | */*) refuse 64 bootstrap.usage "no plain file name: $1" ;; esac
	[ ! -f "$3/$1" ] || [ "$(digest "$3/$1")" != "$2" ] || return 0
	new=$3/$1.$$
	if ! cp "$upload/$1" "$new" 2>/dev/null; then
		rm -f "$new"
		refuse 68 bootstrap.copy-failed "$upload/$1 could not be copied to $3"
	fi
	found=$(digest "$new")
	if [ "$found" != "$2" ]; then
		rm -f "$new"
		refuse 69 bootstrap.digest-differs "$1 has sha256 $found, wanted was $2"
	fi
	{ chmod 700 "$new" && mv -f "$new" "$3/$1"; } || refuse 68 bootstrap.copy-failed "$1 could not be put into $3"
}

home='' tried='' old=$IFS
IFS=:
for folder in $places; do
	IFS=$old
	if place "$folder" && place "$folder/$version"; then
		home=$folder/$version
		break
	fi
	tried="$tried $folder ($why)"
done
IFS=$old
[ -n "$home" ] || refuse 67 bootstrap.no-place "no folder for the helper:$tried"

runtime=''
while [ $# -gt 0 ]; do
	if [ "$1" = "$node" ]; then
		# Kept across versions, for it is large.
		place "$folder/$2" || refuse 67 bootstrap.no-place "no folder for node: $folder/$2 ($why)"
		bring "$1" "$2" "$folder/$2"
		runtime=$folder/$2/$1
	else
		bring "$1" "$2" "$home"
	fi
	shift 2
done
if [ -z "$runtime" ]; then
	case $node in /*) ;; *) refuse 64 bootstrap.usage "node is neither a path nor one of the files: $node" ;; esac
	runtime=$(readlink -f "$node")
	[ -x "$runtime" ] || refuse 70 bootstrap.no-node "$node is not there"
	part=$runtime
	while [ -n "$part" ]; do
		roots "$part" || refuse 71 bootstrap.node-not-roots "others than root may change $part: not run as root"
		part=${part%/*}
	done
fi
exec env -i PATH="$PATH" HOME=/root LC_ALL=C "$runtime" "$home/helper.cjs" "$version" --marker "$marker" <&3 3<&- >&4 4>&-
