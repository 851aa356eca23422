# The sweep of 100,000 expired rows among 1,000,000, beside a raw DELETE by index in the same database, on both engines;
# and how long others waited meanwhile. WOWHOST_SWEEP_ROWS=10000000 in the environment for more rows.
sweep_rows="${WOWHOST_SWEEP_ROWS:-1000000}"
[ -z "$smoke" ] || sweep_rows=20000
sweep_expired=$((sweep_rows / 10))
url="http://127.0.0.1:1" # nothing is asked of Battle.net
new_site "$here"
for engine in sqlite postgresql; do
    database="sqlite:$here/data/wowhost.db"
    if [ "$engine" = postgresql ]; then
        "$root/tests/support/postgresql.sh" start "$place/postgresql"
        database="postgresql://wowhost@/postgres?host=$(cat "$place/postgresql/socket")"
        # shellcheck disable=SC2086
        host --set "database.url=$database" --yes install $modules
    fi
    # shellcheck disable=SC2034
    if figures=$("$build/bin/bench_sweep" "$database" "$sweep_rows" "$sweep_expired" "$(runs 5)" \
        "$wowhost" -q --set "database.url=$database" wow:sweep-ttl); then
        read -r start swept raw read write raw_read raw_write <<<"$figures"
        share=$(calc '%.0f' "100 * $raw / ($swept > 0 ? $swept : 1)")
        row "sweep of $sweep_expired of $sweep_rows rows, $engine" "$swept ms" "$raw ms" "$share %" ">= 50 %" "$(verdict "$share" '>= 50')"
        note "and $start ms for the start of the program, which cron does without"
        row "longest read meanwhile, $engine" "$read ms" "$raw_read ms" "-" "-" ""
        row "longest write meanwhile, $engine" "$write ms" "$raw_write ms" "-" "-" ""
    else
        failed=1
    fi
    [ "$engine" = sqlite ] || "$root/tests/support/postgresql.sh" stop "$place/postgresql"
done
[ -z "${failed:-}" ] || die "the sweep could not be measured"
