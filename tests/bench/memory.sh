# The most memory that a full catalogue sync ever holds resident, as the kernel counts it.
start_sandbox "$here" --no-rate
new_site "$here" "$no_limit"
host wow:sync-achi-categories
keep "$here"
read -r _ _ peak < <("$build/bin/bench_measure" --before "$(restore_command "$here")" "$(runs 3)" "$wowhost" -q wow:sync-achievements --wait)
mib=$(calc '%.1f' "$peak / 1024")
read -r _ _ bare < <("$build/bin/bench_measure" "$(runs 3)" "$build/bin/bench_bare")
row "peak memory of a full catalogue sync" "$mib MiB" "$(calc '%.1f' "$bare / 1024") MiB" "-" "<= 64 MiB" "$(verdict "$mib" '<= 64')"
