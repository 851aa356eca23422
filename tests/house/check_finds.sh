#!/usr/bin/env bash
# Proves that check.sh finds a violation of each rule: a small made-up tree is clean, and each defect put into it is reported.
set -uo pipefail
here="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)"
tree="$(mktemp -d)"
trap 'rm -rf "$tree"' EXIT

plant() {
    rm -rf "${tree:?}"/*
    mkdir -p "$tree"/{sdk/include/wowhost,host/database,host/entity,modules/alpha/{src,include/alpha},modules/beta/{src,include/beta},tests}
    printf '#pragma once\n' >"$tree/sdk/include/wowhost/value.hpp"
    printf '#include <wowhost/value.hpp>\n' >"$tree/host/database/database.cpp"
    printf 'name: alpha\ndependencies: []\n' >"$tree/modules/alpha/alpha.info.yml"
    printf 'name: beta\ndependencies:\n  - alpha (>=1.0)\n' >"$tree/modules/beta/beta.info.yml"
    printf '#pragma once\n' >"$tree/modules/alpha/include/alpha/alpha.hpp"
    printf '#include <alpha/alpha.hpp>\n#include <wowhost/value.hpp>\n' >"$tree/modules/beta/src/beta.cpp"
}

failed=0
expect() {
    local name="$1" pattern="$2" output
    output=$("$here/check.sh" "$tree")
    if [ -z "$pattern" ] && [ -n "$output" ]; then
        printf 'FAILED %s: expected no violation, got:\n%s\n' "$name" "$output"
        failed=1
    elif [ -n "$pattern" ] && ! grep -qE "$pattern" <<<"$output"; then
        printf 'FAILED %s: nothing matches %s in:\n%s\n' "$name" "$pattern" "$output"
        failed=1
    fi
}

plant
expect "a clean tree" ""
plant && printf '#include "host/database/database.hpp"\n' >>"$tree/sdk/include/wowhost/value.hpp"
expect "the SDK includes the host" "SDK must not depend"
plant && printf '#include <alpha/alpha.hpp>\n' >>"$tree/host/database/database.cpp"
expect "the host includes a module" "host must not depend on modules"
plant && printf '#include "host/entity/schema.hpp"\n' >>"$tree/host/database/database.cpp"
expect "a room includes a room above it" "room database must not depend on room entity"
plant && printf '#include <beta/beta.hpp>\n' >"$tree/modules/alpha/src/alpha.cpp"
expect "a module includes what it does not name" "names beta neither"
plant && printf '#include "host/database/database.hpp"\n' >"$tree/modules/alpha/src/alpha.cpp"
expect "a module includes the host" "a module sees the SDK"
plant && rm "$tree/modules/alpha/alpha.info.yml"
expect "a module without info file" "has no alpha.info.yml"
plant && printf '// World of Warcraft\n' >>"$tree/host/database/database.cpp"
expect "the host names a game" "know nothing of any game"
plant && seq 501 | sed 's#^#// #' >"$tree/host/entity/long.cpp"
expect "a long file" "has 501 lines"
plant && printf '// nothing\n' >"$tree/host/entity/bare.hpp"
expect "a header without guard" "lacks #pragma once"
plant && mkdir -p "$tree/tests" && printf 'TEST_CASE("one; two")\n' >"$tree/tests/odd_test.cpp"
expect "a test that ctest would not run" "would not run it"
exit "$failed"
