#!/usr/bin/env bash
# Builds the module of the recipes against the installed SDK, and tries each.
#
#   recipes.sh PREFIX FOLDER
set -euo pipefail
root="$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)"
export CMAKE_PREFIX_PATH="$1" PATH="$1/bin:$PATH"
rm -rf "$2/recipes"
mkdir -p "$2"
cp -r "$root/examples/recipes" "$2/recipes"
cd "$2/recipes"
cmake -S . -B build -DCMAKE_BUILD_TYPE=RelWithDebInfo >log 2>&1 && cmake --build build >>log 2>&1 || { cat log; exit 1; }
ctest --test-dir build --output-on-failure --no-tests=error
