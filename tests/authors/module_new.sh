#!/usr/bin/env bash
# `wowhost module new`: each feature alone, each pair and all of them; what is refused, and in which words.
#
#   module_new.sh PREFIX
set -euo pipefail
wowhost="$(cd "$1" && pwd)/bin/wowhost"
place="$(mktemp -d)"
trap 'rm -rf "$place"' EXIT
cd "$place"
features=(entity provider command page dashboard queue search)
fail() { printf 'FAILED: %s\n' "$*" >&2; exit 1; }

# refused CODE TEXT… -- WORDS…: `wowhost module new WORDS` ends with that code and says the texts, and makes nothing.
refused() {
    local code="$1" texts=() status=0 said before after
    shift
    while [ "$1" != -- ]; do texts+=("$1"); shift; done
    shift
    before="$(find . | sort)"
    said="$("$wowhost" module new "$@" 2>&1)" || status=$?
    after="$(find . | sort)"
    [ "$status" -eq "$code" ] || fail "module new $*: exit code $status instead of $code: $said"
    for text in "${texts[@]}"; do [[ "$said" == *"$text"* ]] || fail "module new $*: should say '$text': $said"; done
    [ "$before" = "$after" ] || fail "module new $*: has made something"
}
refused 2 '"My-Module" is no name for a module' 'lower-case letters' 'try my_module' -- My-Module
refused 2 'try three' -- 3three
refused 2 'is no name for a module' -- ''
refused 2 'is no name for a module' -- ../elsewhere
refused 2 'at most 50' -- "$(printf 'a%.0s' $(seq 51))"
refused 2 '"class" is a word of C++ or CMake' 'try wow_class' -- class
refused 2 'try wow_test' -- Test
refused 3 'wow_mount is the name of a module that comes with the host' -- wow_mount
refused 2 'can'"'"'t be made with "serch"; did you mean "search"?' 'there are entity, provider' -- thing --with entity,serch
refused 1 'there is no folder nowhere' -- thing --into nowhere
refused 1 'install the package wowhost-dev' -- thing --template nowhere
mkdir thing
refused 3 'thing is there already' '--into' -- thing
rmdir thing
ln -s nowhere thing
refused 3 'thing is there already' -- thing
rm thing
[[ "$("$wowhost" --dry-run --format json module new thing)" == *'"src/thing.cpp"'* ]] && [ ! -e thing ] || fail "--dry-run made something"
mkdir closed && chmod 500 closed
[ "$(id -u)" -eq 0 ] || refused 1 "can't be made" -- thing --into closed

# generate NAME FEATURES: no trace of the template, nothing empty, nothing too long, formatted.
generate() {
    local name="$1" list="$2"
    rm -rf "$name"
    "$wowhost" -q module new "$name" --with "$list" >/dev/null || fail "$name with $list"
    ! grep -rniE 'keepsake|@(if|elif|else|end|only)\b|TODO|FIXME' "$name" || fail "$name with $list: something of the template is left"
    [ -z "$(find "$name" -type f -empty)" ] || fail "$name with $list: empty files"
    for file in "$name.info.yml" CMakeLists.txt CMakePresets.json README.md .github/workflows/ci.yml "src/$name.cpp" tests/rows.test; do
        [ -s "$name/$file" ] || fail "$name with $list: no $file"
    done
    [ -z "$(find "$name" -type f -exec awk 'END { if (NR > 300) print FILENAME }' {} \;)" ] || fail "$name with $list: a file of more than 300 lines"
    [ ! -e "$name/tests/CMakeLists.txt" ] && [ -z "$(find "$name" -name '*.sh')" ] || fail "$name with $list: tests that are not the kit's"
    # Every source of the folder is built, every source that is built is there.
    diff <(cd "$name" && find src -name '*.cpp' | sort) <(grep -oE 'src/[a-z0-9_]+\.cpp' "$name/CMakeLists.txt" | sort) || fail "$name with $list: sources"
}
# has FEATURE FILE: it is there when the feature is, and only then.
has() { if [[ ",$list," == *",$1,"* ]]; then [ -e "wow_heirloom/$2" ]; else [ ! -e "wow_heirloom/$2" ]; fi || fail "$2 with $list"; }
count=0
check() {
    list="$1"
    generate wow_heirloom "$list"
    has provider src/provider.cpp
    has command src/commands.cpp
    has page src/pages.cpp
    has page templates/wow_heirloom/list.html
    has dashboard src/dashboard.cpp
    has queue src/queue.cpp
    has search src/search.cpp
    has command tests/commands.test
    has page tests/pages.test
    has provider tests/character.test
    has queue tests/sync.test
    has search tests/search.test
    ! command -v clang-format-14 >/dev/null \
        || find wow_heirloom \( -name '*.cpp' -o -name '*.hpp' \) -exec clang-format-14 --dry-run -Werror {} + || fail "$list: not formatted"
    count=$((count + 1))
}
for ((i = 0; i < ${#features[@]}; i++)); do
    check "${features[i]}"
    for ((j = i + 1; j < ${#features[@]}; j++)); do check "${features[i]},${features[j]}"; done
done
check "$(IFS=,; printf '%s' "${features[*]}")"
for name in guild_notes a wow_2 raids; do generate "$name" "$list"; done
grep -q 'collections/notes\|collections/guild_notes' guild_notes/include/guild_notes/mapping.hpp || fail "guild_notes: what it reads"
printf '%s combinations have what they should\n' "$count"
