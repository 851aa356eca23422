#!/usr/bin/env bash
# The snippets of a page of the documentation are what stands in the files that they are cut from.
#
#   cut_snippets.sh check PAGE SOURCE     fails and shows the difference
#   cut_snippets.sh write PAGE SOURCE     puts them into the page anew
#
# A block begins with "```LANGUAGE FILE [REGION]": the whole file, or what stands between "// [REGION]" and "// [end]".
set -euo pipefail
verb="$1" page="$2" source="$3"

filled() {
    local line file region
    while IFS= read -r line; do
        printf '%s\n' "$line"
        [[ "$line" =~ ^\`\`\`[a-z]+\ ([^ ]+)\ ?(.*)$ ]] || continue
        file="$source/${BASH_REMATCH[1]}" region="${BASH_REMATCH[2]}"
        [ -f "$file" ] || { printf '%s: there is no %s to cut from\n' "$page" "$file" >&2; return 1; }
        if [ -z "$region" ]; then
            cat "$file"
        else
            grep -qxF "// [$region]" "$file" || { printf '%s: there is no "// [%s]" in %s\n' "$page" "$region" "$file" >&2; return 1; }
            awk -v start="// [$region]" '$0 == "// [end]" {on=0} on {print} $0 == start {on=1}' "$file"
        fi
        while IFS= read -r line && [ "$line" != '```' ]; do :; done
        printf '```\n'
    done <"$page"
}

new="$(mktemp)"
trap 'rm -f "$new"' EXIT
filled >"$new"
case "$verb" in
    check) diff -u "$page" "$new" || { printf '%s differs from what it is cut from; run %s write\n' "$page" "$(basename "$0")" >&2; exit 1; } ;;
    write) cat "$new" >"$page" ;;
    *) printf 'check or write, not %s\n' "$verb" >&2; exit 2 ;;
esac
