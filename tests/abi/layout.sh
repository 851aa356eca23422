#!/usr/bin/env bash
# Prints what a binary of the SDK relies on: of every type of its headers the size and the place of each member, of every interface its
# virtual functions in order. One line per fact, sorted; the headers are asked by two compilers, nothing is listed by hand.
#
#   layout.sh INCLUDE        the folder that holds wowhost/*.hpp
set -euo pipefail
include="$(cd "$1" && pwd)"
place="$(mktemp -d)"
trap 'rm -rf "$place"' EXIT
cd "$place"
clang="${WOWHOST_CLANG:-$(command -v clang++-14 || command -v clang++)}"

# 1. The types: g++ tells all that the headers define.
(cd "$include" && printf '#include <%s>\n' wowhost/*.hpp) >all.hpp
echo '#include "all.hpp"' >all.cpp
g++ -std=c++20 -I "$include" -fsyntax-only -fdump-lang-class=all.class all.cpp
sed -nE 's/^Class (wowhost::v1::[A-Za-z0-9_:]+)$/\1/p' all.class | grep -vE '::(<|_|\{)|::<lambda' | LC_ALL=C sort -u >types
sed -nE 's/^Vtable for (wowhost::v1::[A-Za-z0-9_:]+)$/\1/p' all.class | LC_ALL=C sort -u >interfaces

# 2. A source that makes clang lay out each of them, and emit each table.
{
    echo '#include "all.hpp"'
    while read -r type; do
        echo "static_assert(sizeof($type) > 0);"
    done <types
    echo 'static_assert(sizeof(wowhost::PluginHandle<wowhost::Http>) > 0);'
    number=0
    while read -r type; do
        number=$((number + 1))
        echo "void probe$number($type* one) { one->$type::~${type##*::}(); }"
    done <interfaces
} >probe.cpp
"$clang" -std=c++20 -stdlib=libstdc++ -I "$include" -S -emit-llvm -o /dev/null -w \
    -Xclang -fdump-record-layouts -Xclang -fdump-vtable-layouts probe.cpp >dump

# 3. Of the dumps: first-level members of our types with their offsets; entries of our tables, destructors included.
awk '
    /^\*\*\* Dumping AST Record Layout/ { record = 1; name = ""; table = 0; next }
    record && name == "" {
        if (match($0, /\| (class|struct|union) wowhost::/)) {
            name = $0; sub(/^.*\| (class|struct|union) /, "", name); sub(/ \(.*$/, "", name); next
        }
        record = 0
    }
    record && /\[sizeof=/ {
        line = $0; sub(/^.*\[sizeof=/, "", line); size = line; sub(/,.*/, "", size)
        align = $0; sub(/^.* align=/, "", align); sub(/,.*/, "", align)
        print "type " name " size " size " align " align; record = 0; next
    }
    record && match($0, /^ *[0-9:-]+ \|   [^ ]/) {
        offset = $1; member = $0; sub(/^ *[0-9:-]+ \|   /, "", member)
        gsub(/std::__cxx11::/, "std::", member)
        print "member " name " at " offset ": " member
    }
    /^Vtable for / {
        table = 0; name = $0; sub(/^Vtable for .wowhost/, "wowhost", name)
        if (name != $0) { sub(/. \(.*$/, "", name); table = 1 }
        next
    }
    table && /^VTable indices/ { table = 0 }
    table && /^ *[0-9]+ \| / {
        slot = $1; entry = $0; sub(/^ *[0-9]+ \| /, "", entry)
        if (entry ~ /offset_to_top|vcall|vbase/) next
        gsub(/std::__cxx11::/, "std::", entry); gsub(/ \[pure\]/, "", entry)
        print "virtual " name " slot " slot ": " entry
    }
' dump >facts

# 4. Enumerators by their place; none of ours has a number of its own.
for header in "$include"/wowhost/*.hpp; do
    g++ -fpreprocessed -dD -E -P -w "$header" | tr '\n' ' ' \
        | { grep -oE 'enum class [A-Za-z]+ *(: *[a-z_:0-9]+ *)?\{[^}]*\}' || true; }
done | awk -F'[{}]' '
    { name = $1; sub(/enum class /, "", name); gsub(/[ ]/, "", name)
      count = split($2, values, ",")
      for (i = 1; i <= count; ++i) { value = values[i]; gsub(/ /, "", value); if (value != "") print "enum " name " " i - 1 " " value } }' >>facts
LC_ALL=C sort -u facts
