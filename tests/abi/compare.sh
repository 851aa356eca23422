#!/usr/bin/env bash
# Compares the table of layout.sh with that of a release: types of the release must be as they were, new ones may be there.
#
#   compare.sh RECORDED INCLUDE        exit code 1 and one line per fact when a type has changed
set -euo pipefail
recorded="$1"
here="$(dirname "${BASH_SOURCE[0]}")"
now="$(mktemp)"
trap 'rm -f "$now"' EXIT
"$here/layout.sh" "$2" >"$now"
awk -v recorded="$recorded" '
    function whose(line, words) { split(line, words, " "); return words[1] == "enum" ? "" : words[2] }
    FILENAME == recorded && /^#/ { next }
    FILENAME == recorded { was[$0] = 1; if (whose($0) != "") known[whose($0)] = 1; next }
    { is[$0] = 1 }
    END {
        for (line in was) if (!(line in is)) print "- " line
        for (line in is) if (!(line in was) && whose(line) in known) print "+ " line
    }' "$recorded" "$now" | LC_ALL=C sort -k3,3 -k1,1 >"$now.changes"
if [ -s "$now.changes" ]; then
    cat "$now.changes"
    rm -f "$now.changes"
    echo "Types of the SDK are not as $(basename "$recorded" .txt) had them: modules built with it would misread them. Take the change back and add a"
    echo "new type or interface (\"…/2\") instead, as sdk/docs/ABI.md says. As long as that version is not released: tests/abi/record.sh."
    exit 1
fi
rm -f "$now.changes"
echo "$(grep -vc '^#' "$recorded") facts of $(basename "$recorded" .txt) hold"
