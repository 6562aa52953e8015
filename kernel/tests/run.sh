#!/bin/bash
# SPDX-License-Identifier: GPL-2.0 OR MIT
# Run the conformance program on a booted board and print its TAP; the exit status is the program's.
#
#   run.sh MODULE PROGRAM FREE -- SSH...      e.g.
#   run.sh uiomem.ko build/conformance-arm64 0x70000000,0x10000000 -- ssh -p 2222 root@127.0.0.1
#
# FREE is memory that Linux leaves alone (address,size). SSH... is a command line that takes a root shell command.
# ARGS in the environment goes to the program, such as ARGS="--only mmap".
set -eu
if [ $# -lt 5 ] || [ "$4" != -- ]; then
	sed -n '3,10s/^# \{0,1\}//p' "$0" >&2
	exit 2
fi
module=$1 program=$2 free=$3
shift 4
folder=/tmp/uiomem-conformance
"$@" "rm -rf $folder && mkdir -m 700 $folder && cat > $folder/uiomem.ko" < "$module"
"$@" "cat > $folder/conformance && chmod 700 $folder/conformance" < "$program"
status=0
"$@" "$folder/conformance --module $folder/uiomem.ko --free $free ${ARGS:-}" < /dev/null || status=$?
"$@" "rm -rf $folder" < /dev/null || true
exit $status
