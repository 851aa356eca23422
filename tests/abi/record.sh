#!/usr/bin/env bash
# Records the SDK as it is now, as release MAJOR.MINOR of version.hpp: the table that later ones are compared with (sdk/docs/abi), and the
# headers that the module of tests/abi is built with (tests/abi/MAJOR.MINOR/include). Run when that version is released, and before that
# whenever something of it changes on purpose; never afterwards.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
version="$(sed -nE 's/^#define WOWHOST_SDK_(MAJOR|MINOR) ([0-9]+).*/\2/p' sdk/include/wowhost/version.hpp | paste -sd.)"
mkdir -p sdk/docs/abi "tests/abi/$version/include"
{
    echo "# SDK $version: sizes, members, virtual functions and enumerators, by tests/abi/layout.sh (x86-64, libstdc++)."
    tests/abi/layout.sh sdk/include
} >"sdk/docs/abi/$version.txt"
rm -rf "tests/abi/$version/include"
mkdir -p "tests/abi/$version/include"
cp -r sdk/include/wowhost "tests/abi/$version/include/"
echo "recorded SDK $version"
