#!/usr/bin/env bash
# wow_keepsake in a site of its own: a fresh database, the program, and a simulated Battle.net that answers from tests/recorded.
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
# @if provider queue

"$(dirname "$program")/battlenet-sandbox" --listen 127.0.0.1:0 --port-file "$place/port" --quiet --no-rate \
    --replay "$here/recorded" >"$place/sandbox.log" 2>&1 &
children+=($!)
wait_for "$place/port" ""
battlenet="http://127.0.0.1:$(cat "$place/port")"
# @end

cat >"$place/wowhost.yml" <<END
database: { url: "sqlite:$place/wowhost.db" }
modules: { path: [$(IFS=,; printf '%s' "$*")] }
files: { path: "$place/files" }
# @if page provider
serve: { templates: ["$(dirname "$program")/../share/wowhost/templates"] }
# @end
# @if provider queue
wow: { client_id: test, client_secret: test, region: eu, api_url: "$battlenet", oauth_url: "$battlenet", media_url: "$battlenet" }
# @end
END

# @if provider
wowhost -q install wow_keepsake wow_character >/dev/null
# @else
wowhost -q install wow_keepsake >/dev/null
# @end
expect '"wow_keepsake"' "$(wowhost entity types)"
wowhost entity save wow_keepsake '{"blizzard_id": 7, "name": "Small Bell", "source": "Vendor"}' >/dev/null
expect 'Small Bell' "$(wowhost entity list wow_keepsake --where 'blizzard_id = 7')"
expect '"Keepsakes"' "$(wowhost status || true)"
# @if command

# The command
expect 'Small Bell' "$(wowhost wow_keepsake:list bell)"
expect '[]' "$(wowhost wow_keepsake:list trumpet)"
if wowhost wow_keepsake:list --limit none >"$place/refused"; then exit 1; fi
expect '--limit is \"none\"' "$(cat "$place/refused")"
# @end
# @if search

# The search
expect 'Small Bell' "$(wowhost wow:search bell --type wow_keepsake)"
# @end
# @if queue

# The queue: of the three that the index lists, one is unknown to Battle.net
result="$(wowhost wow_keepsake:sync eu --wait)"
expect '"enqueued":3' "$(tr -d ' \n' <<<"$result")"
expect '"created":2,"enqueued":3,"failed":0' "$(tr -d ' \n' <<<"$result")"
expect 'Worn Locket' "$(wowhost entity list wow_keepsake --where 'blizzard_id = 1')"
expect '"not_modified":true' "$(wowhost wow_keepsake:sync eu | tr -d ' \n')"
# @end
# @if provider

# The provider: two rows of the body are good, one has no number
result="$(wowhost -q wow:character-lookup stormrage sheday | tr -d ' \n')"
expect '"wow_keepsake":{"rows":2}' "$result"
expect '"count":2' "$(wowhost entity count wow_keepsake_collection | tr -d ' \n')"
expect '"wow_keepsake":{"rows":0}' "$(wowhost -q wow:character-lookup stormrage sheday | tr -d ' \n')"
# @end
# @if dashboard

# The dashboard
expect '"wow.dashboard_section/1"' "$(wowhost module info wow_keepsake)"
# @end
# @if page provider

# The pages
"$program" --config "$place/wowhost.yml" serve --role web --listen 127.0.0.1:0 >"$place/serve.log" 2>&1 &
children+=($!)
wait_for "$place/serve.log" "serving on "
site="$(sed -n 's#.*serving on \(http://[^/]*\)/.*#\1#p' "$place/serve.log" | head -n 1)"
# @end
# @if page
expect 'Small Bell' "$(curl -fsS "$site/wow/keepsakes")"
expect 'Small Bell' "$(curl -fsS "$site/wow/keepsakes?q=BELL")"
expect 'Vendor' "$(curl -fsS "$site/wow/keepsakes/7")"
expect '404' "$(curl -sS -o "$place/answer" -w '%{http_code}' "$site/wow/keepsakes/none")"
# @end
# @if provider
expect 'Keepsakes' "$(curl -fsS "$site/wow/character/eu/stormrage/sheday")"
expect 'Worn Locket' "$(curl -fsS "$site/wow/character/eu/stormrage/sheday")"
# @end
# @if page provider
kill "${children[-1]}" && wait "${children[-1]}" || true
unset 'children[-1]'
# @end

# Nothing is left
wowhost -q uninstall wow_keepsake >/dev/null
[ -z "$(wowhost entity types | grep -F '"wow_keepsake' || true)" ]
printf 'wow_keepsake works\n'
