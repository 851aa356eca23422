#!/usr/bin/env bash
# One part of the browser tests:   run.sh NODE PART   Skipped (77) where setup.sh could not fetch the packages.
set -euo pipefail
here="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)"
if [ ! -f "$WOWHOST_BROWSER_PACKAGES/complete.json" ]; then
    echo "skipped: playwright-core is not in $WOWHOST_BROWSER_PACKAGES; run tests/browser/setup.sh with the network at hand" >&2
    exit 77
fi
exec "$1" --test "$here/$2.test.mjs"
