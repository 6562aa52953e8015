#!/bin/sh
# The command line of the package, on the package's own node: the application itself does not run as node.
here=$(cd "$(dirname "$(readlink -f "$0")")/../resources" && pwd)
exec "$here/node/node" "$here/cli/uiomem-studio.mjs" "$@"
