# The lookup of a character that is not stored yet, with all providers, in round trips of 80 ms; a token is there, images aside.
start_sandbox "$here" --no-rate "${replay[@]}"
new_site "$here" ', per_second: 0, per_hour: 0'
for command in realms classes races power-types specializations achi-categories; do host "wow:sync-$command"; done
host wow:sync-achievements --wait
host wow:sync-mounts --wait
keep "$here"
before="$(restore_command "$here")"
lookup=("$wowhost" -q wow:character-lookup stormrage sheday --region eu)
settings '{"latency":80}'
trip=$("$build/bin/bench_floor_sync" round-trip "$url" 9)
read -r wall _ < <("$build/bin/bench_measure" --before "$before" 9 "${lookup[@]}")
settings '{"latency":0}'
read -r own cpu _ < <("$build/bin/bench_measure" --before "$before" 9 "${lookup[@]}")
restore "$here"
curl -fsS -o /dev/null -X POST "$url/_sandbox/statistics/reset"
"${lookup[@]}" >/dev/null
requests=$(statistic requests)
rows=$("$wowhost" --format json entity count wow_achievement_progress --where 'character notnull' | tr -dc '0-9')
trips=$(calc '%.2f' "$wall / $trip")
row "character lookup at 80 ms, all providers" "$(calc '%.0f' "$wall") ms" "$(calc '%.1f' "$trip") ms" "$trips" "<= 3" "$(verdict "$trips" '<= 3')"
note "9 runs; $requests requests, $rows achievements; without latency $(calc '%.0f' "$own") ms, processor time $(calc '%.0f' "$cpu") ms"
