#!/usr/bin/env bash
# The demo: a simulated Battle.net, a fresh embedded database, all modules, reference data, catalogues, characters.
#
#   demo.sh BUILD [--once]      --once: check the result and end; without it the host serves until Ctrl-C
set -euo pipefail
root="$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)"
build="$1"
once="${2:-}"
wowhost="$build/bin/wowhost"
place="$build/demo"
modules="taxonomy wow wow_realm wow_playable_class wow_playable_race wow_power_type wow_playable_specialization wow_character wow_achievement wow_mount"

say() { printf '\n\033[1m%s\033[0m\n' "$*"; }
die() { printf 'demo: %s\n' "$*" >&2; exit 1; }
show() { printf '\033[2m$ wowhost %s\033[0m\n' "$*"; }
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
sed -E "s#sqlite:var/wowhost.db#sqlite:$place/wowhost.db#; s#path: var/files#path: $place/files#; s#\[build/release/modules\]#[$build/modules]#; \
    s#https://\{region\}.api.blizzard.com#http://127.0.0.1:$port#; s#https://oauth.battle.net#http://127.0.0.1:$port/oauth#; \
    s#client_id: \"\"#client_id: demo#; s#\"env:BATTLENET_SECRET\"#\"env:DEMO_SECRET\"#; s#media_url: \"\"#media_url: \"http://127.0.0.1:$port\"#" \
    "$root/etc/wowhost.yml" >"$place/wowhost.yml"
export WOWHOST_CONFIG="$place/wowhost.yml" DEMO_SECRET=demo-secret
printf '  http://127.0.0.1:%s, configuration %s\n' "$port" "$place/wowhost.yml"

say "Installing modules"
# shellcheck disable=SC2086
run --yes install $modules
run module list --status installed
run wow:test-connection

say "Reference data"
for command in wow:sync-realms wow:sync-classes wow:sync-races wow:sync-power-types wow:sync-specializations wow:sync-achi-categories; do
    run "$command"
done

say "Catalogues, at the rate that Battle.net allows"
run wow:sync-achievements --wait
run wow:sync-mounts --wait

say "Characters"
run wow:character-lookup stormrage sheday --region eu
run wow:character-lookup howling-fjord Альвеоняша --region eu
run wow:character-lookup argent-dawn fresh --region eu
run entity list wow_character --fields id,name,realm_slug,level,faction,achievement_points,average_item_level,sync_status
run status || true

say "What is stored"
expect "realms" "$(count taxonomy_term --where 'vid = wow_realm')" 200
expect "achievements" "$(count wow_achievement)" 7770
expect "mounts" "$(count wow_mount)" 1420
expect "achievement categories" "$(count taxonomy_term --where 'vid = wow_char_achi_category')" 150
expect "characters" "$(count wow_character)" 3
expect "achievements of characters" "$(count wow_achievement_progress --where 'character notnull')" 3000
expect "mounts of characters" "$(count wow_mount_collection --where 'character notnull')" 500
expect "characters of level 1" "$(count wow_character --where 'level = 1')" 1
limited=$(curl -fsS "http://127.0.0.1:$port/_sandbox/statistics" | tr ',{' '\n\n' | sed -n 's/.*"429"[^0-9]*: *\([0-9]*\).*/\1/p' | head -n 1)
printf '  %-45s %s\n' "requests answered 429 (repeated, none lost)" "${limited:-0}"
[ "${limited:-0}" -le 90 ] || die "the rate limit was exceeded $limited times: more than one request in a hundred"

if [ "$once" = "--once" ]; then
    say "All is there."
    exit 0
fi
say "Serving until Ctrl-C: http://127.0.0.1:8080/healthz and /readyz. Try in another terminal:"
printf '  export WOWHOST_CONFIG=%s DEMO_SECRET=demo-secret\n  %s entity list wow_character\n  %s wow:character-lookup stormrage sheday\n' \
    "$place/wowhost.yml" "$wowhost" "$wowhost"
"$wowhost" serve
