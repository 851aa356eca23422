# A full sync of the achievements with the limiter off, beside a program of curl, simdjson and SQLite that does the same.
start_sandbox "$here" --no-rate --cache 256
new_site "$here" "$no_limit"
host wow:sync-achi-categories
keep "$here"
host wow:sync-achievements --wait # the sandbox has rendered all bodies once
before="$(restore_command "$here") && rm -f $(printf %q "$here")/floor.db*"
{ read -r floor floor_cpu _; read -r wall cpu _; } <<<"$("$build/bin/bench_measure" --before "$before" "$(runs 5)" \
    "$build/bin/bench_floor_sync" sync "$url" "$here/floor.db" -- "$wowhost" -q wow:sync-achievements --wait)"
rows=$("$wowhost" --format json entity count wow_achievement | tr -dc '0-9')
share=$(calc '%.0f' "100 * $floor / $wall")
row "catalogue sync, limiter off, $rows items" "$(calc '%.0f' "$wall") ms" "$(calc '%.0f' "$floor") ms" "$share %" ">= 75 %" "$(verdict "$share" '>= 75')"
note "$(runs 5) runs in turn, speed beside the floor's; processor time $(calc '%.0f' "$cpu") ms, of the floor $(calc '%.0f' "$floor_cpu") ms"
