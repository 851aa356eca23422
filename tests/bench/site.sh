# A full sync of a site, everything that has an index, end to end: how much of the allowed 100 requests a second it uses. The floor is the rate.
pace=(--latency 80) limit=""
[ -z "$smoke" ] || pace=(--no-rate) limit="$no_limit"
start_sandbox "$here" "${pace[@]}"
new_site "$here" "$limit"
host wow:test-connection # a token
[ -n "$smoke" ] || sleep 2 # it leaves the window
reset_statistics
begin=$(date +%s%N)
host wow:sync-all --wait
seconds=$(calc '%.2f' "($(date +%s%N) - $begin) / 1e9")
requests=$(statistic requests)
refused=$(statistic throttled)
items=0
for type in wow_achievement wow_mount wow_pet wow_title wow_toy wow_quest taxonomy_term; do
    items=$((items + $("$wowhost" --format json entity count "$type" | tr -dc '0-9')))
done
share=$(calc '%.1f' "$requests / $seconds")
row "site: $requests requests, $items items" "$seconds s" "$(calc '%.2f' "$requests / 100") s" "$share %" ">= 97 %, no 429" \
    "$(verdict "$share" ">= 97 && $refused == 0")"
note "wow:sync-all --wait at 80 ms latency, from the start of the process to its end; peak second $(statistic peak_second), answers 429: $refused"
