#!/usr/bin/env bash
# wow_heirloom in a site of its own: a fresh database, the program, and a simulated Battle.net that answers from tests/recorded.
#
#   site.sh PROGRAM FOLDER…      FOLDER: of modules, this one's first
set -euo pipefail
program="$1"
shift
here="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)"
place="$(mktemp -d)"
children=()
trap '[ "${#children[@]}" -eq 0 ] || kill "${children[@]}" 2>/dev/null || true; rm -rf "$place"' EXIT

wowhost() { "$program" --config "$place/wowhost.yml" --format json --yes "$@"; }
# expect TEXT GOT: GOT has TEXT in it
expect() { grep -qF -- "$1" <<<"$2" || { printf 'expected: %s\ngot: %s\n' "$1" "$2" >&2; exit 1; }; }
# wait_for FILE TEXT: until FILE has TEXT
wait_for() {
    for _ in $(seq 600); do
        grep -qF -- "$2" "$1" 2>/dev/null && return
        sleep 0.1
    done
    printf 'no "%s" in %s:\n' "$2" "$1" >&2
    cat "$1" >&2
    exit 1
}

"$(dirname "$program")/battlenet-sandbox" --listen 127.0.0.1:0 --port-file "$place/port" --quiet --no-rate \
    --replay "$here/recorded" >"$place/sandbox.log" 2>&1 &
children+=($!)
wait_for "$place/port" ""
battlenet="http://127.0.0.1:$(cat "$place/port")"

cat >"$place/wowhost.yml" <<END
database: { url: "sqlite:$place/wowhost.db" }
modules: { path: [$(IFS=,; printf '%s' "$*")] }
files: { path: "$place/files" }
serve: { templates: ["$(dirname "$program")/../share/wowhost/templates"] }
wow: { client_id: test, client_secret: test, region: eu, api_url: "$battlenet", oauth_url: "$battlenet", media_url: "$battlenet" }
END

wowhost -q install wow_heirloom wow_character >/dev/null
expect '"wow_heirloom"' "$(wowhost entity types)"
wowhost entity save wow_heirloom '{"blizzard_id": 7, "name": "Small Bell", "source": "Vendor"}' >/dev/null
expect 'Small Bell' "$(wowhost entity list wow_heirloom --where 'blizzard_id = 7')"
expect '"Heirlooms"' "$(wowhost status || true)"

# The command
expect 'Small Bell' "$(wowhost wow_heirloom:list bell)"
expect '[]' "$(wowhost wow_heirloom:list trumpet)"
if wowhost wow_heirloom:list --limit none >"$place/refused"; then exit 1; fi
expect '--limit is \"none\"' "$(cat "$place/refused")"

# The queue: of the three that the index lists, one is unknown to Battle.net
result="$(wowhost wow_heirloom:sync eu --wait)"
expect '"enqueued":3' "$(tr -d ' \n' <<<"$result")"
expect '"created":2,"enqueued":3,"failed":0' "$(tr -d ' \n' <<<"$result")"
expect 'Worn Locket' "$(wowhost entity list wow_heirloom --where 'blizzard_id = 1')"
expect '"not_modified":true' "$(wowhost wow_heirloom:sync eu | tr -d ' \n')"

# The provider: two rows of the body are good, one has no number
result="$(wowhost -q wow:character-lookup stormrage sheday | tr -d ' \n')"
expect '"wow_heirloom":{"rows":2}' "$result"
expect '"count":2' "$(wowhost entity count wow_heirloom_collection | tr -d ' \n')"
expect '"count":1' "$(wowhost entity count wow_heirloom_collection --where 'upgrade_level = 3' | tr -d ' \n')"
expect '"wow_heirloom":{"rows":0}' "$(wowhost -q wow:character-lookup stormrage sheday | tr -d ' \n')"

# The dashboard
expect '"wow.dashboard_section/1"' "$(wowhost module info wow_heirloom)"

# The pages
"$program" --config "$place/wowhost.yml" serve --role web --listen 127.0.0.1:0 >"$place/serve.log" 2>&1 &
children+=($!)
wait_for "$place/serve.log" "serving on "
site="$(sed -n 's#.*serving on \(http://[^/]*\)/.*#\1#p' "$place/serve.log" | head -n 1)"
expect 'Heirlooms' "$(curl -fsS "$site/wow/character/eu/stormrage/sheday")"
expect 'Worn Locket' "$(curl -fsS "$site/wow/character/eu/stormrage/sheday")"
kill "${children[-1]}" && wait "${children[-1]}" || true
unset 'children[-1]'

# Nothing is left
wowhost -q uninstall wow_heirloom >/dev/null
[ -z "$(wowhost entity types | grep -F '"wow_heirloom' || true)" ]
printf 'wow_heirloom works\n'
