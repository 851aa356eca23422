#!/usr/bin/env bash
# Installs a build, program, modules and SDK, into an empty folder.
#
#   install.sh BUILD PREFIX
set -euo pipefail
rm -rf "$2"
cmake --install "$1" --prefix "$2" --strip >/dev/null
[ -x "$2/bin/wowhost" ] && [ -f "$2/share/wowhost/template/CMakeLists.txt" ]
