# The lookup of a character that is not stored yet, with all providers, in round trips of 80 ms; a token is there, images aside.
start_sandbox "$here" --no-rate "${replay[@]}"
new_site "$here" "$no_limit"
host wow:sync-all --wait
keep "$here"
before="$(restore_command "$here")"
lookup=("$wowhost" -q wow:character-lookup stormrage sheday --region eu)
settings '{"latency":80}'
trip=$("$build/bin/bench_floor_sync" round-trip "$url" "$(runs 9)")
read -r wall _ < <("$build/bin/bench_measure" --before "$before" "$(runs 9)" "${lookup[@]}")
settings '{"latency":0}'
read -r own cpu _ < <("$build/bin/bench_measure" --before "$before" "$(runs 9)" "${lookup[@]}")
restore "$here"
reset_statistics
"${lookup[@]}" >/dev/null
requests=$(statistic requests)
rows=$("$wowhost" --format json entity count wow_achievement_progress --where 'character notnull' | tr -dc '0-9')
trips=$(calc '%.2f' "$wall / $trip")
row "character lookup at 80 ms, all providers" "$(calc '%.0f' "$wall") ms" "$(calc '%.1f' "$trip") ms" "$trips" "<= 3" "$(verdict "$trips" '<= 3')"
note "$(runs 9) runs; $requests requests, $rows achievements; without latency $(calc '%.0f' "$own") ms, processor time $(calc '%.0f' "$cpu") ms"
