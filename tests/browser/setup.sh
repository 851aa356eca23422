#!/usr/bin/env bash
# Fetches what the browser tests need from npm:   setup.sh BUILD_FOLDER
# The only step that needs the network; nothing is done where the wanted versions are there already. Ends with 77 where npm can't be reached.
set -euo pipefail
here="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)"
folder="${1:?setup.sh BUILD_FOLDER: say where, as in build/release}/browser"
mkdir -p "$folder"
cmp -s "$here/package-lock.json" "$folder/complete.json" && [ -d "$folder/node_modules/playwright-core" ] && exit
cp "$here/package.json" "$here/package-lock.json" "$folder/"
if ! (cd "$folder" && npm ci --no-audit --no-fund --ignore-scripts --loglevel=error) 2>"$folder/npm.log"; then
    cat "$folder/npm.log" >&2
    grep -qE 'ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|ENETUNREACH|EHOSTUNREACH' "$folder/npm.log" || exit 1
    echo "skipped: npm's packages can't be fetched without the network; the browser tests need them" >&2
    exit 77
fi
cp "$here/package-lock.json" "$folder/complete.json"
