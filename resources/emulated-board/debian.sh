# shellcheck shell=bash disable=SC2154 # build.sh sets the paths and recipes
# Debian packages of a foreign architecture without root and without telling the workstation's dpkg about it:
# an apt state of our own with an empty status file, over the workstation's own sources and keys.
# apt checks the signature of every index and the checksum of every package. Sourced by build.sh.

host_arch=$(dpkg --print-architecture)

# An index older than this many minutes is fetched again before it is used.
index_minutes=1440

# apt_for ARCH COMMAND ARGS...: runs apt-get or apt-cache with the private state for one foreign architecture, or with
# that of $apt_state, which knows the workstation's own architecture too. One at a
# time, because a source with a broken index of one architecture is dropped whole.
apt_for() {
	local arch=$1 command=$2
	shift 2
	# -c: read after the workstation's own settings (a proxy, certificates), so that ours hold.
	"$command" -c="$board_cache/apt/${apt_state:-$arch}/apt.conf" "$@"
}

# configure_apt ARCH: writes the private state's configuration; the package lists are void when it changed.
configure_apt() {
	local arch=$1 apt=$board_cache/apt/$1 source=()
	mkdir -p "$apt"/{lists/partial,cache/archives/partial,preferences.d}
	: >"$apt/status"
	if [ -n "${UIOMEM_STUDIO_APT_SOURCES:-}" ]; then
		source=("Dir::Etc::sourcelist \"/dev/null\";" "Dir::Etc::sourceparts \"$(realpath "$UIOMEM_STUDIO_APT_SOURCES")\";")
	fi
	printf '%s\n' \
		"APT::Architecture \"$host_arch\";" "#clear APT::Architectures;" "APT::Architectures { \"$host_arch\"; \"$arch\"; };" \
		"Dir::State \"$apt\";" "Dir::State::lists \"$apt/lists\";" "Dir::State::status \"$apt/status\";" \
		"Dir::Cache \"$apt/cache\";" "Dir::Cache::archives \"archives\";" "Dir::Cache::pkgcache \"pkgcache.bin\";" \
		"Dir::Cache::srcpkgcache \"\";" "Dir::Etc::preferencesparts \"$apt/preferences.d\";" \
		"Acquire::Languages \"none\";" "APT::Sandbox::User \"\";" "${source[@]}" \
		"#clear APT::Update::Post-Invoke;" "#clear APT::Update::Post-Invoke-Success;" >"$apt/apt.conf.new"
	if ! cmp -s "$apt/apt.conf.new" "$apt/apt.conf"; then rm -f "$apt/updated"; fi
	mv "$apt/apt.conf.new" "$apt/apt.conf"
}

# update_index ARCH: fetches the package lists, at most once a day. What apt says of those that do not come stays in `said`.
update_index() {
	local stamp=$board_cache/apt/$1/updated said=$board_cache/apt/$1/said
	configure_apt "$1"
	[ -z "$(find "$stamp" -mmin "-$index_minutes" 2>/dev/null)" ] || return 0
	say "fetching Debian's package lists for $1, with the workstation's own apt sources"
	if ! apt_for "$1" apt-get -qq -o APT::Update::Error-Mode=any update >&2 2>"$said"; then
		cat "$said" >&2
		# A source whose index of one architecture is broken is left out whole; the others may do.
		[ -n "$(find "$board_cache/apt/$1/lists" -name "*_main_binary-$1_Packages*" 2>/dev/null)" ] ||
			die "apt could not fetch the package lists for $1" \
				'Does apt-get update work on this workstation? The board needs Debian sources that carry this architecture;' \
				"UIOMEM_STUDIO_APT_SOURCES=FOLDER names a folder of .sources files to use instead of the workstation's."
		say "  going on with the lists that came: packages for $1 may be older than the newest"
	fi
	touch "$stamp"
}

