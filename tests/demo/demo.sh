#!/usr/bin/env bash
# The demo: a simulated Battle.net, a fresh embedded database, all modules, reference data, catalogues, characters, a guild.
#
#   demo.sh BUILD [--once]      --once: check the result and end; without it the host serves until Ctrl-C
set -euo pipefail
root="$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)"
build="$1"
once="${2:-}"
wowhost="$build/bin/wowhost"
place="$build/demo"
modules="$(cd "$root/modules" && printf '%s ' */ | tr -d /)"

say() { printf '\n\033[1m%s\033[0m\n' "$*"; }
die() { printf 'demo: %s\n' "$*" >&2; exit 1; }
show() {
    printf '\033[2m$ wowhost'
    for word in "$@"; do if [[ "$word" == *' '* ]]; then printf " '%s'" "$word"; else printf ' %s' "$word"; fi; done
    printf '\033[0m\n'
}
run() { show "$@"; "$wowhost" "$@"; }
count() { "$wowhost" --format json entity count "$@" | tr -dc '0-9'; }
expect() { # expect WHAT ACTUAL MINIMUM
    [ "${2:-0}" -ge "$3" ] || die "$1: $2, expected at least $3"
    printf '  %-45s %s\n' "$1" "$2"
}

rm -rf "$place"
mkdir -p "$place"
cleanup() {
    [ -n "${sandbox_pid:-}" ] && kill "$sandbox_pid" 2>/dev/null
    wait 2>/dev/null || true
}
trap cleanup EXIT

say "A simulated Battle.net"
"$build/bin/battlenet-sandbox" --listen 127.0.0.1:0 --port-file "$place/port" --latency 20 --jitter 10 >"$place/sandbox.log" 2>&1 &
sandbox_pid=$!
for _ in $(seq 200); do [ -s "$place/port" ] && break; sleep 0.05; done
[ -s "$place/port" ] || die "the sandbox did not start: $(cat "$place/sandbox.log")"
port="$(cat "$place/port")"
# Icons would double the requests: one more for each item.
sed -E "s#sqlite:var/wowhost.db#sqlite:$place/wowhost.db#; s#path: var/files#path: $place/files#; s#\[build/release/modules\]#[$build/modules]#; \
    s#https://\{region\}.api.blizzard.com#http://127.0.0.1:$port#; s#https://oauth.battle.net#http://127.0.0.1:$port#; \
    s#client_id: \"\"#client_id: demo#; s#\"env:BATTLENET_SECRET\"#\"env:DEMO_SECRET\"#; s#media_url: \"\"#media_url: \"http://127.0.0.1:$port\"#; \
    s#cache_icons: true #cache_icons: false#" \
    "$root/etc/wowhost.yml" >"$place/wowhost.yml"
export WOWHOST_CONFIG="$place/wowhost.yml" DEMO_SECRET=demo-secret
printf '  http://127.0.0.1:%s, configuration %s\n' "$port" "$place/wowhost.yml"

say "Installing all modules"
# shellcheck disable=SC2086
run --yes install $modules
run module list --status installed
run wow:test-connection

say "Reference data and catalogues, at the rate that Battle.net allows: some 18,000 requests, three minutes"
run wow:sync-all --wait

say "Characters and a guild"
run wow:character-lookup stormrage sheday --region eu
run wow:character-lookup howling-fjord Альвеоняша --region eu
run wow:character-lookup argent-dawn fresh --region eu
run wow:guild-lookup stormrage "Lantern Watch" --region eu
run entity list wow_character --fields id,name,realm_slug,level,faction,achievement_points,average_item_level,sync_status
run entity list wow_guild --fields id,name,realm_slug,faction,member_count,achievement_points

say "What Sheday wears, rides and keeps"
run entity list wow_equipped_item --where 'character = 1' --limit 5 --fields id,slot,name,quality,item_level
run entity list wow_mount_collection --where 'character = 1' --limit 3
run entity list wow_collected_pet --where 'character = 1' --limit 3

