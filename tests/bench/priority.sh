# How long a person's request waits until it goes out while a catalogue sync uses up the allowed 100 requests a second, at 80 ms latency. Beside it
# the same request without a sync: the round trip.
start_sandbox "$here" --latency 80
new_site "$here"
# ask RUNS: milliseconds from the wish to the answer, ascending
ask() { for _ in $(seq "$1"); do "$wowhost" -q --format json wow:test-connection | grep -o '"ms": *[0-9]*' | tr -dc '0-9\n'; sleep 0.1; done | sort -n; }
middle() { sed -n "$((($(wc -l <<<"$1") + 1) / 2))p" <<<"$1"; }
host wow:sync-achievements
idle=$(middle "$(ask "$(runs 5)")")
"$wowhost" -q worker --until-empty >/dev/null &
worker=$!
children+=("$worker")
for _ in $(seq 400); do [ "$(statistic requests)" -gt 300 ] && break; sleep 0.05; done
reset_statistics
begin=$(date +%s%N)
asked=$(ask "$(runs 60)")
share=$(calc '%.1f' "$(statistic requests) / (($(date +%s%N) - $begin) / 1e9)")
kill -0 "$worker" 2>/dev/null || die "the sync ended before the requests of people"
worst=$(tail -n 1 <<<"$asked")
row "a person's request during a catalogue sync" "$worst ms" "$idle ms" "$(calc '%.1f' "$worst / $idle")" "out in 1 s" \
    "$(verdict "$worst - $idle" '<= 1000')"
note "the longest of $(wc -l <<<"$asked"), median $(middle "$asked") ms; meanwhile the sandbox saw $share requests a second, answers 429: $(statistic throttled)"
