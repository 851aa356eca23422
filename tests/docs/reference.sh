#!/usr/bin/env bash
# The reference has every public header and every class of it, and nothing of the bodies of functions.
#
#   reference.sh ROOT
set -euo pipefail
cd "$1"
place="$(mktemp -d)"
trap 'rm -rf "$place"' EXIT
fail() { printf 'FAILED: %s\n' "$*" >&2; exit 1; }
sdk/docs/make_reference.sh "$place" sdk/include modules/*/include
count=0
while IFS= read -r header; do
    path="${header#*include/}"
    page="$place/$(tr / _ <<<"${path%.hpp}").md"
    [ -s "$page" ] || fail "$header has no page"
    grep -qF "[\`<$path>\`]" "$place/README.md" || fail "$header is not in the index"
    [ "$(grep -c '^```$\|^```cpp$' "$page")" -ge 2 ] || fail "$page has no code"
    ! sed '1,/^## Declares/d' "$page" | grep -nE '^ *\{$|^#include' || fail "$page: bodies or includes"
    while IFS= read -r name; do
        grep -q "\`$name\`" "$place/README.md" || fail "$name of $header is not in the index"
        grep -qw "$name" "$page" || fail "$name of $header is not on its page"
        count=$((count + 1))
    done < <(sed -nE 's/^(class|struct) ([A-Za-z0-9_]+)( final)?( :.*)?( \{.*)?$/\2/p' "$header" | sort -u)
done < <(find sdk/include modules/*/include -name '*.hpp' | sort)
[ "$count" -gt 100 ] || fail "only $count classes"
printf '%s classes are in the reference\n' "$count"
