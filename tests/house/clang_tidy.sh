#!/usr/bin/env bash
# clang-tidy over all sources of a build folder. A file whose preprocessed text, headers included, is unchanged since it was last found clean
# is not checked again: its hash is kept in <build>/clang-tidy.
#
#   clang_tidy.sh BUILD JOBS
set -euo pipefail
build="$1" jobs="$2"
mkdir -p "$build/clang-tidy"
export build
check_one() {
    local file="$1" command hash
    command=$(awk -v f="$file" 'index($0, "\"command\"") {c=$0} index($0, "\"file\"") && index($0, f "\"") {print c; exit}' "$build/compile_commands.json" \
        | sed -E 's/^ *"command": "//; s/",?$//; s/\\"/"/g; s/ -o [^ ]+ -c / -E -P /; s#^[^ ]*ccache ##')
    [ -n "$command" ] || return 0
    hash=$( (cat .clang-tidy; cd "$build" && eval "$command" 2>/dev/null) | sha256sum | cut -d' ' -f1)
    [ -e "$build/clang-tidy/$hash" ] && return 0
    if clang-tidy-14 -quiet -p "$build" --extra-arg=-Wno-unknown-warning-option "$file" 2>"$build/clang-tidy/$hash.err"; then
        rm -f "$build/clang-tidy/$hash.err"
        : >"$build/clang-tidy/$hash"
    else
        cat "$build/clang-tidy/$hash.err" >&2
        rm -f "$build/clang-tidy/$hash.err"
        return 1
    fi
}
export -f check_one
git ls-files 'host/*.cpp' 'sdk/*.cpp' 'modules/*.cpp' | xargs -P "$jobs" -I{} bash -c 'check_one "{}"'
