#!/usr/bin/env bash
# Follows "Your first module" and compares what comes of it with the example.
#
#   guide.sh PREFIX FOLDER
set -euo pipefail
root="$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)"
"$root/tests/docs/follow_guide.sh" "$root/docs/guide/first-module.md" "$1" "$2/guide"
made="$2/guide/wow_heirloom"
diff -ru --exclude build --exclude site.yml --exclude 'site*.db*' --exclude files --exclude upgrade.diff "$root/examples/wow_heirloom" "$made" \
    || { printf 'examples/wow_heirloom is not what the guide ends with\n'; exit 1; }
# wow_character's column is on the example's type, and neither knows the other.
"$1/bin/wowhost" --config "$made/site.yml" --set "database.url=sqlite:$made/site.db" --set "modules.path=[$made/build/modules, $1/lib/wowhost/modules]" \
    --format json entity types | tr -d ' \n' | grep '"name":"character","permission":[^,]*,"provider":"wow_character"[^]]*\],"id":"wow_heirloom_collection"' >/dev/null
! grep -rn wow_heirloom "$root/modules"
printf 'the guide ends with the example\n'
