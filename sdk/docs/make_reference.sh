#!/usr/bin/env bash
# The reference of the SDK, made of its headers: one page per header, and an index of all names.
#
#   make_reference.sh OUTPUT FOLDER…      FOLDER: of public headers, the one that is on the include path ("sdk/include")
#
# A page is what the header says of itself at its top, and then what it declares, with the comments of each declaration; the bodies of
# functions are left out. So the pages say what the headers say, no more and no less.
set -euo pipefail
output="$1"
shift
rm -rf "$output"
mkdir -p "$output"

# The comment at the top of a header, without its marks.
about() { awk '!/^\/\// { exit } { sub(/^\/\/ ?/, ""); print }' "$1"; }
# What a header declares: without includes and namespaces, without the bodies of functions.
declarations() {
    awk '
        /^\/\// && !begun { next }
        { begun = 1 }
        /^#(pragma|include)/ { next }
        # A line with nothing but a brace opens the body of a function; its end is a brace of the same depth.
        inside { if ($0 == end) inside = 0; next }
        /^ *\{$/ { end = $0; sub(/\{/, "}", end); inside = 1; next }
        /^ +[:,] [A-Za-z_:]+[({<]/ { next } # what a constructor initializes
        /^(inline )?namespace / || /^} \/\/ namespace/ { next }
        { sub(/ \{ .* \}$/, ";"); sub(/ \{ \}$/, ";"); print }' "$1" | cat -s | sed -e '1{/^$/d}' -e '${/^$/d}'
}
# Names of classes, functions outside of classes, constants and macros, one a line.
names() {
    sed -nE -e 's/^(class|struct|enum class|concept) ([A-Za-z0-9_]+)( final)?( :.*)?( \{.*)?$/\2/p' \
        -e 's/^#define ([A-Z][A-Z0-9_]+).*/\1/p' -e 's/^using ([A-Za-z0-9_]+) =.*/\1/p' \
        -e 's/^(inline|constexpr|template <[^>]*>)? ?(inline|constexpr)? ?[A-Za-z_][A-Za-z0-9_:<>, ]*[&*]? ([a-z][a-z0-9_]*)\(.*/\3/p' "$1" \
        | grep -v '_DETAIL_' | sort -u || true
}

index="$output/README.md"
{
    printf '# Reference\n\nMade of the headers by `sdk/docs/make_reference.sh`: what each says of itself, and what it declares.\n'
    for folder in "$@"; do
        while IFS= read -r header; do
            path="${header#"$folder"/}"
            page="${path//\//_}"
            page="${page%.hpp}.md"
            title="$(about "$header" | awk 'NF { print; exit }')"
            [ -n "$title" ] || { printf '%s does not say what it is\n' "$header" >&2; exit 1; }
            {
                printf '# `<%s>`\n\n' "$path"
                # Lines that are indented are code.
                about "$header"
                printf '\n## Declares\n\n```cpp\n'
                declarations "$header"
                printf '```\n'
            } >"$output/$page"
            printf '\n## [`<%s>`](%s)\n\n%s\n\n' "$path" "$page" "${title#*: }"
            names "$header" | awk '{ printf "%s`%s`", (NR > 1 ? " · " : ""), $0 } END { if (NR) print "" }'
        done < <(find "$folder" -name '*.hpp' | sort)
    done
} >"$index"
