#!/usr/bin/env bash
# Every recipe, in a site of its own with a simulated Battle.net.
#
#   try.sh PROGRAM FOLDER…      FOLDER: of modules, this one's first
set -euo pipefail
program="$1"
shift
place="$(mktemp -d)"
children=()
trap '[ "${#children[@]}" -eq 0 ] || kill "${children[@]}" 2>/dev/null || true; rm -rf "$place"' EXIT

wowhost() { "$program" --config "$place/wowhost.yml" --format json --yes -q "$@"; }
# expect TEXT GOT: GOT, without its white space, has TEXT in it
expect() { grep -qF -- "$1" <<<"$(tr -d ' \n' <<<"$2")" || { printf 'expected: %s\ngot: %s\n' "$1" "$2" >&2; exit 1; }; }
wait_for() {
    for _ in $(seq 600); do
        grep -qF -- "$2" "$1" 2>/dev/null && return
        sleep 0.1
    done
    printf 'no "%s" in %s:\n' "$2" "$1" >&2
    cat "$1" >&2
    exit 1
}

"$(dirname "$program")/battlenet-sandbox" --listen 127.0.0.1:0 --port-file "$place/port" --quiet --no-rate >"$place/sandbox.log" 2>&1 &
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
wowhost install recipes wow_character >/dev/null

# entity type, projection
wowhost entity save recipe_note '{"title": "Bring potions", "is_pinned": true}' >/dev/null
expect '"recipe_remark"' "$(wowhost entity types)"
# queue
expect '"added":1' "$(wowhost recipes:enqueue Repair)"
expect '"added":0' "$(wowhost recipes:enqueue Repair)"
expect '"done":1,"failed":0' "$(wowhost queue run recipe_titles)"
expect '"title":"Repair"' "$(wowhost entity list recipe_note)"
# provider
expect '"recipes":{"rows":2}' "$(wowhost wow:character-lookup stormrage sheday)"
expect '"recipes":{"rows":0}' "$(wowhost wow:character-lookup stormrage sheday)"
# third-party owner: what a team has goes with the team, what others have stays
wowhost entity save recipe_team '{"name": "Lanterns"}' >/dev/null
wowhost entity save recipe_trophy '{"name": "Cup", "team": 1}' >/dev/null
expect '"count":3' "$(wowhost entity count recipe_trophy)"
wowhost entity delete recipe_team 1 >/dev/null
expect '"count":2' "$(wowhost entity count recipe_trophy)"
# dashboard section
expect '"wow.dashboard_section/1"' "$(wowhost module info recipes)"
# search
expect 'potions' "$(wowhost wow:search potion --type recipe_note)"
# route
"$program" --config "$place/wowhost.yml" serve --role web --listen 127.0.0.1:0 >"$place/serve.log" 2>&1 &
children+=($!)
wait_for "$place/serve.log" "serving on "
site="$(sed -n 's#.*serving on \(http://[^/]*\)/.*#\1#p' "$place/serve.log" | head -n 1)"
expect 'Bringpotions' "$(curl -fsS "$site/recipes/notes/Bring%20potions")"
expect '"title":"Bringpotions"' "$(curl -fsS -H 'Accept: application/json' "$site/recipes/notes/Bring%20potions")"
expect '404' "$(curl -sS -o "$place/answer" -w '%{http_code}' "$site/recipes/notes/none")"
expect 'Level60' "$(curl -fsS "$site/wow/character/eu/stormrage/sheday")"
kill "${children[-1]}" && wait "${children[-1]}" || true
unset 'children[-1]'
# update hook: a fresh install needs none
expect '[]' "$(wowhost update --status)"
printf 'the recipes do what they say\n'