# fetch_packages ARCH FOLDER PACKAGE...: downloads and unpacks packages (PACKAGE or PACKAGE:ARCH) into FOLDER.
fetch_packages() {
	local arch=$1 target=$2 debs deb
	shift 2
	debs=$(building debs)
	if ! (cd "$debs" && apt_for "$arch" apt-get -qq download "$@") >&2; then
		# The index may name versions that have been replaced since it was fetched.
		rm -f "$board_cache/apt/$arch/updated"
		update_index "$arch"
		(cd "$debs" && apt_for "$arch" apt-get -qq download "$@") >&2 ||
			die "apt could not download: $*" 'If a newer version has just replaced one of them, run build.sh again.'
	fi
	say "  downloaded $# packages, $(size_of "$debs")"
	mkdir -p "$target"
	for deb in "$debs"/*.deb; do dpkg-deb -x "$deb" "$target"; done
	rm -rf "$debs"
}

# fetch_source ARCH FOLDER PACKAGE: downloads the files of a source package into FOLDER. Their index is that of the workstation's
# own sources, asked for source packages, which workstations seldom are.
fetch_source() {
	local arch=$1 target=$2 package=$3 apt=$board_cache/apt/$1/sources file list='' parts=''
	rm -rf "$apt"
	mkdir -p "$apt"/{lists/partial,cache/archives/partial,parts} "$target"
	: >"$apt/status"
	eval "$(apt-config shell list Dir::Etc::sourcelist/f parts Dir::Etc::sourceparts/d)"
	if [ -n "${UIOMEM_STUDIO_APT_SOURCES:-}" ]; then list='' parts=$UIOMEM_STUDIO_APT_SOURCES; fi
	for file in "$list" "$parts"/*.{sources,list}; do
		[ -f "$file" ] || continue
		sed -E 's/^Types:.*/Types: deb-src/; s/^deb(-src)?([[:space:]])/deb-src\2/' "$file" >"$apt/parts/$(basename "$file")"
	done
	printf '%s\n' "Dir::State \"$apt\";" "Dir::State::lists \"$apt/lists\";" "Dir::State::status \"$apt/status\";" \
		"Dir::Cache \"$apt/cache\";" "Dir::Cache::archives \"archives\";" "Dir::Cache::pkgcache \"\";" \
		"Dir::Cache::srcpkgcache \"\";" "Dir::Etc::sourcelist \"/dev/null\";" "Dir::Etc::sourceparts \"$apt/parts\";" \
		"Acquire::Languages \"none\";" "APT::Sandbox::User \"\";" \
		"#clear APT::Update::Post-Invoke;" "#clear APT::Update::Post-Invoke-Success;" >"$apt/apt.conf"
	# A source that has no source packages is no reason to stop.
	apt-get -c="$apt/apt.conf" -qq update >&2 || true
	(cd "$target" && apt-get -c="$apt/apt.conf" -qq source --download-only "$package") >&2 ||
		die "apt could not download the source of $package" \
			"UIOMEM_STUDIO_APT_SOURCES=FOLDER names a folder of .sources files to use instead of the workstation's."
	rm -rf "$apt"
	say "  downloaded the source of $package, $(size_of "$target")"
}

# dependencies_of ARCH PACKAGE...: the names they depend on, alternatives included. Packages of no architecture and
# virtual ones look alike here: <name>.
dependencies_of() {
	local arch=$1
	shift
	apt_for "$arch" apt-cache depends --no-recommends --no-suggests --no-conflicts --no-breaks --no-replaces --no-enhances \
		"${@/%/:$arch}" |
		sed -n 's/^ *|\?\(Pre\)\?Depends: //p' | sed "s/:$arch\(>\?\)\$/\1/" | sort -u
}

# closure_of ARCH LEFT_OUT PACKAGE...: the packages and all that they depend on, without the names in LEFT_OUT and
# without packages of no architecture (data and scripts, which the board does without).
closure_of() {
	local arch=$1 left_out=" $2 " all='' frontier package next
	shift 2
	frontier=("$@")
	while [ ${#frontier[@]} -gt 0 ]; do
		all+=" ${frontier[*]} "
		next=()
		while read -r package; do
			case "$all$left_out" in *" $package "*) ;; *) next+=("$package") ;; esac
		done < <(dependencies_of "$arch" "${frontier[@]}" | grep -v '<')
		frontier=("${next[@]}")
	done
	printf '%s\n' "$all"
}
