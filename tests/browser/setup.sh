#!/usr/bin/env bash
# Fetches what the browser tests need from npm:   setup.sh BUILD_FOLDER
set -euo pipefail
here="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)"
folder="${1:?setup.sh BUILD_FOLDER: say where, as in build/release}/browser"
mkdir -p "$folder"
cp "$here/package.json" "$folder/"
cd "$folder"
npm install --no-audit --no-fund --ignore-scripts
