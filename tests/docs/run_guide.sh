#!/usr/bin/env bash
# Runs the commands of a guide, word for word and in order, against a simulated Battle.net and a fresh database.
#
#   run_guide.sh BUILD GUIDE
set -euo pipefail
build="$1" guide="$2"
root="$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)"
place="$(mktemp -d)"
trap 'kill "${sandbox:-0}" 2>/dev/null || true; rm -rf "$place"' EXIT

"$build/bin/battlenet-sandbox" --listen 127.0.0.1:0 --port-file "$place/port" --quiet >"$place/sandbox.log" 2>&1 &
sandbox=$!
for _ in $(seq 200); do [ -s "$place/port" ] && break; sleep 0.05; done
port="$(cat "$place/port")"
sed -E "s#sqlite:var/wowhost.db#sqlite:$place/wowhost.db#; s#path: var/files#path: $place/files#; s#\[build/release/modules\]#[$build/modules]#; \
    s#https://\{region\}.api.blizzard.com#http://127.0.0.1:$port#; s#https://oauth.battle.net#http://127.0.0.1:$port/oauth#; \
    s#client_id: \"\"#client_id: guide#" "$root/etc/wowhost.yml" >"$place/wowhost.yml"
export WOWHOST_CONFIG="$place/wowhost.yml" BATTLENET_SECRET=guide-secret PATH="$build/bin:$PATH"

mapfile -t commands < <(awk '/^```sh$/ {on=1; next} /^```/ {on=0} on && NF' "$guide")
[ "${#commands[@]}" -gt 0 ] || { echo "no commands in $guide"; exit 1; }
for command in "${commands[@]}"; do
    printf '$ %s\n' "$command"
    bash -c "$command" </dev/null || { printf 'FAILED with %s: %s\n' "$?" "$command"; exit 1; }
done
printf '%s commands of %s work\n' "${#commands[@]}" "$(basename "$guide")"
