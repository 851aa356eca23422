#!/usr/bin/env bash
# Fetches what the browser tests need from npm:   setup.sh BUILD_FOLDER
# The only step that needs the network; nothing is done where the wanted versions are there already.
set -euo pipefail
here="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)"
folder="${1:?setup.sh BUILD_FOLDER: say where, as in build/release}/browser"
mkdir -p "$folder"
cmp -s "$here/package-lock.json" "$folder/complete.json" && [ -d "$folder/node_modules/playwright-core" ] && exit
cp "$here/package.json" "$here/package-lock.json" "$folder/"
(cd "$folder" && npm ci --no-audit --no-fund --ignore-scripts --loglevel=error)
cp "$here/package-lock.json" "$folder/complete.json"
