#!/usr/bin/env bash
# clang-tidy over all sources of a configured build folder. A file whose preprocessed text is unchanged since it was last found clean is not
# checked again: its hash is kept in <build>/clang-tidy.
#
#   clang_tidy.sh BUILD JOBS [FILE…]
set -euo pipefail
build="$1" jobs="$2"
shift 2
mkdir -p "$build/clang-tidy/clean"
# clang does not know some of g++'s options.
sed -E "s/ (-fno-gnu-unique|-Werror|-Wno-[a-z-]+)//g" "$build/compile_commands.json" >"$build/clang-tidy/compile_commands.json"
# The path-sensitive analyzer takes two thirds of the time, and CI has an hour: LINT_DEEP=yes adds it.
checks="-checks=-clang-analyzer-*"
[ -z "${LINT_DEEP:-}" ] || checks=""
export build checks

check_one() {
    local file="$1" command hash output
    command=$(awk -v f="/$file\"" '/"command":/ {c=$0} /"file":/ && index($0, f) {print c; exit}' "$build/clang-tidy/compile_commands.json" \
        | sed -E 's/^ *"command": "//; s/",?$//; s/\\"/"/g; s/ -o [^ ]+ -c / -E -P /; s#^[^ ]*ccache ##')
    [ -n "$command" ] || return 0
    hash=$( (cat .clang-tidy && printf '%s' "$checks" && cd "$build" && eval "$command" 2>/dev/null) | sha256sum | cut -d' ' -f1)
    [ -e "$build/clang-tidy/clean/$hash" ] && return 0
    # shellcheck disable=SC2086
    if output=$(clang-tidy-14 -quiet $checks -p "$build/clang-tidy" "$file" 2>/dev/null); then
        : >"$build/clang-tidy/clean/$hash"
    else
        printf '%s\n' "$output" | grep -vE '^\s*$' >&2
        return 1
    fi
}
export -f check_one
if [ "$#" -gt 0 ]; then
    printf '%s\n' "$@"
else
    git ls-files 'host/*.cpp' 'sdk/*.cpp' 'modules/*.cpp'
fi | xargs -P "$jobs" -I{} bash -c 'check_one "{}"'
