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
# digests FILE...: a line each that starts with the digest
if has sha256sum; then
	digests() { sha256sum "$@"; }
elif has busybox && busybox sha256sum </dev/null >/dev/null 2>&1; then
	digests() { busybox sha256sum "$@"; }
elif has openssl; then
	digests() { openssl dgst -sha256 -r "$@"; }
else
	refuse 66 bootstrap.no-sha256 "the board has no sha256sum, busybox sha256sum or openssl to check the helper with"
fi

# digest FILE
digest() {
	sum=$(digests "$1")
	echo "${sum%% *}"
}

# roots PATH...: they belong to root and nobody else may change them (in a sticky folder nobody may rename what is root's)
roots() {
	listed=$(ls -ldn "$@" 2>/dev/null) || return 1
	while read -r mode _ owner _; do
		case $mode in
		l*) return 1 ;;
		?????????[tT]*) ;;
		?????w* | ????????w*) return 1 ;;
		esac
		[ "$owner" = 0 ] || return 1
	done <<-END
		$listed
	END
}

# settled FOLDER FILE SHA256...: an earlier start brought everything there. The same checks as below by fewer processes,
# each of which costs a slow board some milliseconds.
settled() {
	here=$1 wanted=''
	[ -x "$here/$version/try" ] && roots "${here%/*}" "$here" "$here/$version" || return 1
	shift
	left=$#
	while [ "$left" -gt 0 ]; do
		path=$here/$version/$1
		if [ "$1" = "$node" ]; then
			path=$here/$2/$1
			roots "$here/$2" || return 1
		fi
		wanted=$wanted$2:
		shift 2
		set -- "$@" "$path"
		left=$((left - 2))
	done
	sums=$(digests "$@" 2>/dev/null) || return 1
	while read -r sum _; do
		case $wanted in
		"$sum":*) wanted=${wanted#*:} ;;
		*) return 1 ;;
		esac
	done <<-END
		$sums
	END
	[ -z "$wanted" ] && "$here/$version/try"
}

# tidy FOLDER: removes NAME.PID of starts that were cut off; a process that is one of ours is still at it
tidy() {
	has grep || return 0
	for part in "$1"/*.*; do
		pid=${part##*.}
		case $pid in '' | *[!0-9]*) continue ;; esac
		grep -q uiomem-studio-bootstrap "/proc/$pid/cmdline" 2>/dev/null || rm -f "$part"
	done
}

# place FOLDER: makes it ours; says why not in $why, and then leaves none that it made
place() {
	made=''
	take "$1" && return 0
	[ -z "$made" ] || rmdir "$1" 2>/dev/null
	return 1
}

take() {
	why="${1%/*} is not a folder of root's own"
	[ -d "${1%/*}" ] && roots "${1%/*}" || return 1
	mkdir "$1" 2>/dev/null && made=yes
	why="cannot be made there"
	[ -e "$1" ] || return 1
	why="not a folder of root's own"
	[ ! -h "$1" ] && [ -d "$1" ] && roots "$1" || return 1
	tidy "$1"
	free=$(df -Pk "$1" 2>/dev/null | tail -n 1 | { read -r _ _ _ free _ && echo "$free"; })
	why="${free:-0} KiB free, $needed needed"
	[ "${free:-0}" -ge "$needed" ] || return 1
	why="cannot be written to"
	chmod 700 "$1" 2>/dev/null || return 1
	(printf '#!/bin/sh\nexit 0\n' >"$1/try.$$" && chmod 700 "$1/try.$$") 2>/dev/null || {
		rm -f "$1/try.$$"
		return 1
	}
	why="programs may not be started there"
	"$1/try.$$" 2>/dev/null && mv -f "$1/try.$$" "$1/try" && return 0
	rm -f "$1/try.$$"
	return 1
}

# bring FILE SHA256 FOLDER: copied first, checked after, and only then under its name
bring() {
	[ ! -f "$3/$1" ] || [ "$(digest "$3/$1")" != "$2" ] || return 0
	new=$3/$1.$$
	if ! why=$(cp "$upload/$1" "$new" 2>&1); then
		rm -f "$new"
		refuse 68 bootstrap.copy-failed "$upload/$1 could not be copied to $3 ($why)"
	fi
	found=$(digest "$new")
	if [ "$found" != "$2" ]; then
		rm -f "$new"
		refuse 69 bootstrap.digest-differs "$1 has sha256 $found, wanted was $2"
	fi
	{ chmod 700 "$new" && mv -f "$new" "$3/$1"; } || refuse 68 bootstrap.copy-failed "$1 could not be put into $3"
}

for word; do
	case $word in '' | .* | */*) refuse 64 bootstrap.usage "no plain file name: $word" ;; esac
done

home='' tried='' there='' old=$IFS
IFS=:
for folder in $places; do
	IFS=$old
	if settled "$folder" "$@"; then
		home=$folder/$version there=yes
		break
	fi
done
IFS=$old
if [ -z "$there" ]; then
	needed=1024 # KiB
	for word; do
		[ ! -f "$upload/$word" ] || needed=$((needed + ($(wc -c <"$upload/$word") + 1023) / 1024))
	done
	IFS=:
fi
[ -n "$there" ] || for folder in $places; do
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
	if [ "$1" != "$node" ]; then
		[ -n "$there" ] || bring "$1" "$2" "$home"
	else
		# Kept across versions, for it is large.
		runtime=$folder/$2/$1
		if [ -z "$there" ]; then
			place "$folder/$2" || refuse 67 bootstrap.no-place "no folder for node: $folder/$2 ($why)"
			bring "$1" "$2" "$folder/$2"
		fi
	fi
	shift 2
done
if [ -z "$runtime" ]; then
	case $node in /*) ;; *) refuse 64 bootstrap.usage "node is neither a path nor one of the files: $node" ;; esac
	runtime=$(readlink -f "$node")
	[ -x "$runtime" ] || refuse 70 bootstrap.no-node "$node is not there"
	part=$runtime
	while [ -n "$part" ]; do
		set -- "$@" "$part"
		part=${part%/*}
	done
	roots "$@" || for part; do
		roots "$part" || refuse 71 bootstrap.node-not-roots "others than root may change $part: not run as root"
	done
fi
# crowd N: N processes at a time. A node that cannot start its threads may hang for ever rather than end.
crowd() {
	[ "$1" = 0 ] || (
		crowd $(($1 - 1)) && :
	)
}
(crowd 12) 2>/dev/null || refuse 72 board.no-process "the board can start no more processes"
# node keeps what it compiled there (from 22.1 on), for the next start.
exec env -i NODE_COMPILE_CACHE="$home/compiled" PATH="$PATH" HOME=/root LC_ALL=C "$runtime" "$home/helper.cjs" "$version" --marker "$marker" <&3 3<&- >&4 4>&-
