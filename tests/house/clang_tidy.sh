#!/usr/bin/env bash
# clang-tidy over all sources of a configured build folder. Files of a folder are checked several at a time, as one source that includes them,
# because most of the time goes to the headers they share; where that finds something, or they do not go together, each half is checked
# by itself, down to the single file, whose findings are printed. What is unchanged since it was last found clean is not checked again: hashes
# of preprocessed text are kept in <build>/clang-tidy.
#
#   clang_tidy.sh BUILD JOBS [FILE…]
set -euo pipefail
build="$(realpath "$1")" jobs="$2"
shift 2
at_once=8
kept="$build/clang-tidy"
mkdir -p "$kept/clean" "$kept/together"

# The path-sensitive analyzer takes two thirds of the time, and CI has an hour: LINT_DEEP=yes adds it. It reads functions of the file itself only.
checks="-checks=-clang-analyzer-*"
if [ -n "${LINT_DEEP:-}" ]; then
    checks="" at_once=1
fi
export kept checks

# "file<TAB>options" for each source; clang does not know some of g++'s options.
awk '/"command":/ {command = $0} /"file":/ {file = $0; print command "\t" file}' "$build/compile_commands.json" | sed -E '
    s/^ *"command": "([^\t]*)",?\t *"file": "([^"]*)",?$/\2\t\1/; s/\\(["\\])/\1/g
    s/\t([^ ]*ccache )?[^ ]+/\t/; s/ -o [^ ]+ -c .*$//; s/ (-fno-gnu-unique|-Werror|-Wno-[a-z-]+)//g' >"$kept/options"

# check FILE…: the files share their options.
check() {
    local options unit="$1" hash output left="$checks"
    options="$(awk -F'\t' -v f="$PWD/$1" '$1 == f {print $2; exit}' "$kept/options")"
    [ -n "$options" ] || return 0
    if [ "$#" -gt 1 ]; then
        unit="$kept/together/$(tr '/ ' '_+' <<<"$1 $#").cpp"
        printf "#include \"$PWD/%s\"\n" "$@" >"$unit"
        left+=",-bugprone-suspicious-include"
    fi
    hash=$( (cat .clang-tidy && printf '%s' "$checks" && eval "clang++-14 $options -E -P $unit" 2>/dev/null) | sha256sum | cut -d' ' -f1)
    [ -e "$kept/clean/$hash" ] && return 0
    if output=$(eval "clang-tidy-14 -quiet $left --config-file=.clang-tidy $unit -- $options" 2>/dev/null); then
        : >"$kept/clean/$hash"
    elif [ "$#" -gt 1 ]; then
        local half=$(($# / 2)) failed=0
        check "${@:1:half}" || failed=1
        check "${@:half+1}" || failed=1
        return "$failed"
    else
        printf '%s\n' "$output" | grep -vE '^\s*$' >&2
        return 1
    fi
}
export -f check

if [ "$#" -gt 0 ]; then
    printf '%s\n' "$@"
else
    git ls-files 'host/*.cpp' 'sdk/*.cpp' 'modules/*.cpp' | grep -v '^sdk/template/'
fi | awk -F'\t' -v root="$PWD/" -v most="$at_once" '
    NR == FNR {options[$1] = $2; next}
    {
        folder = $0; sub(/[^\/]*$/, "", folder)
        key = folder "\t" options[root $0]
        if (count > 0 && (key != last || count == most)) {print line; line = ""; count = 0}
        line = line " " $0; last = key; ++count
    }
    END {if (count > 0) print line}' "$kept/options" - | xargs -P "$jobs" -I{} bash -c 'check {}'
