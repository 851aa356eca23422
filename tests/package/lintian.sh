#!/usr/bin/env bash
# lintian on the packages of a folder: no error, no warning. Overrides stand in packaging/debian, each with its reason.
set -euo pipefail
found="$(lintian --allow-root --tag-display-limit 0 --fail-on none --display-level '>=warning' "$1"/*.deb 2>&1)"
if [ -n "$found" ]; then
    printf '%s\n' "$found"
    exit 1
fi
echo "lintian: no errors, no warnings"
