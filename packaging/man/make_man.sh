#!/usr/bin/env bash
# A manual page: what a program's --help cannot know (HEAD, in roff), with the help in place of the lines @COMMANDS@ or @HELP@.
#
#   make_man.sh PROGRAM HEAD VERSION
set -euo pipefail
program="$(realpath "$1")" head="$2" version="$3"
name="$(basename "$program")"
exec 3<"$head"
cd / # no configuration is found here: the page is about the program, not about a site

escape() { sed -e 's/\\/\\e/g' -e 's/-/\\-/g' -e "s/^\\([.']\\)/\\\\\&\\1/" -e "s/'/\\\\(aq/g" -e 's/\^/\\(ha/g' -e 's/~/\\(ti/g' -e 's/`/\\(ga/g'; }

# Every command with its arguments, options and example, as its own --help shows them.
commands() {
    local line command
    "$program" --help | sed -n 's/^  \([a-z][a-z ]*[a-z]\)  .*/\1/p' | while IFS= read -r command; do
        # shellcheck disable=SC2086 # a command is several words
        "$program" $command --help | awk -v command="$command" '
            NR == 1 {summary = $0; next}
            /^Usage:/ {sub(/^Usage: /, ""); sub(/ \[OPTIONS\]/, ""); print "USAGE " $0; print "TEXT " summary; next}
            /-h,--help/ {next}
            /^(Positionals|Options|Example):/ {part = $1; next}
            part == "Example:" && NF {sub(/^ */, ""); print "EXAMPLE " $0; next}
            NF {print "LINE " $0}' | escape | awk '
            function fill(on) {if (on == filled) return; print on ? ".fi" : ".nf"; filled = on}
            BEGIN {filled = 1}
            {kind = $1; sub(/^[A-Z]+ /, "")}
            kind == "USAGE" {print ".TP"; print ".B " $0}
            kind == "TEXT" {print $0 "."}
            kind == "LINE" {fill(0); sub(/^ */, "  "); print}
            kind == "EXAMPLE" {fill(1); print ".br"; print "Example:"; print ".I " $0}
            END {fill(1)}'
    done
}

whole() {
    echo .nf
    "$program" --help | sed "s#^Usage: .*$name#Usage: $name#" | escape
    echo .fi
}

while IFS= read -r line; do
    case "$line" in
        @COMMANDS@) commands ;;
        @HELP@) whole ;;
        *) printf '%s\n' "${line//@VERSION@/$version}" ;;
    esac
done <&3