say "Search: in what is stored, and in what Battle.net's search knows"
run wow:search lantern watch
run wow:search crimson --limit 12
found="$("$wowhost" --format json wow:search sheday | grep -c '"local": *true' || true)"

run status || true

say "What is stored"
expect "modules" "$("$wowhost" --format json module list --status installed | grep -o '"status"' | wc -l)" "$(wc -w <<<"$modules")"
expect "realms" "$(count taxonomy_term --where 'vid = wow_realm')" 200
expect "achievements" "$(count wow_achievement)" 7770
expect "achievement categories" "$(count taxonomy_term --where 'vid = wow_char_achi_category')" 150
expect "mounts" "$(count wow_mount)" 1420
expect "pets" "$(count wow_pet)" 2021
expect "titles" "$(count wow_title)" 593
expect "toys" "$(count wow_toy)" 1000
expect "quests" "$(count wow_quest)" 4000
expect "factions" "$(count taxonomy_term --where 'vid = wow_reputation_faction')" 263
expect "characters" "$(count wow_character)" 3
expect "characters of level 1" "$(count wow_character --where 'level = 1')" 1
expect "achievements of characters" "$(count wow_achievement_progress --where 'character notnull')" 6900
expect "mounts of characters" "$(count wow_mount_collection --where 'character notnull')" 900
expect "pets of characters" "$(count wow_collected_pet --where 'character notnull')" 2200
expect "toys of characters" "$(count wow_toy_collection --where 'character notnull')" 500
expect "titles of characters" "$(count wow_title_award --where 'character notnull')" 370
expect "standings of characters" "$(count wow_reputation_standing --where 'character notnull')" 250
expect "items that characters wear" "$(count wow_equipped_item --where 'character notnull')" 20
expect "characters that the search finds" "$found" 1
expect "guilds" "$(count wow_guild)" 1
expect "members of the guild" "$(count wow_guild_member)" 100
expect "achievements of the guild" "$(count wow_achievement_progress --where 'guild notnull')" 100
limited=$(curl -fsS "http://127.0.0.1:$port/_sandbox/statistics" | tr ',{' '\n\n' | sed -n 's/.*"429"[^0-9]*: *\([0-9]*\).*/\1/p' | head -n 1)
printf '  %-45s %s\n' "requests answered 429" "${limited:-0}"
[ "${limited:-0}" -eq 0 ] || die "the rate limit was exceeded $limited times"

if [ "$once" = "--once" ]; then
    say "All is there."
    exit 0
fi
say "An administrator"
"$wowhost" user:add admin --role administrator --generate >"$place/admin.txt"
password="$(sed -n 's/^password: *//p' "$place/admin.txt")"
[ -n "$password" ] || die "no administrator could be added: $(cat "$place/admin.txt")"

site="http://127.0.0.1:8080"
say "Serving until Ctrl-C. Worth a visit:"
cat <<END
  $site/                                          newest characters and guilds
  $site/wow/lookup/character                      a lookup: region eu, realm Stormrage, any name of the guild's roster
  $site/wow/character/eu/stormrage/sheday         a character who has everything
  $site/wow/character/eu/argent-dawn/fresh        one who has nothing yet
  $site/wow/guild/eu/stormrage/lantern%20watch    a guild: crest, roster, achievements, activity
  $site/user/login                                "Log in with Battle.net" makes you the owner of Sheday; then /user/characters
  $site/admin/reports/wow                         the dashboard; log in as admin, password $password
  $site/admin/modules                             install and uninstall modules, the plan shown first
  $site/jsonapi                                   all of it for programs; and $site/metrics

In another terminal:
  export WOWHOST_CONFIG=$place/wowhost.yml DEMO_SECRET=demo-secret
  $wowhost entity list wow_character
  $wowhost wow:character-lookup stormrage sheday
END
"$wowhost" serve
