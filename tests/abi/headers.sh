#!/usr/bin/env bash
# Compiles each header of the SDK alone.
#
#   headers.sh COMPILER STANDARD INCLUDE…        "g++" "c++20"; each INCLUDE holds headers below wowhost/
set -uo pipefail
compiler="$1" standard="$2"
shift 2
failed=0 count=0 flags=()
for include in "$@"; do flags+=(-I "$include"); done
for include in "$@"; do
    while read -r header; do
        count=$((count + 1))
        printf '#include <%s>\n#include <%s>\n' "$header" "$header" \
            | "$compiler" -x c++ -std="$standard" -fsyntax-only -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Werror "${flags[@]}" - || {
            echo "$header does not compile alone with $compiler -std=$standard"
            failed=1
        }
    done < <(cd "$include" && find wowhost -name '*.hpp' | LC_ALL=C sort)
done
[ "$count" -gt 0 ] || { echo "there are no headers"; exit 1; }
echo "$count headers compile alone with $compiler -std=$standard"
exit "$failed"
