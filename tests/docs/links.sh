#!/usr/bin/env bash
# What the documentation links to is there.
#
#   links.sh ROOT
set -euo pipefail
cd "$1"
bad=0
while IFS= read -r page; do
    while IFS= read -r link; do
        target="${link%%#*}"
        [ -n "$target" ] && [[ ! "$target" =~ ^[a-z]+: ]] || continue
        [ -e "$(dirname "$page")/$target" ] || { printf '%s: there is no %s\n' "$page" "$target"; bad=1; }
    done < <(awk '/^```/ { code = !code; next } !code' "$page" | grep -oE '\]\([^) ]+\)' | sed -E 's/^\]\((.*)\)$/\1/')
done < <(find README.md CONTRIBUTING.md CHANGELOG.md docs modules sdk examples tests -name '*.md' | sort)
exit "$bad"
