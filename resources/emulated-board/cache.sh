# shellcheck shell=bash
# Where the emulated board is kept, and how a part comes to be there: built in a temporary folder, renamed when whole.
# Sourced by build.sh.

board_cache=${XDG_CACHE_HOME:-$HOME/.cache}/uiomem-studio/emulated-board

# Progress goes to standard error; standard output carries the results.
say() { printf '%s\n' "$*" >&2; }

die() {
	printf 'emulated board: %s\n' "$1" >&2
	[ $# -lt 2 ] || printf '  %s\n' "${@:2}" >&2
	exit 1
}

size_of() { du -sh --apparent-size "$1" | cut -f1; }

# The lock makes concurrent builds wait for each other. What is in building/ while nobody holds it was interrupted.
lock_cache() {
	mkdir -p "$board_cache/building"
	exec {lock}>"$board_cache/lock"
	if ! flock -n "$lock"; then
		say "waiting: another process is building the emulated board"
		flock "$lock"
	fi
	find "$board_cache/building" -mindepth 1 -maxdepth 1 -exec rm -rf {} +
}

# A fresh folder to build a part in; it is removed when the script ends, however it ends.
building() {
	local folder
	folder=$(mktemp -d "$board_cache/building/$1.XXXXXX")
	chmod 755 "$folder"
	printf '%s' "$folder"
}

clean_building() { find "$board_cache/building" -mindepth 1 -maxdepth 1 -exec rm -rf {} + 2>/dev/null || true; }

# publish FOLDER TARGET: the folder appears under its final name in one step.
publish() {
	local old
	mkdir -p "$(dirname "$2")"
	if [ -e "$2" ]; then
		old=$(mktemp -d "$board_cache/building/old.XXXXXX")
		mv "$2" "$old/"
	fi
	mv "$1" "$2"
}

# link_as TARGET LINK: makes or changes a symbolic link in one step.
link_as() {
	ln -sfn "$1" "$2.new"
	mv -T "$2.new" "$2"
}

# recipe_of FILE...: a short checksum over everything that a part is made from; a part is rebuilt when it changes.
recipe_of() { cat "$@" | sha256sum | cut -c1-16; }
