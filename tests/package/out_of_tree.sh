#!/usr/bin/env bash
# Installs a build into a folder and builds a module there against nothing but it: verified, tested, installed, shown, broken in many ways.
#
#   out_of_tree.sh BUILD [GENERATOR:COMPILER:PLACE…]     PLACE: out or in (of the source); default: Ninja with g++, out
set -euo pipefail
build="$1"
shift
here="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)"
[ "$#" -gt 0 ] || set -- Ninja:g++:out
place="$(mktemp -d)"
chmod 755 "$place"
trap 'rm -rf "$place"' EXIT
sdk="$place/sdk"
fail() { printf 'FAILED: %s\n' "$*" >&2; [ ! -s "$place/output" ] || cat "$place/output" >&2; exit 1; }
# expect TEXT…: each is in what the last command printed, however its lines are broken.
expect() {
    local said
    said="$(tr -s ' \n' ' ' <"$place/output")"
    for text in "$@"; do [[ "$said" == *"$text"* ]] || fail "it should say: $text"; done
}
# run COMMAND…: works. refused COMMAND…: does not.
run() { "$@" >"$place/output" 2>&1 || fail "$*"; }
refused() { ! "$@" >"$place/output" 2>&1 || fail "this should not work: $*"; }

run cmake --install "$build" --prefix "$sdk" --strip
export CMAKE_PREFIX_PATH="$sdk" CTEST_OUTPUT_ON_FAILURE=1
unset DESTDIR WOWHOST_CONFIG

# try GENERATOR COMPILER PLACE: configured, built, tested, installed.
try() {
    local generator="$1" compiler="$2" source objects
    source="$place/$RANDOM" objects="$source"
    cp -r "$here/outside" "$source"
    [ "$3" = in ] || objects="$source/build"
    run env CXX="$compiler" cmake -S "$source" -B "$objects" -G "$generator" -DCMAKE_BUILD_TYPE=Release --install-prefix "$place/own"
    run cmake --build "$objects"
    run "$sdk/bin/wowhost" module verify "$objects/modules/keepsake.so"
    [ -s "$objects/modules/templates/keepsake/list.html" ] || fail "the template is not beside the module"
    run ctest --test-dir "$objects" --no-tests=error
    expect "keepsake: verify" "keepsake: contract" "keepsake: keepsake.test" "keepsake_test" "100% tests passed"
    run cmake --install "$objects" --strip
    printf '%s, %s, %s of the source: works, %s bytes\n' "$generator" "$compiler" "$3" "$(stat -c %s "$place/own/lib/wowhost/modules/keepsake.so")"
}
for one in "$@"; do
    IFS=: read -r generator compiler where <<<"$one"
    try "$generator" "$compiler" "$where"
done

# The installed host shows it, beside its own modules.
wowhost() { "$sdk/bin/wowhost" --config "$sdk/etc/wowhost/wowhost.yml" --set "modules.path=[$place/own/lib/wowhost/modules, $sdk/lib/wowhost/modules]" "$@"; }
run wowhost --format json module list
expect '"name": "keepsake"' '"name": "wow_character"'
run wowhost --format json module info keepsake --load
expect '"/keepsakes"' 'wow_character.data_provider/1' 'keepsake.giver/1'
run wowhost --yes install keepsake wow_character
run wowhost --format json module list --status installed
expect '"name": "keepsake"'

# Another module uses the headers of the installed one.
mkdir "$place/user"
cat >"$place/user/CMakeLists.txt" <<'END'
cmake_minimum_required(VERSION 3.25)
project(pocket LANGUAGES CXX)
find_package(wowhost 1.0 REQUIRED COMPONENTS keepsake)
wowhost_add_module(pocket SOURCES pocket.cpp USES keepsake)
END
printf 'name: pocket\nlabel: Pocket\nversion: 1.0.0\nsdk: 1.0\ndependencies: [keepsake]\n' >"$place/user/pocket.info.yml"
printf '%s\n' '#include <keepsake/keepsake.hpp>' '#include <wowhost/module.hpp>' 'namespace pocket {' \
    'class Pocket final : public wowhost::Module {' \
    '    void setup(wowhost::Registrar&, const wowhost::Services&) override {}' '};' '}' 'WOWHOST_MODULE(pocket::Pocket)' >"$place/user/pocket.cpp"
run env CMAKE_PREFIX_PATH="$sdk:$place/own" cmake -S "$place/user" -B "$place/user/build" -G Ninja
run cmake --build "$place/user/build"

# What is wrong is said with file and line, and with the nearest name.
configure() { rm -rf "$place/wrong/build"; cmake -S "$place/wrong" -B "$place/wrong/build" -G Ninja; }
# wrong EXPRESSION FILE: a copy of the module with one change.
wrong() { rm -rf "$place/wrong"; cp -r "$here/outside" "$place/wrong"; sed -i "$1" "$place/wrong/$2"; ! cmp -s "$here/outside/$2" "$place/wrong/$2" || fail "$1 changes nothing"; }
wrong 's/COMPONENTS wow_character/COMPONENTS wow_charcater/' CMakeLists.txt
refused configure
expect "there is no module wow_charcater; did you mean wow_character?"
wrong 's/wowhost 1.0/wowhost 2.0/' CMakeLists.txt
refused configure
expect "compatible with requested version \"2.0\"" "version: 1."
wrong 's/USES wow wow_character/USES wow wow_gulid/' CMakeLists.txt
sed -i 's/- wow$/- wow\n  - wow_gulid/' "$place/wrong/keepsake.info.yml"
refused configure
expect "USES names wow_gulid" "did you mean wow_guild?" "add wow_gulid to the COMPONENTS"
wrong 's/USES wow wow_character/USES wow wow_character user/; s/COMPONENTS/COMPONENTS user/' CMakeLists.txt
refused configure
expect "keepsake.info.yml:7: wowhost_add_module(keepsake): USES names user, which the file lists neither"
wrong 's/name: keepsake/name: keepsak/' keepsake.info.yml
refused configure
expect "keepsake.info.yml:1: wowhost_add_module(keepsake) needs \`name: keepsake\`, but the file says \`name: keepsak\`"
wrong 's/LANGUAGES CXX/LANGUAGES NONE/' CMakeLists.txt
refused configure
expect "C++ is not enabled"
rm -rf "$place/wrong"; cp -r "$here/outside" "$place/wrong"
run configure
sed -i 's/^package: /pakcage: /; s/^version: .*/version: one/' "$place/wrong/keepsake.info.yml"
refused cmake --build "$place/wrong/build"
expect "$place/wrong/keepsake.info.yml:4: the info file has no key \"pakcage\"" "did you mean \"package\"?" "$place/wrong/keepsake.info.yml:5: "
sed -i 's/^pakcage: /package: /; s/^version: .*/version: 1.0.1/; s/^sdk: .*/sdk: 1.99/' "$place/wrong/keepsake.info.yml"
refused cmake --build "$place/wrong/build"
expect "$place/wrong/keepsake.info.yml:6: module keepsake needs SDK 1.99"
sed -i 's/^sdk: .*/sdk: 1.0/' "$place/wrong/keepsake.info.yml"
printf 'out of tree: everything works, everything wrong is named\n'
